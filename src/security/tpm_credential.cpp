#include "security/tpm_credential.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "security/hmac.h"

namespace muster::security {
namespace {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;
using Digest = std::array<std::uint8_t, 32>;

[[noreturn]] void fail() { throw std::runtime_error("OpenSSL makes no credential for a TPM"); }

Digest mac(View key, View text) {
  return hmac_sha256({reinterpret_cast<const char*>(key.data()), key.size()},
                     {reinterpret_cast<const char*>(text.data()), text.size()});
}

/// KDFa of one block, at most 256 bits (part 1, 11.4.10.2): HMAC of counter, label, a zero byte,
/// context and the number of bits.
Digest derive(View seed, std::string_view label, View context, std::uint32_t bits) {
  Bytes text = {0, 0, 0, 1};
  text.insert(text.end(), label.begin(), label.end());
  text.push_back(0);
  text.insert(text.end(), context.begin(), context.end());
  for (int shift = 24; shift >= 0; shift -= 8) {
    text.push_back(static_cast<std::uint8_t>(bits >> shift));
  }
  return mac(seed, text);
}

Bytes encrypt_aes_cfb(View key, View text) {
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
      EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  constexpr std::array<std::uint8_t, 16> start{};
  Bytes out(text.size());
  int size = 0;
  if (!context ||
      EVP_EncryptInit_ex(context.get(), EVP_aes_128_cfb128(), nullptr, key.data(), start.data()) !=
          1 ||
      EVP_EncryptUpdate(context.get(), out.data(), &size, text.data(),
                        static_cast<int>(text.size())) != 1) {
    fail();
  }
  return out;
}

Bytes encrypt_rsa_oaep(View modulus, View text) {
  // Numbers are little-endian in OSSL_PARAM on the machines that this runs on.
  Bytes number(modulus.rbegin(), modulus.rend());
  std::uint32_t exponent = 65537;
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, number.data(), number.size()),
      OSSL_PARAM_construct_uint32(OSSL_PKEY_PARAM_RSA_E, &exponent), OSSL_PARAM_construct_end()};
  using Context = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;
  const Context making(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr), EVP_PKEY_CTX_free);
  EVP_PKEY* made = nullptr;
  if (!making || EVP_PKEY_fromdata_init(making.get()) != 1 ||
      EVP_PKEY_fromdata(making.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters) != 1) {
    fail();
  }
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(made, EVP_PKEY_free);
  const Context encrypting(EVP_PKEY_CTX_new(key.get(), nullptr), EVP_PKEY_CTX_free);
  // The label's final zero is part of it (part 1, B.10.3). The context takes the memory over.
  constexpr std::string_view label{"IDENTITY\0", 9};
  auto* const owned = static_cast<char*>(OPENSSL_memdup(label.data(), label.size()));
  std::size_t size = 0;
  if (!encrypting || owned == nullptr || EVP_PKEY_encrypt_init(encrypting.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(encrypting.get(), RSA_PKCS1_OAEP_PADDING) != 1 ||
      EVP_PKEY_CTX_set_rsa_oaep_md(encrypting.get(), EVP_sha256()) != 1 ||
      EVP_PKEY_CTX_set_rsa_mgf1_md(encrypting.get(), EVP_sha256()) != 1 ||
      EVP_PKEY_CTX_set0_rsa_oaep_label(encrypting.get(), owned, static_cast<int>(label.size())) !=
          1) {
    fail();
  }
  Bytes out(modulus.size());
  size = out.size();
  if (EVP_PKEY_encrypt(encrypting.get(), out.data(), &size, text.data(), text.size()) != 1) fail();
  out.resize(size);
  return out;
}

void append_sized(Bytes& bytes, View value) {
  bytes.push_back(static_cast<std::uint8_t>(value.size() >> 8));
  bytes.push_back(static_cast<std::uint8_t>(value.size()));
  bytes.insert(bytes.end(), value.begin(), value.end());
}

}  // namespace

TpmCredential make_tpm_credential(View modulus, View name, std::span<const std::uint8_t, 32> secret,
                                  Random& random) {
  std::array<std::uint8_t, 32> seed{};
  random.fill(std::as_writable_bytes(std::span(seed)));
  constexpr std::uint32_t aes_bits = 128;
  constexpr std::uint32_t hmac_bits = 256;
  const auto symmetric = derive(seed, "STORAGE", name, aes_bits);
  Bytes plain;
  append_sized(plain, secret);
  auto encrypted = encrypt_aes_cfb(View(symmetric).first(aes_bits / 8), plain);
  const auto integrity = derive(seed, "INTEGRITY", {}, hmac_bits);
  Bytes authenticated = encrypted;
  authenticated.insert(authenticated.end(), name.begin(), name.end());
  TpmCredential credential{.blob = {}, .encrypted_secret = encrypt_rsa_oaep(modulus, seed)};
  append_sized(credential.blob, mac(integrity, authenticated));
  credential.blob.insert(credential.blob.end(), encrypted.begin(), encrypted.end());
  return credential;
}

}  // namespace muster::security
