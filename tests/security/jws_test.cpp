#include "security/jws.h"

#include <gtest/gtest.h>

#include "security/base64.h"
#include "security/hmac.h"
#include "security/signing_key.h"

namespace muster::security {
namespace {

constexpr std::string_view joe =
    "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";

KeySet keys_of(const std::string& jwks) {
  const auto keys = parse_key_set(key_set(jwks));
  EXPECT_TRUE(keys) << jwks;
  return keys.value_or(KeySet{});
}

std::size_t usable(const std::string& jwks) {
  const auto keys = parse_key_set(key_set(jwks));
  if (keys) return keys->keys.size();
  EXPECT_EQ(keys.error(), KeySetError::no_usable_key);
  return 0;
}

TokenError refused(const std::string& token, const KeySet& keys) {
  const auto text = verify_jws(token, keys);
  EXPECT_FALSE(text) << token;
  return text ? TokenError{} : text.error();
}

constexpr const char* rfc7515_rsa =
    R"({"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmf)"
    R"(HQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wG)"
    R"(zjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZ)"
    R"(lxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54)"
    R"(h4FRWyuXpoQ"})";
constexpr const char* rfc7515_payload =
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
    "fQ.";
constexpr const char* rfc7515_rsa_signature =
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5"
    "jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb"
    "1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QO"
    "YEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
constexpr const char* rfc7515_p256 =
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";
constexpr const char* rfc7515_p256_signature =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

TEST(Jws, AgreesWithRfc7515AppendixA2) {
  const auto token = std::string("eyJhbGciOiJSUzI1NiJ9") + rfc7515_payload + rfc7515_rsa_signature;
  const auto text = verify_jws(token, keys_of(rfc7515_rsa));
  ASSERT_TRUE(text);
  EXPECT_EQ(text->payload, joe);
}

TEST(Jws, AgreesWithRfc7515AppendixA3) {
  const auto token = std::string("eyJhbGciOiJFUzI1NiJ9") + rfc7515_payload + rfc7515_p256_signature;
  const auto text = verify_jws(token, keys_of(rfc7515_p256));
  ASSERT_TRUE(text);
  EXPECT_EQ(text->payload, joe);
}

TEST(Jws, AgreesWithRfc8037AppendixA) {
  const auto text = verify_jws(
      "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-"
      "09PGcvMg3"
      "AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
      keys_of(
          R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})"));
  ASSERT_TRUE(text);
  EXPECT_EQ(text->payload, "Example of Ed25519 signing");
}

TEST(Jws, RefusesTheUnsecuredExampleOfRfc7515AppendixA5) {
  EXPECT_EQ(refused(std::string("eyJhbGciOiJub25lIn0") + rfc7515_payload, keys_of(rfc7515_rsa)),
            TokenError::unsupported);
  EXPECT_EQ(refused(std::string("eyJhbGciOiJub25lIn0") + rfc7515_payload + rfc7515_rsa_signature,
                    keys_of(rfc7515_rsa)),
            TokenError::unsupported);
}

/// One key of each kind, made once: RSA takes its time.
struct Keys {
  SigningKey rsa = SigningKey::rsa();
  SigningKey p256 = SigningKey::p256();
  SigningKey ed25519 = SigningKey::ed25519();
};
const Keys& made() {
  static const Keys keys;
  return keys;
}

TEST(Jws, TakesEachAlgorithmWithAKeyOfItsKind) {
  const auto keys =
      keys_of(made().rsa.jwk("r") + "," + made().p256.jwk("p") + "," + made().ed25519.jwk("e"));
  EXPECT_TRUE(verify_jws(made().rsa.sign(R"({"alg":"RS256","kid":"r"})", "{}"), keys));
  EXPECT_TRUE(verify_jws(made().rsa.sign(R"({"alg":"PS256","kid":"r"})", "{}"), keys));
  EXPECT_TRUE(verify_jws(made().p256.sign(R"({"alg":"ES256","kid":"p"})", "{}"), keys));
  EXPECT_TRUE(verify_jws(made().ed25519.sign(R"({"alg":"EdDSA","kid":"e"})", "{}"), keys));
}

TEST(Jws, RefusesAnAlgorithmOfAnotherKindThanTheKeys) {
  const auto keys = keys_of(made().rsa.jwk("k"));
  for (const auto* alg : {"ES256", "EdDSA"}) {
    const auto header = std::string(R"({"kid":"k","alg":")") + alg + "\"}";
    EXPECT_EQ(refused(made().rsa.sign(header, "{}"), keys), TokenError::unknown_key) << alg;
  }
}

TEST(Jws, RefusesAnotherAlgorithmThanTheKeyIsFor) {
  const auto token = made().rsa.sign(R"({"alg":"RS256","kid":"k"})", "{}");
  EXPECT_TRUE(verify_jws(token, keys_of(made().rsa.jwk("k", R"("alg":"RS256")"))));
  EXPECT_EQ(refused(token, keys_of(made().rsa.jwk("k", R"("alg":"PS256")"))),
            TokenError::unknown_key);
}

TEST(Jws, RefusesThePublicKeyAsASecret) {
  const auto jwk = made().rsa.jwk("k");
  const auto text = to_base64url(R"({"alg":"HS256","kid":"k"})") + "." + to_base64url("{}");
  for (const auto& secret : {jwk, std::string()}) {
    const auto mac = hmac_sha256(secret, text);
    EXPECT_EQ(refused(text + "." + to_base64url(mac), keys_of(jwk)), TokenError::unsupported);
  }
}

TEST(Jws, RefusesEveryOtherAlgorithm) {
  for (const auto* alg : {"none", "None", "NONE", "HS256", "HS512", "RS1", "RS384", "ES384",
                          "rs256", "ES256K", "", "RSA-OAEP"}) {
    const auto header = std::string(R"({"alg":")") + alg + "\"}";
    EXPECT_EQ(refused(made().rsa.sign(header, "{}"), keys_of(made().rsa.jwk("k"))),
              TokenError::unsupported)
        << alg;
  }
}

TEST(Jws, RefusesWhatWasChanged) {
  const auto keys = keys_of(made().p256.jwk("k"));
  const auto token = made().p256.sign(R"({"alg":"ES256"})", R"({"sub":"alice"})");
  const auto dot = token.find('.');
  const auto last = token.rfind('.');
  ASSERT_TRUE(verify_jws(token, keys));
  EXPECT_EQ(
      refused(token.substr(0, dot + 1) + to_base64url(R"({"sub":"mallo"})") + token.substr(last),
              keys),
      TokenError::bad_signature);
  EXPECT_EQ(refused(to_base64url(R"({"alg":"ES256" })") + token.substr(dot), keys),
            TokenError::bad_signature);
  EXPECT_EQ(refused(token.substr(0, last + 1), keys), TokenError::bad_signature);
  EXPECT_EQ(refused(token.substr(0, last + 1) + to_base64url(std::string(64, '\0')), keys),
            TokenError::bad_signature);
  EXPECT_EQ(refused(token.substr(0, last + 1) + to_base64url(std::string(63, 'x')), keys),
            TokenError::bad_signature);
}

TEST(Jws, RefusesTheSignatureOfAnotherKey) {
  const auto token = SigningKey::ed25519().sign(R"({"alg":"EdDSA","kid":"k"})", "{}");
  EXPECT_EQ(refused(token, keys_of(made().ed25519.jwk("k"))), TokenError::bad_signature);
}

TEST(Jws, RefusesPkcs1PaddingWherePssIsSaid) {
  const auto keys = keys_of(made().rsa.jwk("k"));
  const auto pss = made().rsa.sign(R"({"alg":"PS256"})", "{}");
  const auto pkcs1 = made().rsa.sign(R"({"alg":"RS256"})", "{}");
  EXPECT_EQ(refused(pss.substr(0, pss.rfind('.')) + pkcs1.substr(pkcs1.rfind('.')), keys),
            TokenError::bad_signature);
}

TEST(Jws, PicksTheKeyByItsId) {
  const auto other = SigningKey::p256();
  const auto keys = keys_of(other.jwk("other") + "," + made().p256.jwk("k"));
  EXPECT_TRUE(verify_jws(made().p256.sign(R"({"alg":"ES256","kid":"k"})", "{}"), keys));
  EXPECT_EQ(refused(made().p256.sign(R"({"alg":"ES256","kid":"other"})", "{}"), keys),
            TokenError::bad_signature);
  EXPECT_EQ(refused(made().p256.sign(R"({"alg":"ES256","kid":"K"})", "{}"), keys),
            TokenError::unknown_key);
}

TEST(Jws, WithoutAnIdTakesTheOnlyKeyOfTheKind) {
  const auto token = made().p256.sign(R"({"alg":"ES256"})", "{}");
  EXPECT_TRUE(verify_jws(token, keys_of(made().rsa.jwk("a") + "," + made().p256.jwk("b"))));
  EXPECT_EQ(refused(token, keys_of(SigningKey::p256().jwk("a") + "," + made().p256.jwk("b"))),
            TokenError::unknown_key);
}

TEST(Jws, NeverTakesAKeyFromTheToken) {
  const auto mallory = SigningKey::p256();
  const auto token = mallory.sign(R"({"alg":"ES256","jwk":)" + mallory.jwk("k") + "}", "{}");
  EXPECT_EQ(refused(token, keys_of(made().p256.jwk("k"))), TokenError::bad_signature);
}

TEST(Jws, RefusesExtensionsThatMustBeUnderstood) {
  const auto token = made().p256.sign(R"({"alg":"ES256","crit":["b64"],"b64":false})", "{}");
  EXPECT_EQ(refused(token, keys_of(made().p256.jwk("k"))), TokenError::unsupported);
}

TEST(Jws, SaysTheType) {
  const auto keys = keys_of(made().p256.jwk("k"));
  const auto text =
      verify_jws(made().p256.sign(R"({"alg":"ES256","typ":"application/Logout+JWT"})", "{}"), keys);
  ASSERT_TRUE(text);
  EXPECT_EQ(text->type, "logout+jwt");
}

TEST(Jws, RefusesWhatIsNotOfThreeParts) {
  const auto keys = keys_of(made().p256.jwk("k"));
  const auto token = made().p256.sign(R"({"alg":"ES256"})", "{}");
  for (const auto& bad :
       {std::string(), std::string("."), std::string(".."), std::string("a.b.c"), token + ".",
        token + ".x.y", token + "=", " " + token, token.substr(0, token.rfind('.')),
        "bm8.bm8." + token, to_base64url("[]") + ".e30.e30", to_base64url("{}") + ".e30.e30",
        to_base64url(R"({"alg":1})") + ".e30.e30",
        to_base64url(R"({"alg":"ES256","kid":1})") + ".e30.e30",
        token + std::string(max_token_bytes, 'A')}) {
    EXPECT_EQ(refused(bad, keys), TokenError::malformed) << bad;
  }
}

TEST(Jwks, LeavesOutKeysThatAreNotForVerifying) {
  EXPECT_EQ(usable(made().p256.jwk("k", R"("use":"sig")")), 1U);
  EXPECT_EQ(usable(made().p256.jwk("k", R"("key_ops":["verify"])")), 1U);
  EXPECT_EQ(usable(made().p256.jwk("k", R"("use":"enc")")), 0U);
  EXPECT_EQ(usable(made().p256.jwk("k", R"("use":1)")), 0U);
  EXPECT_EQ(usable(made().p256.jwk("k", R"("key_ops":["encrypt"])")), 0U);
}

TEST(Jwks, LeavesOutPrivateAndSecretKeys) {
  EXPECT_EQ(usable(made().p256.jwk("k", R"("d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI")")),
            0U);
  EXPECT_EQ(usable(made().rsa.jwk("k", R"("p":"AQAB")")), 0U);
  EXPECT_EQ(usable(R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T"})"), 0U);
}

TEST(Jwks, LeavesOutWeakKeys) {
  EXPECT_EQ(usable(SigningKey::rsa(1024).jwk("k")), 0U);
  EXPECT_EQ(
      usable(R"({"kty":"RSA","e":"AQ","n":")" + to_base64url(std::string(256, '\xFF')) + "\"}"),
      0U);  // e = 1: anything is its own signature
  EXPECT_EQ(
      usable(R"({"kty":"RSA","e":"AQAB","n":")" + to_base64url(std::string(2048, '\xFF')) + "\"}"),
      0U);
  EXPECT_EQ(usable(R"({"kty":"RSA","e":"AQABAQABAQAB","n":")" +
                   to_base64url(std::string(256, '\xFF')) + "\"}"),
            0U);
}

TEST(Jwks, LeavesOutWhatIsNoKey) {
  EXPECT_EQ(usable(SigningKey::p384().jwk("k")), 0U);
  for (const auto* jwk :
       {"{}", "1", "null", R"({"kty":"RSA"})", R"({"kty":"RSA","n":"","e":"AQAB"})",
        R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"AA"})",
        // beside the curve: y of the RFC's key with its last bit changed
        R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
        R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a4"})",
        R"({"kty":"OKP","crv":"Ed25519","x":"AAAA"})",
        R"({"kty":"OKP","crv":"X25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})"}) {
    EXPECT_EQ(usable(jwk), 0U) << jwk;
  }
}

TEST(Jwks, KeepsTheGoodAmongTheBad) { EXPECT_EQ(usable("{}," + made().p256.jwk("k") + ",7"), 1U); }

TEST(Jwks, RefusesWhatIsNoKeySet) {
  for (const auto* text : {"", "{}", "[]", "{\"keys\":{}}", "{\"keys\":[", "null"}) {
    const auto keys = parse_key_set(text);
    ASSERT_FALSE(keys);
    EXPECT_EQ(keys.error(), KeySetError::malformed) << text;
  }
  EXPECT_FALSE(parse_key_set(key_set(made().p256.jwk("k")) + std::string(max_key_set_bytes, ' ')));
}

}  // namespace
}  // namespace muster::security
