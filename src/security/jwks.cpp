#include "security/jwks.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>
#include <stdexcept>

#include "security/base64.h"

namespace muster::security {
namespace {

namespace json = boost::json;

using Key = std::shared_ptr<EVP_PKEY>;

struct Free {
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
  void operator()(OSSL_PARAM* parameters) const { OSSL_PARAM_free(parameters); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

template <class T>
Owned<T> owned(T* pointer) {
  if (pointer == nullptr) throw std::runtime_error("OpenSSL is out of memory");
  return Owned<T>(pointer);
}

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// The member's text; nullopt when there is none or it is no text.
std::optional<std::string_view> text_of(const json::object& jwk, std::string_view name) {
  const auto* const value = jwk.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string_view(value->get_string());
}

std::optional<std::string> bytes_of(const json::object& jwk, std::string_view name) {
  const auto text = text_of(jwk, name);
  return text ? from_base64url(*text) : std::nullopt;
}

/// From parameters that `builder` holds; null when they are no public key.
Key made_key(const char* type, OSSL_PARAM_BLD* builder) {
  const auto parameters = owned(OSSL_PARAM_BLD_to_param(builder));
  const auto context = owned(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* made = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    return nullptr;
  }
  return {made, EVP_PKEY_free};
}

Key rsa_key(const json::object& jwk) {
  const auto modulus = bytes_of(jwk, "n");
  const auto exponent = bytes_of(jwk, "e");
  // 33 bits of exponent are more than anybody uses; more of them only cost time.
  if (!modulus || !exponent || modulus->size() > max_rsa_bits / 8 + 1 || exponent->size() > 5) {
    return nullptr;
  }
  const auto n = owned(BN_bin2bn(bytes_of(*modulus), static_cast<int>(modulus->size()), nullptr));
  const auto e = owned(BN_bin2bn(bytes_of(*exponent), static_cast<int>(exponent->size()), nullptr));
  if (BN_num_bits(n.get()) < min_rsa_bits || BN_num_bits(n.get()) > max_rsa_bits) return nullptr;
  // Checking the modulus any further costs seconds, and a weak one harms only its owner.
  if (!BN_is_odd(n.get()) || !BN_is_odd(e.get()) || BN_is_one(e.get())) return nullptr;
  const auto builder = owned(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  return made_key("RSA", builder.get());
}

Key p256_key(const json::object& jwk) {
  constexpr std::size_t coordinate_bytes = 32;
  const auto x = bytes_of(jwk, "x");
  const auto y = bytes_of(jwk, "y");
  if (!x || !y || x->size() != coordinate_bytes || y->size() != coordinate_bytes) return nullptr;
  const std::string point = "\x04" + *x + *y;  // uncompressed (SEC 1, section 2.3.3)
  const auto builder = owned(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  auto key = made_key("EC", builder.get());
  if (!key) return nullptr;
  const auto check = owned(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  return EVP_PKEY_public_check(check.get()) == 1 ? key : nullptr;
}

Key ed25519_key(const json::object& jwk) {
  const auto x = bytes_of(jwk, "x");
  if (!x) return nullptr;
  return {EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(*x), x->size()),
          EVP_PKEY_free};
}

bool is_for_verifying(const json::object& jwk) {
  constexpr std::array<std::string_view, 8> private_parts = {"d",  "p",  "q",   "dp",
                                                             "dq", "qi", "oth", "k"};
  const bool has_private_part =
      std::ranges::any_of(private_parts, [&](std::string_view name) { return jwk.contains(name); });
  if (has_private_part) return false;
  if (jwk.contains("use") && text_of(jwk, "use") != "sig") return false;
  const auto* const operations = jwk.if_contains("key_ops");
  if (operations == nullptr) return true;
  return operations->is_array() &&
         std::ranges::find(operations->get_array(), json::value("verify")) !=
             operations->get_array().end();
}

std::optional<VerificationKey> key_from(const json::object& jwk) {
  if (!is_for_verifying(jwk)) return std::nullopt;
  VerificationKey key{.id = std::string(text_of(jwk, "kid").value_or("")),
                      .algorithm = std::string(text_of(jwk, "alg").value_or("")),
                      .kind = KeyKind::rsa,
                      .key = nullptr};
  const auto type = text_of(jwk, "kty");
  const auto curve = text_of(jwk, "crv");
  if (type == "RSA") {
    key.key = rsa_key(jwk);
  } else if (type == "EC" && curve == "P-256") {
    key.kind = KeyKind::p256;
    key.key = p256_key(jwk);
  } else if (type == "OKP" && curve == "Ed25519") {
    key.kind = KeyKind::ed25519;
    key.key = ed25519_key(jwk);
  }
  if (!key.key) return std::nullopt;
  return key;
}

}  // namespace

std::expected<KeySet, KeySetError> parse_key_set(std::string_view text) {
  if (text.size() > max_key_set_bytes) return std::unexpected(KeySetError::malformed);
  boost::system::error_code error;
  const auto document = json::parse(text, error);
  const auto* const object = error ? nullptr : document.if_object();
  const auto* const list = object == nullptr ? nullptr : object->if_contains("keys");
  if (list == nullptr || !list->is_array()) return std::unexpected(KeySetError::malformed);
  KeySet set;
  for (const auto& jwk : list->get_array()) {
    if (set.keys.size() == max_keys) break;
    if (!jwk.is_object()) continue;
    if (auto key = key_from(jwk.get_object())) set.keys.push_back(std::move(*key));
  }
  if (set.keys.empty()) return std::unexpected(KeySetError::no_usable_key);
  return set;
}

}  // namespace muster::security
