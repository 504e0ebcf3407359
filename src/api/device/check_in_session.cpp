#include "api/device/check_in_session.h"

#include <sodium.h>

#include <charconv>

namespace muster::api::device {
namespace {

identity::CheckInKey key_of(const InstallationSecret& secret, std::string_view organisation_id,
                            std::string_view device_id, std::string_view session) {
  std::string text = "muster-session-1\n";
  text.reserve(128);
  for (const auto part : {organisation_id, device_id, session}) text.append(part).append("\n");
  identity::CheckInKey key{};
  crypto_generichash(key.data(), key.size(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), secret.data(), secret.size());
  return key;
}

bool read(std::string_view text, std::int64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

CheckInSession make_check_in_session(const InstallationSecret& secret,
                                     std::string_view organisation_id, std::string_view device_id,
                                     std::int64_t key_number, registry::Time now) {
  const auto end = (now + check_in_session_lasts).time_since_epoch().count();
  CheckInSession session{.name = std::to_string(key_number) + '.' + std::to_string(end), .key = {}};
  session.key = key_of(secret, organisation_id, device_id, session.name);
  return session;
}

std::optional<std::int64_t> key_number_of(const InstallationSecret& secret,
                                          const SessionCheckIn& check_in, registry::Time now) {
  const auto dot = check_in.session.find('.');
  std::int64_t number = 0;
  std::int64_t end = 0;
  if (dot == std::string_view::npos || !read(check_in.session.substr(0, dot), number) ||
      !read(check_in.session.substr(dot + 1), end)) {
    return std::nullopt;
  }
  const auto key = key_of(secret, check_in.organisation_id, check_in.device_id, check_in.session);
  const auto expected = identity::check_in_mac(key, check_in.organisation_id, check_in.device_id,
                                               check_in.time, check_in.session);
  if (sodium_memcmp(expected.data(), check_in.mac.data(), expected.size()) != 0) {
    return std::nullopt;
  }
  if (end <= now.time_since_epoch().count()) return std::nullopt;
  return number;
}

}  // namespace muster::api::device
