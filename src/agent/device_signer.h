#pragma once
// The device's key, wherever it lives: in a file that only root reads, or in the TPM.

#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "identity/device_key.h"

namespace muster::agent {

/// Used by one thread. Every error is a sentence.
class DeviceSigner {
 public:
  virtual ~DeviceSigner() = default;
  /// As the protocol has it: 32 bytes of Ed25519, or 65 of P-256.
  virtual std::vector<std::uint8_t> public_key() const = 0;
  virtual std::expected<identity::DeviceSignature, std::string> sign(std::string_view text) = 0;

  /// The public areas (TPMT_PUBLIC) of a key in a TPM, and of that TPM's endorsement key.
  struct Origin {
    std::vector<std::uint8_t> device_key;
    std::vector<std::uint8_t> endorsement_key;
  };
  /// nullptr for a key that no TPM vouches for.
  virtual const Origin* origin() const { return nullptr; }
  /// The secret that a server made for this origin.
  virtual std::expected<std::vector<std::uint8_t>, std::string> answer(
      std::span<const std::uint8_t> credential_blob,
      std::span<const std::uint8_t> encrypted_secret);
};

/// `seed` is the secret itself for a file, and for a TPM what tells one of its keys from another.
std::unique_ptr<DeviceSigner> file_signer(const identity::DeviceSeed& seed);
std::expected<std::unique_ptr<DeviceSigner>, std::string> tpm_signer(
    const std::string& tpm, const identity::DeviceSeed& seed);

/// The modulus of the endorsement key of this TPM, for a hardware hash.
std::expected<std::string, std::string> endorsement_modulus_of(const std::string& tpm);

}  // namespace muster::agent
