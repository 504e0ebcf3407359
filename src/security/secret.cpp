#include "security/secret.h"

#include <array>
#include <cstdint>

#include "security/base64.h"

namespace muster::security {
namespace {

constexpr std::size_t random_bytes = 32;
constexpr std::size_t random_characters = 43;  // of base64url, for 32 bytes

std::string_view prefix_of(SecretKind kind) {
  switch (kind) {
    case SecretKind::token:
      return "mst_";
    case SecretKind::link:
      return "mlk_";
    case SecretKind::session:
      return "mss_";
    case SecretKind::client_secret:
      return "mcs_";
    case SecretKind::device_code:
      return "mdc_";
    case SecretKind::enrolment:
      return "met_";
  }
  return "";
}

}  // namespace

Secret make_secret(SecretKind kind, Random& random) {
  std::array<std::uint8_t, random_bytes> bytes{};
  random.fill(std::as_writable_bytes(std::span(bytes)));
  Secret secret{.text = std::string(prefix_of(kind)) + to_base64url(bytes), .hash = {}};
  secret.hash = hash_of_secret(secret.text);
  return secret;
}

bool has_secret_form(SecretKind kind, std::string_view text) {
  const auto prefix = prefix_of(kind);
  return text.starts_with(prefix) && text.size() == prefix.size() + random_characters &&
         from_base64url(text.substr(prefix.size())).has_value();
}

Digest hash_of_secret(std::string_view text) { return sha256(text); }

}  // namespace muster::security
