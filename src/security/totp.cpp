#include "security/totp.h"

#include <algorithm>
#include <array>

#include "security/base32.h"
#include "security/constant_time.h"
#include "security/hmac.h"
#include "security/percent_encoding.h"

namespace muster::security {
namespace {

constexpr std::size_t key_bytes = 20;
constexpr std::int64_t step_ms = 30'000;
constexpr std::size_t code_digits = 6;

}  // namespace

std::string make_totp_key(Random& random) {
  std::string key(key_bytes, '\0');
  random.fill(std::as_writable_bytes(std::span(key)));
  return key;
}

std::uint64_t totp_step(registry::Time now) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(now.time_since_epoch().count(), 0) /
                                    step_ms);
}

std::string totp_code(std::string_view key, std::uint64_t step) {
  std::array<char, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i) {
    counter[i] = static_cast<char>((step >> (8 * (7 - i))) & 0xFF);
  }
  const auto mac = hmac_sha1(key, std::string_view(counter.data(), counter.size()));
  // RFC 4226, section 5.3: the last four bits say where the 31 bits of the code begin.
  const std::size_t offset = mac.back() & 15U;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = (number << 8) | mac[offset + i];
  number &= 0x7FFF'FFFFU;
  std::string code(code_digits, '0');
  for (std::size_t i = code_digits; i > 0; --i, number /= 10) {
    code[i - 1] = static_cast<char>('0' + number % 10);
  }
  return code;
}

std::optional<std::uint64_t> accept_totp(std::string_view key, std::string_view entered,
                                         registry::Time now,
                                         std::optional<std::uint64_t> last_used) {
  std::string digits;
  for (const char c : entered) {
    if (c != ' ') digits += c;
    if (digits.size() > code_digits) return std::nullopt;
  }
  const auto current = totp_step(now);
  // All three are compared whatever comes first.
  std::optional<std::uint64_t> accepted;
  for (auto step = current == 0 ? 0 : current - 1; step <= current + 1; ++step) {
    const bool fits = equal_in_constant_time(totp_code(key, step), digits);
    if (fits && !accepted && (!last_used || step > *last_used)) accepted = step;
  }
  return accepted;
}

std::string otpauth_uri(std::string_view key, std::string_view issuer, std::string_view account) {
  const auto name = percent_encoded(issuer);
  return "otpauth://totp/" + name + ":" + percent_encoded(account) + "?secret=" + to_base32(key) +
         "&issuer=" + name + "&algorithm=SHA1&digits=6&period=30";
}

}  // namespace muster::security
