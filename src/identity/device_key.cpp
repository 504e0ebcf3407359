#include "identity/device_key.h"

#include <sodium.h>

namespace muster::identity {

std::string to_hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const auto byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

bool from_hex(std::string_view text, std::span<std::uint8_t> out) {
  if (text.size() != out.size() * 2) return false;
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int high = digit(text[2 * i]);
    const int low = digit(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return true;
}

std::string enrolment_text(const DeviceIdentity& device, std::span<const std::uint8_t> key,
                           std::int64_t time) {
  return "muster-enrol-1\n" + device.manufacturer + "\n" + device.model + "\n" +
         device.serial_number + "\n" + to_hex(key) + "\n" + std::to_string(time) + "\n";
}

std::string check_in_text(std::string_view organisation_id, std::string_view device_id,
                          std::int64_t time) {
  std::string text = "muster-check-in-1\n";
  text.append(organisation_id).append("\n").append(device_id).append("\n");
  return text + std::to_string(time) + "\n";
}

CheckInMac check_in_mac(const CheckInKey& key, std::string_view organisation_id,
                        std::string_view device_id, std::int64_t time, std::string_view session) {
  std::string text = "muster-check-in-2\n";
  text.reserve(192);
  text.append(organisation_id).append("\n").append(device_id).append("\n");
  text.append(std::to_string(time)).append("\n").append(session).append("\n");
  CheckInMac mac{};
  static_assert(crypto_auth_hmacsha256_KEYBYTES == CheckInKey{}.size());
  crypto_auth_hmacsha256(mac.data(), reinterpret_cast<const unsigned char*>(text.data()),
                         text.size(), key.data());
  return mac;
}

DeviceSeed make_device_seed() {
  DeviceSeed seed{};
  randombytes_buf(seed.data(), seed.size());
  return seed;
}

Ed25519PublicKey public_key_of(const DeviceSeed& seed) {
  Ed25519PublicKey key{};
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret{};
  crypto_sign_seed_keypair(key.data(), secret.data(), seed.data());
  sodium_memzero(secret.data(), secret.size());
  return key;
}

DeviceSignature sign(const DeviceSeed& seed, std::string_view text) {
  Ed25519PublicKey key{};
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret{};
  crypto_sign_seed_keypair(key.data(), secret.data(), seed.data());
  DeviceSignature signature{};
  crypto_sign_detached(signature.data(), nullptr,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                       secret.data());
  sodium_memzero(secret.data(), secret.size());
  return signature;
}

bool verify(const Ed25519PublicKey& key, std::string_view text, const DeviceSignature& signature) {
  return crypto_sign_verify_detached(signature.data(),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     text.size(), key.data()) == 0;
}

}  // namespace muster::identity
