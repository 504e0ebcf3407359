#pragma once
// From a bearer token (RFC 6750) to the caller. What was found is remembered for a second, so that
// a busy client costs no look-up each time and a revoked token still stops working within a second.

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "http/message.h"
#include "registry/access.h"
#include "registry/time.h"
#include "registry/token.h"

namespace muster::api {

/// A caller whose token is good.
struct SignedIn {
  registry::Caller caller;
  registry::TokenHash token_hash{};
  std::optional<registry::Time> token_expires_at;
};

/// Thread-safe; blocks on the database.
class Authentication {
 public:
  static constexpr std::chrono::milliseconds remembered_for{1000};

  Authentication(registry::Tokens& tokens, const registry::Clock& clock)
      : tokens_(tokens), clock_(clock) {}

  /// Throws Refusal `unauthenticated` without a token, or with one that is unknown, expired or
  /// revoked; which of them is not told.
  std::shared_ptr<const SignedIn> sign_in(const http::Request& request);

  /// Whether a token that was good is still so: for answers that take long.
  bool is_still_good(const registry::TokenHash& hash);

  /// Forgets what is remembered, after a token was revoked here.
  void forget();

 private:
  struct Remembered {
    registry::Time found_at;
    std::shared_ptr<const SignedIn> signed_in;
  };
  std::shared_ptr<const SignedIn> find(const registry::TokenHash& hash);
  std::shared_ptr<const SignedIn> look_up(const registry::TokenHash& hash, registry::Time now);

  registry::Tokens& tokens_;
  const registry::Clock& clock_;
  std::mutex mutex_;
  std::map<registry::TokenHash, Remembered> remembered_;
};

/// The token's text in the Authorization header; nullopt when there is none.
std::optional<std::string_view> bearer_token(const http::Request& request);

}  // namespace muster::api
