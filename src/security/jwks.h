#pragma once
// The public keys with which an identity provider signs: a JWK Set (RFC 7517, RFC 7518 section 6,
// RFC 8037), read for one purpose, the verifying of signatures.

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace muster::security {

enum class KeyKind { rsa, p256, ed25519 };

struct VerificationKey {
  std::string id;         ///< `kid`; may be empty
  std::string algorithm;  ///< `alg`; empty: any that fits the kind
  KeyKind kind;
  std::shared_ptr<evp_pkey_st> key;  ///< never null; only read
};

/// Immutable; share freely.
struct KeySet {
  std::vector<VerificationKey> keys;
};

enum class KeySetError {
  malformed,      ///< no JSON object with an array `keys`, or over 256 KiB
  no_usable_key,  ///< each key was left out
};

constexpr std::size_t max_key_set_bytes = std::size_t{256} << 10;
constexpr std::size_t max_keys = 64;  ///< what comes behind is left out
constexpr int min_rsa_bits = 2048;    ///< RFC 7518, section 3.3
constexpr int max_rsa_bits = 8192;    ///< a larger one is there to cost us time

/// Keys that are no good are left out, as a set holds others than those for signatures: unknown
/// types and curves, `use` other than "sig", `key_ops` without "verify", RSA under 2048 bits,
/// points beside the curve, secret keys, and private keys, which whoever published one has to
/// replace.
std::expected<KeySet, KeySetError> parse_key_set(std::string_view text);

}  // namespace muster::security
