#include "security/webhook_signature.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "security/base64.h"
#include "security/constant_time.h"
#include "security/hmac.h"

namespace muster::security {
namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::string_view version = "v1,";
constexpr std::size_t made_bytes = 32;
constexpr std::size_t fewest_bytes = 24;
constexpr std::size_t most_bytes = 64;

std::optional<std::string> key_of(std::string_view secret) {
  if (!secret.starts_with(secret_prefix)) return std::nullopt;
  auto key = from_base64(secret.substr(secret_prefix.size()));
  if (!key || key->size() < fewest_bytes || key->size() > most_bytes) return std::nullopt;
  return key;
}

std::string signature_of(std::string_view key, std::string_view id, std::int64_t timestamp_s,
                         std::string_view body) {
  std::string text(id);
  text += "." + std::to_string(timestamp_s) + ".";
  text += body;
  return std::string(version) + to_base64(hmac_sha256(key, text));
}

}  // namespace

std::string make_webhook_secret(Random& random) {
  std::array<std::uint8_t, made_bytes> bytes{};
  random.fill(std::as_writable_bytes(std::span(bytes)));
  return std::string(secret_prefix) + to_base64(bytes);
}

bool has_webhook_secret_form(std::string_view secret) { return key_of(secret).has_value(); }

std::vector<std::pair<std::string, std::string>> webhook_headers(
    const std::vector<std::string>& secrets, std::string_view id, registry::Time now,
    std::string_view body) {
  if (secrets.empty() || id.empty() || id.find('.') != std::string_view::npos) {
    throw std::invalid_argument("a webhook without a secret, or with an id that cannot be signed");
  }
  const auto timestamp = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  std::string signatures;
  for (const auto& secret : secrets) {
    const auto key = key_of(secret);
    if (!key) throw std::invalid_argument("the secret of a webhook has not the form of one");
    signatures += (signatures.empty() ? "" : " ") + signature_of(*key, id, timestamp, body);
  }
  return {{"webhook-id", std::string(id)},
          {"webhook-timestamp", std::to_string(timestamp)},
          {"webhook-signature", signatures}};
}

bool is_webhook_signature(std::string_view header, std::string_view secret, std::string_view id,
                          std::int64_t timestamp_s, std::string_view body) {
  const auto key = key_of(secret);
  if (!key) return false;
  const auto expected = signature_of(*key, id, timestamp_s, body);
  bool fits = false;
  while (!header.empty()) {
    const auto end = std::min(header.find(' '), header.size());
    if (equal_in_constant_time(header.substr(0, end), expected)) fits = true;
    header.remove_prefix(std::min(end + 1, header.size()));
  }
  return fits;
}

std::optional<std::chrono::milliseconds> webhook_retry_delay(unsigned failures, double jitter) {
  using std::chrono::hours;
  using std::chrono::minutes;
  using std::chrono::seconds;
  constexpr std::array<seconds, 10> delays = {seconds(5), minutes(1), minutes(5), minutes(30),
                                              hours(2),   hours(5),   hours(10),  hours(12),
                                              hours(18),  hours(24)};  // 71 h 36 min 5 s in all
  constexpr double most_taken_off = 0.2;
  if (failures == 0) return std::chrono::milliseconds(0);
  if (failures > delays.size()) return std::nullopt;
  const auto delay = std::chrono::milliseconds(delays[failures - 1]);
  const auto part = 1.0 - most_taken_off * std::clamp(jitter, 0.0, 1.0);
  return std::chrono::milliseconds(
      static_cast<std::int64_t>(static_cast<double>(delay.count()) * part));
}

}  // namespace muster::security
