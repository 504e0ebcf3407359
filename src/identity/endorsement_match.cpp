#include "identity/endorsement_match.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <string>

namespace muster::identity {
namespace {

template <std::size_t Size>
std::string text_of(const std::array<std::uint8_t, Size>& bytes) {
  return {bytes.begin(), bytes.end()};
}

/// RSAPublicKey (RFC 8017, A.1.1) in DER.
std::string pkcs1(const std::string& modulus) {
  constexpr std::array<std::uint8_t, 9> before = {0x30, 0x82, 0x01, 0x0A, 0x02,
                                                  0x82, 0x01, 0x01, 0x00};
  constexpr std::array<std::uint8_t, 5> exponent = {0x02, 0x03, 0x01, 0x00, 0x01};
  return text_of(before) + modulus + text_of(exponent);
}

/// SubjectPublicKeyInfo (RFC 5280, 4.1) in DER.
std::string subject_public_key_info(const std::string& modulus) {
  constexpr std::array<std::uint8_t, 24> before = {0x30, 0x82, 0x01, 0x22, 0x30, 0x0D, 0x06, 0x09,
                                                   0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01,
                                                   0x01, 0x05, 0x00, 0x03, 0x82, 0x01, 0x0F, 0x00};
  return text_of(before) + pkcs1(modulus);
}

/// BCRYPT_RSAPUBLIC_BLOB: a header of little-endian numbers, the exponent, the modulus.
std::string bcrypt_blob(const std::string& modulus) {
  constexpr std::array<std::uint8_t, 27> before = {'R', 'S', 'A', '1', 0, 8, 0, 0, 3, 0, 0, 0, 0, 1,
                                                   0,   0,   0,   0,   0, 0, 0, 0, 0, 0, 1, 0, 1};
  return text_of(before) + modulus;
}

std::string sha256(const std::string& text) {
  std::array<std::uint8_t, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return text_of(hash);
}

}  // namespace

EndorsementMatch match_endorsement(const HardwareHash& hash,
                                   std::span<const std::uint8_t> modulus) {
  if (hash.tpm_key.empty() && hash.tpm_key_hash.empty()) return EndorsementMatch::not_named;
  const std::string bare(modulus.begin(), modulus.end());
  const std::array forms = {bare, pkcs1(bare), subject_public_key_info(bare), bcrypt_blob(bare)};
  // Where the key itself stands there, what its hash was taken of does not matter.
  const bool same =
      hash.tpm_key.empty()
          ? std::ranges::any_of(
                forms, [&](const std::string& form) { return sha256(form) == hash.tpm_key_hash; })
          : std::ranges::find(forms, hash.tpm_key) != forms.end();
  return same ? EndorsementMatch::same : EndorsementMatch::other;
}

}  // namespace muster::identity
