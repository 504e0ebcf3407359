#pragma once
// The TPM 2.0 of this machine: the few commands that give a device a key which never leaves it, and
// prove which TPM that is. Spoken over the kernel's resource manager; of the TPM's own state
// nothing is changed.

#include <array>
#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/tpm_wire.h"

namespace muster::agent {

constexpr const char* tpm_device = "/dev/tpmrm0";

/// Used by one thread. Every error is a sentence.
class Tpm {
 public:
  /// A character device, or the Unix socket of a software TPM.
  static std::expected<Tpm, std::string> open(const std::string& path);
  ~Tpm();
  Tpm(Tpm&& other) noexcept;
  Tpm(const Tpm&) = delete;
  Tpm& operator=(const Tpm&) = delete;
  Tpm& operator=(Tpm&&) = delete;

  /// A key in the TPM, until it is flushed.
  struct Key {
    std::uint32_t handle = 0;
    TpmBytes public_area;  ///< TPMT_PUBLIC
  };
  /// The endorsement key of the default kind (TCG EK Credential Profile, template L-1): the same in
  /// each call, and another in each TPM. Only decrypts for its own TPM.
  std::expected<Key, std::string> endorsement_key();
  /// A key for ECDSA on P-256: the same for the same `unique` in the same TPM, until its owner
  /// clears it. Needs a TPM whose owner has set no password.
  std::expected<Key, std::string> device_key(std::span<const std::uint8_t, 32> unique);
  void flush(std::uint32_t handle);

  /// r and s, 32 bytes each.
  std::expected<std::array<std::uint8_t, 64>, std::string> sign(
      std::uint32_t handle, std::span<const std::uint8_t, 32> digest);

  /// The secret that was made for the name of `key`, in this TPM alone (TPM2_ActivateCredential).
  std::expected<TpmBytes, std::string> activate(std::uint32_t key, std::uint32_t endorsement,
                                                std::span<const std::uint8_t> blob,
                                                std::span<const std::uint8_t> encrypted_secret);

 private:
  explicit Tpm(int descriptor) : descriptor_(descriptor) {}
  std::expected<TpmReply, std::string> run(const TpmCommand& command, std::size_t handles,
                                           bool sessions);
  std::expected<Key, std::string> create_primary(std::uint32_t hierarchy,
                                                 const TpmBytes& template_);
  /// A policy session that the owner of the endorsement hierarchy agrees to.
  std::expected<std::uint32_t, std::string> endorsement_session();

  int descriptor_ = -1;
};

}  // namespace muster::agent
