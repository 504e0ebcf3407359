#pragma once
// A session of check-ins: a secret for a day, which a device gets for a check-in that it signed,
// and by which the next ones cost a hundredth of verifying a signature. The server keeps none of
// them: it makes each anew from a secret of the installation and from what the session's name says.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "identity/device_key.h"
#include "registry/time.h"

namespace muster::api::device {

constexpr std::chrono::milliseconds check_in_session_lasts = std::chrono::hours{24};

using InstallationSecret = std::array<std::uint8_t, 32>;

struct CheckInSession {
  std::string name;  ///< `<key number>.<end, milliseconds since 1970>`
  identity::CheckInKey key{};
};

/// For a device by its IDs as they are sent, and the number of the key that it signs with.
CheckInSession make_check_in_session(const InstallationSecret& secret,
                                     std::string_view organisation_id, std::string_view device_id,
                                     std::int64_t key_number, registry::Time now);

/// One check-in of a session.
struct SessionCheckIn {
  std::string_view organisation_id;
  std::string_view device_id;
  std::int64_t time = 0;
  std::string_view session;
  identity::CheckInMac mac{};
};
/// The number of the key that the session stands for; nullopt when the session is over, or none
/// that was made here for this device, or did not make this MAC.
std::optional<std::int64_t> key_number_of(const InstallationSecret& secret,
                                          const SessionCheckIn& check_in, registry::Time now);

}  // namespace muster::api::device
