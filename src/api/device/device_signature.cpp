#include "api/device/device_signature.h"

#include <algorithm>

#include "security/p256.h"

namespace muster::api::device {

bool is_signed(std::span<const std::uint8_t> key, std::string_view text,
               const identity::DeviceSignature& signature) {
  if (key.size() == identity::p256_key_size) {
    return security::verify_p256(key.first<identity::p256_key_size>(), text, signature);
  }
  identity::Ed25519PublicKey ed25519{};
  const bool known = key.size() == ed25519.size();
  if (known) std::ranges::copy(key, ed25519.begin());
  return identity::verify(ed25519, text, signature) && known;
}

}  // namespace muster::api::device
