#pragma once
// Answers kept by `Idempotency-Key`, so that a request sent twice is done once
// (draft-ietf-httpapi-idempotency-key-header).

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "registry/ids.h"
#include "registry/time.h"

namespace muster::registry {

using Fingerprint = std::array<std::uint8_t, 32>;  ///< SHA-256 of method, target and body

struct KeptAnswer {
  int status = 0;
  std::string content_type;
  std::string location;
  std::string body;
};

/// Thread-safe; blocks on the database.
class Idempotency {
 public:
  virtual ~Idempotency() = default;

  struct Known {
    std::optional<KeptAnswer> answer;  ///< nullopt: the first request is still being done
    Fingerprint fingerprint{};         ///< all zero while that is not known yet
  };
  /// Takes the key for the caller; a key that is taken says what is known of it.
  virtual std::expected<void, Known> reserve(OrganisationId organisation, std::string_view key) = 0;
  virtual void keep(OrganisationId organisation, std::string_view key,
                    const Fingerprint& fingerprint, const KeptAnswer& answer) = 0;
  /// The answer was kept in a step of somebody else's (KeepRequest): the request is over.
  virtual void was_kept(OrganisationId organisation, std::string_view key) = 0;
  /// The request failed before it changed anything: the key is free again.
  virtual void release(OrganisationId organisation, std::string_view key) = 0;
  /// Forgets answers to requests that came before `before`.
  virtual void forget(Time before) = 0;
  /// Forgets reservations that were cut off: those of processes that are not alive.
  virtual void forget_unanswered() = 0;
};

}  // namespace muster::registry
