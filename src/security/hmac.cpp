#include "security/hmac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdexcept>

namespace muster::security {
namespace {

template <class Result>
Result hmac(const EVP_MD* hash, std::string_view key, std::string_view text) {
  Result result{};
  unsigned int size = 0;
  // A null key would mean "the key of last time".
  const char* const bytes = key.empty() ? "" : key.data();
  if (HMAC(hash, bytes, static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), result.data(),
           &size) == nullptr ||
      size != result.size()) {
    throw std::runtime_error("HMAC is not available");
  }
  return result;
}

}  // namespace

Digest hmac_sha256(std::string_view key, std::string_view text) {
  return hmac<Digest>(EVP_sha256(), key, text);
}

std::array<std::uint8_t, 20> hmac_sha1(std::string_view key, std::string_view text) {
  return hmac<std::array<std::uint8_t, 20>>(EVP_sha1(), key, text);
}

}  // namespace muster::security
