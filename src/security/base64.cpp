#include "security/base64.h"

#include <sodium.h>

namespace muster::security {
namespace {

/// The spellings of RFC 4648, by libsodium's numbers for them.
enum class Spelling : int {
  padded = sodium_base64_VARIANT_ORIGINAL,
  for_urls = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
};

std::string encoded(Spelling spelling, const unsigned char* bytes, std::size_t size) {
  const int variant = static_cast<int>(spelling);
  std::string text(sodium_base64_encoded_len(size, variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes, size, variant);
  text.pop_back();  // libsodium writes a final NUL
  return text;
}

std::string encoded(Spelling spelling, std::string_view bytes) {
  return encoded(spelling, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

std::optional<std::string> decoded(Spelling spelling, std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  const int failed =
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, &end, static_cast<int>(spelling));
  if (failed != 0 || end != text.data() + text.size()) return std::nullopt;
  bytes.resize(size);
  return bytes;
}

}  // namespace

std::string to_base64(std::span<const std::uint8_t> bytes) {
  return encoded(Spelling::padded, bytes.data(), bytes.size());
}
std::string to_base64(std::string_view bytes) { return encoded(Spelling::padded, bytes); }
std::optional<std::string> from_base64(std::string_view text) {
  return decoded(Spelling::padded, text);
}

std::string to_base64url(std::span<const std::uint8_t> bytes) {
  return encoded(Spelling::for_urls, bytes.data(), bytes.size());
}
std::string to_base64url(std::string_view bytes) { return encoded(Spelling::for_urls, bytes); }
std::optional<std::string> from_base64url(std::string_view text) {
  return decoded(Spelling::for_urls, text);
}

}  // namespace muster::security
