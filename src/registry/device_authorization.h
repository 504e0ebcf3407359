#pragma once
// How a command line gets a token without a browser of its own (RFC 8628): it shows a short code, a
// person who has signed in elsewhere approves it, and meanwhile the command line polls.

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "registry/ids.h"
#include "registry/scope.h"
#include "registry/time.h"

namespace muster::registry {

using DeviceCodeHash = std::array<std::uint8_t, 32>;  ///< SHA-256 of the device code's text

/// How long a person may take to approve a code; it is short enough to be guessed at.
constexpr std::chrono::milliseconds device_code_lasts = std::chrono::minutes{15};
/// How far apart polls are at least, and how much further after each that came too early (RFC 8628,
/// 3.5).
constexpr std::chrono::seconds poll_interval{5};
/// How long a personal token lives that was handed out this way.
constexpr std::chrono::milliseconds personal_token_lasts = std::chrono::days{90};

/// The numbers are stored.
enum class DeviceAuthorizationState : std::uint8_t {
  waiting = 1,
  approved = 2,
  denied = 3,
  handed_out = 4,
};

struct DeviceAuthorization {
  std::string user_code;    ///< eight letters, as security/user_code.h makes them
  std::string client_name;  ///< what the token will be called, such as `muster on desk-7`
  Scopes scopes;            ///< asked for; once approved, granted
  DeviceAuthorizationState state = DeviceAuthorizationState::waiting;
  PersonId person;              ///< who approved it
  OrganisationId organisation;  ///< for which
  std::string address;          ///< from where it was asked for
  Time created_at;
  Time expires_at;
  std::optional<Time> last_polled_at;
  std::chrono::seconds interval = poll_interval;

  bool is_waiting(Time now) const {
    return state == DeviceAuthorizationState::waiting && now < expires_at;
  }
};

/// What a person decided of a code.
struct DeviceApproval {
  PersonId person;
  OrganisationId organisation;
  Scopes scopes;
};

/// Thread-safe; blocks on the database.
class DeviceAuthorizations {
 public:
  virtual ~DeviceAuthorizations() = default;
  /// Keeps it, and forgets those that have expired. False when the user code is one that is in use,
  /// or when too many are waiting, of this address or in all.
  enum class Made : std::uint8_t { yes, code_in_use, too_many };
  virtual Made create(const DeviceAuthorization& authorization, const DeviceCodeHash& hash) = 0;
  virtual std::optional<DeviceAuthorization> find(const DeviceCodeHash& hash) = 0;
  virtual std::optional<DeviceAuthorization> find_by_user_code(const std::string& user_code) = 0;
  /// Notes a poll, and from when on how far apart they must be.
  virtual void polled(const DeviceCodeHash& hash, Time when, std::chrono::seconds interval) = 0;
  /// False when somebody else decided first, or it has expired.
  virtual bool approve(const std::string& user_code, const DeviceApproval& approval) = 0;
  virtual bool deny(const std::string& user_code) = 0;
  /// True for the first one who asks after it was approved: that one gets the token.
  virtual bool hand_out(const DeviceCodeHash& hash) = 0;
};

}  // namespace muster::registry
