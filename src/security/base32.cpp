#include "security/base32.h"

#include <cstdint>

namespace muster::security {

std::string to_base32(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  text.reserve((bytes.size() * 8 + 4) / 5);
  std::uint32_t waiting = 0;  // bits that make no digit yet, at the lower end
  unsigned bits = 0;
  for (const char byte : bytes) {
    waiting = (waiting << 8) | static_cast<unsigned char>(byte);
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += digits[(waiting >> bits) & 31];
    }
  }
  if (bits > 0) text += digits[(waiting << (5 - bits)) & 31];
  return text;
}

}  // namespace muster::security
