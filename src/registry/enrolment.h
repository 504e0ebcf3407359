#pragma once
// How a registered device becomes one that speaks for itself: it enrols once, with its user or with
// a token of an administrator, and from then on signs its check-ins with a key of its own.

#include <array>
#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "identity/device_key.h"
#include "registry/ids.h"
#include "registry/time.h"

namespace muster::registry {

using EnrolmentHash = std::array<std::uint8_t, 32>;  ///< SHA-256 of the token's text

constexpr std::chrono::milliseconds enrolment_token_lasts = std::chrono::days{1};
constexpr std::chrono::milliseconds longest_enrolment_token = std::chrono::days{90};
/// How far a device's clock may be from ours.
constexpr std::chrono::milliseconds clock_tolerance = std::chrono::minutes{5};
/// How far apart check-ins are, where nothing asks for less.
constexpr std::chrono::milliseconds check_in_interval = std::chrono::hours{6};

/// Lets one device of a customer enrol without a person, as labs need it. Good once.
struct EnrolmentToken {
  EnrolmentTokenId id;
  OrganisationId customer;
  std::string name;
  std::string created_by;
  Time created_at;
  Time expires_at;
  std::optional<Time> used_at;
  RegistrationId used_by;  ///< the device; none while it is not used
};

/// For a device to answer a question that only its TPM can.
constexpr std::chrono::milliseconds tpm_challenge_lasts = std::chrono::minutes{5};

/// A secret that was sent so that only one TPM can read it, and only while it holds this key.
struct TpmChallenge {
  EnrolmentHash secret_hash{};
  identity::DevicePublicKey key;
  Time expires_at;
};

/// What the audit log says after an enrolment: whether a TPM has proven that the key is its own.
constexpr std::string_view key_is_in_tpm = R"({"in_tpm":true})";
constexpr std::string_view key_is_not_in_tpm = R"({"in_tpm":false})";

/// The key of an enrolment. A later enrolment of the same device has another number.
struct DeviceKey {
  identity::DevicePublicKey key;
  std::int64_t number = 0;
};

struct SignedCheckIn {
  OrganisationId customer;
  RegistrationId device;
  std::int64_t key_number = 0;
  Time signed_at;  ///< by the device's clock
  Time seen_at;    ///< by ours
};

/// Every function is scoped by the customer in the statement itself. Thread-safe; blocks on the
/// database.
class Enrolments {
 public:
  virtual ~Enrolments() = default;

  /// `id` and `created_at` are given to it.
  virtual EnrolmentToken create_token(EnrolmentToken token, const EnrolmentHash& hash) = 0;
  /// Those that are good or were used, the newest first.
  virtual std::vector<EnrolmentToken> tokens(OrganisationId customer) = 0;
  /// False when there is none, or it was used.
  virtual bool revoke_token(OrganisationId customer, EnrolmentTokenId id) = 0;
  /// Whether use_token() would find it good.
  virtual bool is_good_token(OrganisationId customer, const EnrolmentHash& hash) = 0;
  /// Marks it as used by this device; nullopt when it is no good (any more).
  virtual std::optional<EnrolmentToken> use_token(OrganisationId customer,
                                                  const EnrolmentHash& hash,
                                                  RegistrationId device) = 0;

  /// Gives the device this key; part of the step in which it first checks in. False when it has one
  /// already and nobody has allowed another.
  virtual bool enrol(OrganisationId customer, RegistrationId device,
                     std::span<const std::uint8_t> key, Time signed_at) = 0;
  /// Lets a device enrol once more; false when it never did.
  virtual bool allow_again(OrganisationId customer, RegistrationId device) = 0;
  virtual std::optional<DeviceKey> key_of(OrganisationId customer, RegistrationId device) = 0;

  /// Takes the place of an earlier one of this device.
  virtual void ask(OrganisationId customer, RegistrationId device,
                   const TpmChallenge& challenge) = 0;
  /// What the device was asked last, once; nullopt when it was not, or too long ago.
  virtual std::optional<TpmChallenge> asked(OrganisationId customer, RegistrationId device) = 0;

  /// Notes them all in one durable transaction. One result each: false where the device is gone or
  /// has another key by now, or has signed the same time or a later one before (a replay).
  virtual std::vector<bool> check_in(std::span<const SignedCheckIn> check_ins) = 0;
};

}  // namespace muster::registry
