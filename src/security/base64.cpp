#include "security/base64.h"

#include <sodium.h>

namespace muster::security {
namespace {

constexpr int variant = sodium_base64_VARIANT_ORIGINAL;

std::string encoded(const unsigned char* bytes, std::size_t size) {
  std::string text(sodium_base64_encoded_len(size, variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes, size, variant);
  text.pop_back();  // libsodium writes a final NUL
  return text;
}

}  // namespace

std::string to_base64(std::span<const std::uint8_t> bytes) {
  return encoded(bytes.data(), bytes.size());
}

std::string to_base64(std::string_view bytes) {
  return encoded(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                                       text.data(), text.size(), nullptr, &size, &end, variant);
  if (failed != 0 || end != text.data() + text.size()) return std::nullopt;
  bytes.resize(size);
  return bytes;
}

}  // namespace muster::security
