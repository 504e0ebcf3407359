#pragma once
// An identity provider's side: makes keys, publishes them and signs tokens.

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace muster::security {

class SigningKey {
 public:
  static SigningKey rsa(int bits = 2048);
  static SigningKey p256();
  static SigningKey p384();
  static SigningKey ed25519();

  /// The public key as a JWK; `more` are further members, such as R"("use":"sig")".
  std::string jwk(std::string_view kid, std::string_view more = "") const;

  /// A compact JWS, whatever the header claims. PS256 pads with PSS.
  std::string sign(std::string_view header, std::string_view payload) const;

 private:
  explicit SigningKey(evp_pkey_st* key);
  std::shared_ptr<evp_pkey_st> key_;
};

std::string key_set(std::string_view jwks);  ///< `{"keys":[...]}`

}  // namespace muster::security
