#include "security/jws.h"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <stdexcept>

#include "security/base64.h"

namespace muster::security {
namespace {

namespace json = boost::json;

enum class Algorithm { rs256, ps256, es256, eddsa };

std::optional<Algorithm> algorithm_from(std::string_view name) {
  if (name == "RS256") return Algorithm::rs256;
  if (name == "PS256") return Algorithm::ps256;
  if (name == "ES256") return Algorithm::es256;
  if (name == "EdDSA") return Algorithm::eddsa;
  return std::nullopt;
}

KeyKind kind_for(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::es256:
      return KeyKind::p256;
    case Algorithm::eddsa:
      return KeyKind::ed25519;
    default:
      return KeyKind::rsa;
  }
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// JWS has r and s of 32 bytes each (RFC 7518, section 3.4), OpenSSL wants them in DER. Empty when
/// the size is another.
std::string der_signature(std::string_view raw) {
  constexpr std::size_t half = 32;
  if (raw.size() != 2 * half) return {};
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> signature(ECDSA_SIG_new(),
                                                                        ECDSA_SIG_free);
  BIGNUM* const r = BN_bin2bn(bytes_of(raw), half, nullptr);
  BIGNUM* const s = BN_bin2bn(bytes_of(raw.substr(half)), half, nullptr);
  if (!signature || r == nullptr || s == nullptr ||
      ECDSA_SIG_set0(signature.get(), r, s) != 1) {  // owns both from here on
    BN_free(r);
    BN_free(s);
    throw std::runtime_error("OpenSSL is out of memory");
  }
  std::string der(static_cast<std::size_t>(i2d_ECDSA_SIG(signature.get(), nullptr)), '\0');
  auto* out = reinterpret_cast<unsigned char*>(der.data());
  i2d_ECDSA_SIG(signature.get(), &out);
  return der;
}

bool is_signature(Algorithm algorithm, EVP_PKEY* key, std::string_view text,
                  std::string_view signature) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  const EVP_MD* const hash = algorithm == Algorithm::eddsa ? nullptr : EVP_sha256();
  EVP_PKEY_CTX* settings = nullptr;  // belongs to the context
  if (!context || EVP_DigestVerifyInit(context.get(), &settings, hash, nullptr, key) != 1) {
    throw std::runtime_error("OpenSSL cannot verify with a key of a kind that it knows");
  }
  if (algorithm == Algorithm::ps256 &&
      (EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) != 1 ||
       EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) != 1)) {
    throw std::runtime_error("OpenSSL knows no RSASSA-PSS");
  }
  const std::string der = algorithm == Algorithm::es256 ? der_signature(signature) : "";
  const std::string_view expected = algorithm == Algorithm::es256 ? der : signature;
  const bool good =
      !expected.empty() && EVP_DigestVerify(context.get(), bytes_of(expected), expected.size(),
                                            bytes_of(text), text.size()) == 1;
  if (!good) ERR_clear_error();  // or this thread's next TLS call stumbles over it
  return good;
}

struct Header {
  Algorithm algorithm;
  std::string algorithm_name;
  std::optional<std::string> key_id;
  std::string type;
};

std::expected<Header, TokenError> header_from(std::string_view encoded) {
  const auto text = from_base64url(encoded);
  if (!text) return std::unexpected(TokenError::malformed);
  boost::system::error_code error;
  const auto document = json::parse(*text, error);
  const auto* const object = error ? nullptr : document.if_object();
  if (object == nullptr) return std::unexpected(TokenError::malformed);
  const auto* const name = object->if_contains("alg");
  if (name == nullptr || !name->is_string()) return std::unexpected(TokenError::malformed);
  const auto algorithm = algorithm_from(name->get_string());
  // `crit` names extensions that must be understood, and we understand none.
  if (!algorithm || object->contains("crit")) return std::unexpected(TokenError::unsupported);
  Header header{.algorithm = *algorithm,
                .algorithm_name = std::string(name->get_string()),
                .key_id = std::nullopt,
                .type = {}};
  if (const auto* const id = object->if_contains("kid")) {
    if (!id->is_string()) return std::unexpected(TokenError::malformed);
    header.key_id = std::string(id->get_string());
  }
  if (const auto* const type = object->if_contains("typ")) {
    if (!type->is_string()) return std::unexpected(TokenError::malformed);
    header.type = std::string(type->get_string());
    std::ranges::transform(header.type, header.type.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    constexpr std::string_view omissible = "application/";  // RFC 7515, section 4.1.9
    if (header.type.starts_with(omissible)) header.type.erase(0, omissible.size());
  }
  return header;
}

/// nullptr when there is none, or when nothing says which of several.
const VerificationKey* key_for(const Header& header, const KeySet& keys) {
  const VerificationKey* found = nullptr;
  for (const auto& key : keys.keys) {
    if (key.kind != kind_for(header.algorithm)) continue;
    if (!key.algorithm.empty() && key.algorithm != header.algorithm_name) continue;
    if (header.key_id && key.id == *header.key_id) return &key;
    if (header.key_id) continue;
    if (found != nullptr) return nullptr;
    found = &key;
  }
  return found;
}

}  // namespace

std::expected<SignedText, TokenError> verify_jws(std::string_view compact, const KeySet& keys) {
  if (compact.size() > max_token_bytes) return std::unexpected(TokenError::malformed);
  const auto first = compact.find('.');
  const auto second = compact.find('.', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos) return std::unexpected(TokenError::malformed);
  const auto header = header_from(compact.substr(0, first));
  if (!header) return std::unexpected(header.error());
  // A third dot is no base64url: what has five parts is encrypted.
  auto payload = from_base64url(compact.substr(first + 1, second - first - 1));
  const auto signature = from_base64url(compact.substr(second + 1));
  if (!payload || !signature) return std::unexpected(TokenError::malformed);
  const auto* const key = key_for(*header, keys);
  if (key == nullptr) return std::unexpected(TokenError::unknown_key);
  if (!is_signature(header->algorithm, key->key.get(), compact.substr(0, second), *signature)) {
    return std::unexpected(TokenError::bad_signature);
  }
  return SignedText{.type = header->type, .payload = std::move(*payload)};
}

}  // namespace muster::security
