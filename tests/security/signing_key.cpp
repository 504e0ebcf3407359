#include "security/signing_key.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <stdexcept>

#include "security/base64.h"

namespace muster::security {
namespace {

void require(bool holds) {
  if (!holds) throw std::runtime_error("OpenSSL refused what the test asked of it");
}

std::string number(EVP_PKEY* key, const char* name, int bytes = 0) {
  BIGNUM* value = nullptr;
  require(EVP_PKEY_get_bn_param(key, name, &value) == 1);
  if (bytes == 0) bytes = BN_num_bytes(value);
  std::string text(static_cast<std::size_t>(bytes), '\0');
  BN_bn2binpad(value, reinterpret_cast<unsigned char*>(text.data()), bytes);
  BN_free(value);
  return to_base64url(text);
}

std::string member(std::string_view name, std::string_view value) {
  return "\"" + std::string(name) + "\":\"" + std::string(value) + "\"";
}

std::string raw_signature(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* const signature = d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size()));
  require(signature != nullptr);
  std::string raw(64, '\0');
  auto* const out = reinterpret_cast<unsigned char*>(raw.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + 32, 32);
  ECDSA_SIG_free(signature);
  return raw;
}

}  // namespace

SigningKey::SigningKey(evp_pkey_st* key) : key_(key, EVP_PKEY_free) { require(key != nullptr); }

SigningKey SigningKey::rsa(int bits) { return SigningKey(EVP_RSA_gen(bits)); }
SigningKey SigningKey::p256() { return SigningKey(EVP_EC_gen("P-256")); }
SigningKey SigningKey::p384() { return SigningKey(EVP_EC_gen("P-384")); }
SigningKey SigningKey::ed25519() {
  return SigningKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
}

std::string SigningKey::jwk(std::string_view kid, std::string_view more) const {
  std::string text = "{" + member("kid", kid) + ",";
  if (EVP_PKEY_is_a(key_.get(), "RSA") == 1) {
    text += member("kty", "RSA") + "," + member("n", number(key_.get(), OSSL_PKEY_PARAM_RSA_N)) +
            "," + member("e", number(key_.get(), OSSL_PKEY_PARAM_RSA_E));
  } else if (EVP_PKEY_is_a(key_.get(), "EC") == 1) {
    const bool is_p256 = EVP_PKEY_get_bits(key_.get()) == 256;
    const int bytes = is_p256 ? 32 : 48;
    text += member("kty", "EC") + "," + member("crv", is_p256 ? "P-256" : "P-384") + "," +
            member("x", number(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, bytes)) + "," +
            member("y", number(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, bytes));
  } else {
    std::string x(32, '\0');
    std::size_t size = x.size();
    EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(x.data()), &size);
    text +=
        member("kty", "OKP") + "," + member("crv", "Ed25519") + "," + member("x", to_base64url(x));
  }
  if (!more.empty()) text += "," + std::string(more);
  return text + "}";
}

std::string SigningKey::sign(std::string_view header, std::string_view payload) const {
  const std::string text = to_base64url(header) + "." + to_base64url(payload);
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* settings = nullptr;
  const bool is_ed25519 = EVP_PKEY_is_a(key_.get(), "ED25519") == 1;
  require(EVP_DigestSignInit(context, &settings, is_ed25519 ? nullptr : EVP_sha256(), nullptr,
                             key_.get()) == 1);
  if (header.find("PS256") != std::string_view::npos) {
    EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST);
  }
  std::string signature(1024, '\0');
  std::size_t size = signature.size();
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
  require(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                         text.size()) == 1);
  EVP_MD_CTX_free(context);
  signature.resize(size);
  if (EVP_PKEY_is_a(key_.get(), "EC") == 1) signature = raw_signature(signature);
  return text + "." + to_base64url(signature);
}

std::string key_set(std::string_view jwks) { return "{\"keys\":[" + std::string(jwks) + "]}"; }

}  // namespace muster::security
