#include "identity/identity_key.h"

#include <sodium.h>

#include <cstring>
#include <initializer_list>
#include <span>
#include <vector>

namespace muster::identity {
namespace {

/// What is hashed begins with the kind of key, so that no two kinds share a key.
enum class Kind : std::uint8_t { device = 1, product_id = 2 };

IdentityKey hash(const IdentityKeyer::Secret& secret, Kind kind,
                 std::initializer_list<std::string_view> values) {
  std::size_t size = 1;
  for (const auto value : values) size += sizeof(std::uint32_t) + value.size();
  std::array<std::uint8_t, 1024> small;  // NOLINT: filled below as far as it is used
  std::vector<std::uint8_t> large;
  if (size > small.size()) large.resize(size);
  auto* const message = large.empty() ? small.data() : large.data();

  auto* end = message;
  *end++ = static_cast<std::uint8_t>(kind);
  for (const auto value : values) {
    const auto length = static_cast<std::uint32_t>(value.size());
    for (int shift = 0; shift < 32; shift += 8) *end++ = static_cast<std::uint8_t>(length >> shift);
    if (!value.empty()) std::memcpy(end, value.data(), value.size());
    end += value.size();
  }
  IdentityKey key;
  crypto_generichash(key.bytes.data(), key.bytes.size(), message, size, secret.data(),
                     secret.size());
  return key;
}

std::optional<std::uint8_t> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  return std::nullopt;
}

}  // namespace

std::string IdentityKey::hex() const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const auto byte : bytes) text += {digits[byte >> 4], digits[byte & 15]};
  return text;
}

std::optional<IdentityKey> IdentityKey::from_hex(std::string_view text) {
  IdentityKey key;
  if (text.size() != key.bytes.size() * 2) return std::nullopt;
  for (std::size_t i = 0; i < key.bytes.size(); ++i) {
    const auto high = hex_digit(text[2 * i]);
    const auto low = hex_digit(text[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    key.bytes[i] = static_cast<std::uint8_t>((*high << 4) | *low);
  }
  return key;
}

IdentityKey IdentityKeyer::of(std::string_view manufacturer, std::string_view model,
                              std::string_view serial_number) const {
  return hash(secret_, Kind::device, {manufacturer, model, serial_number});
}

IdentityKey IdentityKeyer::of_product_id(std::string_view product_id) const {
  return hash(secret_, Kind::product_id, {product_id});
}

}  // namespace muster::identity
