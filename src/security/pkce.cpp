#include "security/pkce.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "security/base64.h"
#include "security/constant_time.h"
#include "security/sha256.h"

namespace muster::security {
namespace {

bool is_verifier(std::string_view text) {
  return text.size() >= 43 && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '.' || c == '_' || c == '~';
         });
}

}  // namespace

std::string make_code_verifier(Random& random) {
  std::array<std::uint8_t, 32> bytes{};
  random.fill(std::as_writable_bytes(std::span(bytes)));
  return to_base64url(bytes);
}

std::string code_challenge(std::string_view verifier) { return to_base64url(sha256(verifier)); }

bool fits_code_challenge(std::string_view challenge, std::string_view verifier) {
  return is_verifier(verifier) && equal_in_constant_time(challenge, code_challenge(verifier));
}

}  // namespace muster::security
