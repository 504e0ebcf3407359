#include "security/p256.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>
#include <stdexcept>
#include <vector>

namespace muster::security {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

/// Null for what is no point of the curve.
Key key_of(std::span<const std::uint8_t, 65> point) {
  const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
      EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr), EVP_PKEY_CTX_free);
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1) {
    throw std::runtime_error("OpenSSL knows no elliptic curves");
  }
  char group[] = "P-256";
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY,
                                        const_cast<std::uint8_t*>(point.data()), point.size()),
      OSSL_PARAM_construct_end()};
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1) key = nullptr;
  return {key, EVP_PKEY_free};
}

/// OpenSSL wants r and s in DER.
std::vector<std::uint8_t> der_of(std::span<const std::uint8_t, 64> signature) {
  constexpr int half = 32;
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(ECDSA_SIG_new(), ECDSA_SIG_free);
  BIGNUM* const r = BN_bin2bn(signature.data(), half, nullptr);
  BIGNUM* const s = BN_bin2bn(signature.data() + half, half, nullptr);
  if (!pair || r == nullptr || s == nullptr || ECDSA_SIG_set0(pair.get(), r, s) != 1) {
    BN_free(r);
    BN_free(s);
    throw std::runtime_error("OpenSSL is out of memory");
  }
  std::vector<std::uint8_t> der(static_cast<std::size_t>(i2d_ECDSA_SIG(pair.get(), nullptr)));
  auto* out = der.data();
  i2d_ECDSA_SIG(pair.get(), &out);
  return der;
}

}  // namespace

bool verify_p256(std::span<const std::uint8_t, 65> point, std::string_view text,
                 std::span<const std::uint8_t, 64> signature) {
  const auto key = key_of(point);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  bool good = false;
  if (key && context &&
      EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1) {
    const auto der = der_of(signature);
    good = EVP_DigestVerify(context.get(), der.data(), der.size(),
                            reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
  }
  if (!good) ERR_clear_error();  // or this thread's next TLS call stumbles over it
  return good;
}

}  // namespace muster::security
