#include "security/sealed_text.h"

#include <sodium.h>

#include <array>

#include "security/base64.h"

namespace muster::security {
namespace {

using Key = std::array<unsigned char, crypto_secretbox_KEYBYTES>;

/// Keyed, so that the key is not the SHA-256 under which tokens are stored.
Key key_from(std::string_view secret) {
  constexpr std::string_view purpose = "muster sealed text";
  Key key{};
  crypto_generichash(key.data(), key.size(), reinterpret_cast<const unsigned char*>(secret.data()),
                     secret.size(), reinterpret_cast<const unsigned char*>(purpose.data()),
                     purpose.size());
  return key;
}

}  // namespace

std::string seal(std::string_view text, std::string_view secret, Random& random) {
  const auto key = key_from(secret);
  std::string box(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + text.size(), '\0');
  random.fill(std::as_writable_bytes(std::span(box).first(crypto_secretbox_NONCEBYTES)));
  auto* const bytes = reinterpret_cast<unsigned char*>(box.data());
  crypto_secretbox_easy(bytes + crypto_secretbox_NONCEBYTES,
                        reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes,
                        key.data());
  return to_base64url(box);
}

std::optional<std::string> unseal(std::string_view sealed, std::string_view secret) {
  const auto box = from_base64url(sealed);
  constexpr std::size_t overhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  if (!box || box->size() < overhead) return std::nullopt;
  const auto key = key_from(secret);
  std::string text(box->size() - overhead, '\0');
  const auto* const bytes = reinterpret_cast<const unsigned char*>(box->data());
  const int failed = crypto_secretbox_open_easy(
      reinterpret_cast<unsigned char*>(text.data()), bytes + crypto_secretbox_NONCEBYTES,
      box->size() - crypto_secretbox_NONCEBYTES, bytes, key.data());
  if (failed != 0) return std::nullopt;
  return text;
}

}  // namespace muster::security
