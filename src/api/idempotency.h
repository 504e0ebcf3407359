#pragma once
// `Idempotency-Key` on a POST: the first request under a key is done and its answer kept; the same
// request again is answered with what was kept; another request under the same key is refused.
// Answers that refuse (4xx, 5xx) changed nothing and are not kept: the key is then free again.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"
#include "registry/batch.h"
#include "registry/idempotency.h"

namespace muster::api {

/// The header's value; nullopt for none. Throws Refusal unless it is 1 to 255 printable ASCII
/// characters.
std::optional<std::string> idempotency_key(const http::Request& request);

/// Of a request whose body was read whole.
registry::Fingerprint fingerprint_of(const http::Request& request);

/// A key that is taken by one request while it is being done. Without a key in the request it does
/// nothing, so that callers need not ask. Used by one thread.
class Reservation {
 public:
  /// Throws Refusal `idempotency_key_in_use` when the first request with this key is not over yet.
  Reservation(registry::Idempotency& kept, registry::OrganisationId organisation,
              std::optional<std::string> key);
  ~Reservation();  ///< frees the key, unless an answer was kept
  Reservation(const Reservation&) = delete;
  Reservation& operator=(const Reservation&) = delete;

  /// The answer to an earlier request with this key; null for none. Read the body, then replay().
  const registry::KeptAnswer* earlier_answer() const;
  /// That answer again. Throws Refusal `idempotency_key_reused` when it answered another request.
  http::Response replay(const registry::Fingerprint& fingerprint) const;
  /// Only the check of replay().
  void refuse_another(const registry::Fingerprint& fingerprint) const;

  void keep(const registry::Fingerprint& fingerprint, const registry::KeptAnswer& answer);
  /// For a batch, whose answer is kept in the step that accepts it; nullopt without a key.
  std::optional<registry::KeepRequest> keep_with_batch(
      const registry::Fingerprint& fingerprint,
      std::function<registry::KeptAnswer(const registry::Batch&)> answer) const;
  /// Tells that somebody else kept the answer.
  void was_kept();

 private:
  registry::Idempotency& kept_;
  registry::OrganisationId organisation_;
  std::optional<std::string> key_;
  bool reserved_ = false;
  std::optional<registry::Idempotency::Known> known_;
};

/// What is kept of a response with a body of its own.
registry::KeptAnswer kept_answer(const http::Response& response);

/// A kept answer as it is sent again.
http::Response replayed(const registry::KeptAnswer& answer);

}  // namespace muster::api
