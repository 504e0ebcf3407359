#include "security/token_secret.h"

#include <array>

#include "security/base64url.h"
#include "security/sha256.h"

namespace muster::security {
namespace {

constexpr std::string_view prefix = "mst_";
constexpr std::size_t random_bytes = 32;
constexpr std::size_t random_characters = 43;  ///< of base64url, for 32 bytes

}  // namespace

TokenSecret make_token_secret(Random& random) {
  std::array<std::uint8_t, random_bytes> bytes{};
  random.fill(std::as_writable_bytes(std::span(bytes)));
  TokenSecret secret{.text = std::string(prefix) + to_base64url(bytes), .hash = {}};
  secret.hash = hash_of_token(secret.text);
  return secret;
}

bool has_token_form(std::string_view text) {
  return text.starts_with(prefix) && text.size() == prefix.size() + random_characters &&
         from_base64url(text.substr(prefix.size())).has_value();
}

registry::TokenHash hash_of_token(std::string_view text) { return sha256(text); }

}  // namespace muster::security
