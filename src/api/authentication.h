#pragma once
// From a bearer token (RFC 6750) or a session's cookie to the caller. What was found is remembered
// for a second, so that a busy client costs no look-up each time. What is revoked or ended in this
// process or another is forgotten at once; where that could not be told, within the second.

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "api/services.h"
#include "http/message.h"
#include "registry/caller.h"
#include "registry/time.h"
#include "registry/token.h"

namespace muster::api {

using CredentialHash = registry::TokenHash;  ///< of a token or of a session's secret

/// A caller whose credential is good.
struct SignedIn {
  registry::Caller caller;
  CredentialHash credential{};
  std::optional<registry::Time> expires_at;
};

/// Thread-safe; blocks on the database.
class Authentication {
 public:
  static constexpr std::chrono::milliseconds remembered_for{1000};

  explicit Authentication(Services& services) : services_(services) {}

  /// Throws Refusal `unauthenticated` without a credential, or with one that is unknown, expired or
  /// revoked; which of them is not told. `forbidden` for a cookie that comes from another site.
  std::shared_ptr<const SignedIn> sign_in(const http::Request& request);

  /// Whether a credential that was good is still so: for answers that take long.
  bool is_still_good(const CredentialHash& hash);

  /// Forgets what is remembered, after something was revoked or changed here; other processes are
  /// told to.
  void forget();
  /// The same, for what another process changed.
  void forget_here();

 private:
  struct Remembered {
    registry::Time found_at;
    std::shared_ptr<const SignedIn> signed_in;
  };
  std::shared_ptr<const SignedIn> find(const CredentialHash& hash);
  std::shared_ptr<const SignedIn> look_up(const CredentialHash& hash, registry::Time now);
  std::optional<SignedIn> token_holder(const CredentialHash& hash, registry::Time now);
  std::optional<SignedIn> session_holder(const CredentialHash& hash, registry::Time now);

  Services& services_;
  std::mutex mutex_;
  std::map<CredentialHash, Remembered> remembered_;
  std::uint64_t forgot_ = 0;  ///< times
};

/// The token's text in the Authorization header; nullopt when there is none.
std::optional<std::string_view> bearer_token(const http::Request& request);

/// The secret with which the request came: its token, or its session's.
std::optional<std::string_view> credential_of(const Services& services,
                                              const http::Request& request);

}  // namespace muster::api
