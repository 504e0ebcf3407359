// A token, after the key set's first line: whatever either holds, it is refused with a reason or
// was signed by a key that we know. The corpus has key sets and tokens of RFC 7515 and RFC 8037.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "require.h"
#include "security/jws.h"
#include "security/jwt.h"

namespace {

using namespace muster;

/// Of RFC 7515, appendix A.3, and RFC 8037, appendix A: nobody finds their signatures by chance.
const security::KeySet& known_keys() {
  static const auto keys = security::parse_key_set(
      R"({"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
      R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},)"
      R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})");
  return *keys;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line = input.find('\n');
  const auto first = input.substr(0, line);
  const auto token = line == std::string_view::npos ? input : input.substr(line + 1);

  if (const auto keys = security::parse_key_set(first)) {
    fuzz::require(!keys->keys.empty() && keys->keys.size() <= security::max_keys);
    for (const auto& key : keys->keys) fuzz::require(key.key != nullptr);
    static_cast<void>(security::verify_jws(token, *keys));
  }

  const auto text = security::verify_jws(token, known_keys());
  if (text) {
    fuzz::require(text->payload == "Example of Ed25519 signing" ||
                  text->payload.starts_with(R"({"iss":"joe",)"));
  }
  const security::IdTokenExpectation expected{
      .issuer = "joe", .client_id = "c", .nonce = "n", .max_age = std::nullopt};
  const registry::Time now{std::chrono::seconds{1'300'819'000}};
  fuzz::require(!security::verify_id_token(token, known_keys(), expected, now));
  fuzz::require(!security::verify_logout_token(token, known_keys(), "joe", "c", now));
  return 0;
}
