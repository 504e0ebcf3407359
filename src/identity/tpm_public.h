#pragma once
// The public area of a TPM 2.0 object (TPMT_PUBLIC: TPM 2.0 Library, part 2, 12.2.4), as device and
// server pass it on, and what a server has to see in one. Pure; reads anything without fault.

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace muster::identity {

using TpmBytes = std::vector<std::uint8_t>;

/// Bits of TPMA_OBJECT (part 2, 8.3) that matter here.
namespace tpm_attribute {
constexpr std::uint32_t fixed_tpm = 1U << 1;
constexpr std::uint32_t fixed_parent = 1U << 4;
constexpr std::uint32_t sensitive_data_origin = 1U << 5;
constexpr std::uint32_t user_with_auth = 1U << 6;
constexpr std::uint32_t admin_with_policy = 1U << 7;
constexpr std::uint32_t no_da = 1U << 10;
constexpr std::uint32_t restricted = 1U << 16;
constexpr std::uint32_t decrypt = 1U << 17;
constexpr std::uint32_t sign = 1U << 18;
}  // namespace tpm_attribute

enum class TpmKeyType : std::uint16_t { rsa = 0x0001, ecc = 0x0023 };

struct TpmPublic {
  TpmKeyType type = TpmKeyType::rsa;
  std::uint16_t name_algorithm = 0;
  std::uint32_t attributes = 0;
  TpmBytes policy;
  std::uint16_t symmetric = 0;  ///< of a key that protects others; 0010h: none
  std::uint16_t symmetric_bits = 0;
  std::uint16_t symmetric_mode = 0;
  std::uint16_t scheme = 0;  ///< 0010h: any
  std::uint16_t scheme_hash = 0;
  std::uint16_t rsa_bits = 0;
  std::uint32_t rsa_exponent = 0;  ///< 0: 65537
  TpmBytes modulus;                ///< of RSA
  std::uint16_t curve = 0;
  TpmBytes x;  ///< of ECC
  TpmBytes y;
  bool operator==(const TpmPublic&) const = default;
};

/// nullopt for other types, for what is cut short, and for what goes on after its end.
std::optional<TpmPublic> parse_tpm_public(std::span<const std::uint8_t> bytes);

/// What a TPM calls the object: the algorithm and the hash of its public area, with SHA-256
/// (part 1, 16). It changes with every bit of the area.
TpmBytes tpm_name(std::span<const std::uint8_t> public_area);

/// The modulus, 256 bytes, of an endorsement key of the default kind: RSA 2048, which encrypts for
/// its TPM alone (TCG EK Credential Profile, template L-1). The error is a sentence.
std::expected<TpmBytes, std::string> endorsement_modulus(const TpmPublic& area);

/// The point, 04h X Y, of a key that signs with ECDSA on P-256, was made in its TPM and can't leave
/// it. The error is a sentence.
std::expected<std::array<std::uint8_t, 65>, std::string> device_point(const TpmPublic& area);

}  // namespace muster::identity
