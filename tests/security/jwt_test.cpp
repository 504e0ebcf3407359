#include "security/jwt.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "security/signing_key.h"

namespace muster::security {
namespace {

namespace json = boost::json;
using std::chrono::seconds;

constexpr std::int64_t now_s = 1'700'000'000;
const registry::Time now{std::chrono::milliseconds{now_s * 1000}};

class Jwt : public testing::Test {
 protected:
  std::expected<IdToken, TokenError> read(const json::object& with) const {
    json::object all = {{"iss", "https://id.example.com"},
                        {"aud", "muster"},
                        {"sub", "u-1"},
                        {"nonce", "n-1"},
                        {"iat", now_s},
                        {"exp", now_s + 300}};
    return verify_id_token(signed_with(all, with, R"({"alg":"EdDSA"})"), keys_, expected_, now);
  }
  std::expected<LogoutToken, TokenError> read_logout(
      const json::object& with,
      std::string_view header = R"({"alg":"EdDSA","typ":"logout+jwt"})") const {
    json::object all = {
        {"iss", "https://id.example.com"},
        {"aud", "muster"},
        {"sub", "u-1"},
        {"sid", "s-1"},
        {"jti", "j-1"},
        {"iat", now_s},
        {"exp", now_s + 120},
        {"events", {{"http://schemas.openid.net/event/backchannel-logout", json::object()}}}};
    return verify_logout_token(signed_with(all, with, header), keys_, "https://id.example.com",
                               "muster", now);
  }
  TokenError refused(const json::object& with) const {
    const auto token = read(with);
    EXPECT_FALSE(token) << with;
    return token ? TokenError{} : token.error();
  }
  TokenError logout_refused(const json::object& with) const {
    const auto token = read_logout(with);
    EXPECT_FALSE(token) << with;
    return token ? TokenError{} : token.error();
  }

  /// `with` over `all`; null takes a claim away.
  std::string signed_with(json::object all, const json::object& with,
                          std::string_view header) const {
    for (const auto& [name, value] : with) {
      if (value.is_null()) {
        all.erase(name);
      } else {
        all[name] = value;
      }
    }
    return key_.sign(header, json::serialize(all));
  }

  SigningKey key_ = SigningKey::ed25519();
  KeySet keys_ = *parse_key_set(key_set(key_.jwk("k")));
  IdTokenExpectation expected_{.issuer = "https://id.example.com",
                               .client_id = "muster",
                               .nonce = "n-1",
                               .max_age = std::nullopt};
};

TEST_F(Jwt, SaysWhoHasSignedIn) {
  const auto token = read({{"sid", "s-1"},
                           {"email", "alice@example.com"},
                           {"email_verified", true},
                           {"name", "Alice"},
                           {"groups", {"admins", "it", 7}},
                           {"amr", {"pwd", "mfa"}},
                           {"auth_time", now_s - 10}});
  ASSERT_TRUE(token);
  EXPECT_EQ(token->subject, "u-1");
  EXPECT_EQ(token->session, "s-1");
  EXPECT_EQ(token->email, "alice@example.com");
  EXPECT_TRUE(token->email_verified);
  EXPECT_EQ(token->name, "Alice");
  EXPECT_EQ(token->claims.at("groups"), (std::vector<std::string>{"admins", "it", "7"}));
  EXPECT_EQ(token->authentication_methods, (std::vector<std::string>{"pwd", "mfa"}));
  EXPECT_EQ(token->authenticated_at, now - seconds(10));
  EXPECT_EQ(token->issued_at, now);
  EXPECT_EQ(token->expires_at, now + seconds(300));
}

TEST_F(Jwt, NeedsNoMoreThanTheStandardDoes) {
  const auto token = read({});
  ASSERT_TRUE(token);
  EXPECT_EQ(token->email, "");
  EXPECT_FALSE(token->email_verified);
}

TEST_F(Jwt, DoesNotTakeAnAddressForVerifiedUnlessItIsSaid) {
  for (const json::value& flag : {json::value("true"), json::value(1), json::value(false)}) {
    EXPECT_FALSE(read({{"email", "a@b.c"}, {"email_verified", flag}})->email_verified);
  }
}

TEST_F(Jwt, MustBeOfTheIssuer) {
  EXPECT_EQ(refused({{"iss", "https://id.example.com/"}}), TokenError::wrong_issuer);
  EXPECT_EQ(refused({{"iss", "https://evil.example.com"}}), TokenError::wrong_issuer);
  EXPECT_EQ(refused({{"iss", nullptr}}), TokenError::wrong_issuer);
}

TEST_F(Jwt, MustBeMeantForUs) {
  EXPECT_EQ(refused({{"aud", "other"}}), TokenError::wrong_audience);
  EXPECT_EQ(refused({{"aud", nullptr}}), TokenError::missing_claim);
  EXPECT_EQ(refused({{"aud", json::array()}}), TokenError::missing_claim);
  EXPECT_EQ(refused({{"aud", {"other", "another"}}}), TokenError::wrong_audience);
  EXPECT_TRUE(read({{"aud", json::array{"muster"}}}));
}

TEST_F(Jwt, MustBeMadeForUsWhenItIsForOthersToo) {
  EXPECT_EQ(refused({{"aud", {"muster", "other"}}}), TokenError::wrong_audience);
  EXPECT_EQ(refused({{"aud", {"muster", "other"}}, {"azp", "other"}}), TokenError::wrong_audience);
  EXPECT_EQ(refused({{"azp", "other"}}), TokenError::wrong_audience);
  EXPECT_TRUE(read({{"aud", {"muster", "other"}}, {"azp", "muster"}}));
}

TEST_F(Jwt, ExpiresAMinuteAfterItsTime) {
  EXPECT_TRUE(read({{"exp", now_s - 59}}));
  EXPECT_EQ(refused({{"exp", now_s - 60}}), TokenError::expired);
  EXPECT_EQ(refused({{"exp", nullptr}}), TokenError::missing_claim);
  EXPECT_EQ(refused({{"exp", "1700000300"}}), TokenError::missing_claim);
  EXPECT_EQ(refused({{"exp", -1}}), TokenError::missing_claim);
  EXPECT_EQ(refused({{"exp", 1e300}}), TokenError::missing_claim);
}

TEST_F(Jwt, ReadsTimesWithAFraction) {
  EXPECT_EQ(read({{"exp", 1'700'000'300.5}})->expires_at, now + std::chrono::milliseconds(300'500));
}

TEST_F(Jwt, IsNotValidBeforeItsTime) {
  EXPECT_TRUE(read({{"iat", now_s + 60}}));
  EXPECT_EQ(refused({{"iat", now_s + 61}}), TokenError::not_yet_valid);
  EXPECT_EQ(refused({{"iat", nullptr}}), TokenError::missing_claim);
  EXPECT_TRUE(read({{"nbf", now_s + 60}}));
  EXPECT_EQ(refused({{"nbf", now_s + 61}}), TokenError::not_yet_valid);
  EXPECT_EQ(refused({{"nbf", "soon"}}), TokenError::missing_claim);
}

TEST_F(Jwt, BelongsToItsSignIn) {
  EXPECT_EQ(refused({{"nonce", "n-2"}}), TokenError::wrong_nonce);
  EXPECT_EQ(refused({{"nonce", nullptr}}), TokenError::wrong_nonce);
  expected_.nonce = "";
  EXPECT_EQ(refused({{"nonce", ""}}), TokenError::wrong_nonce);
}

TEST_F(Jwt, NamesSomebody) {
  EXPECT_EQ(refused({{"sub", nullptr}}), TokenError::missing_claim);
  EXPECT_EQ(refused({{"sub", 7}}), TokenError::missing_claim);
  EXPECT_TRUE(read({{"sub", std::string(255, 'a')}}));
  EXPECT_EQ(refused({{"sub", std::string(256, 'a')}}), TokenError::missing_claim);
}

TEST_F(Jwt, SaysWhenThePersonSignedInWhereThatWasAsked) {
  expected_.max_age = seconds(600);
  EXPECT_EQ(refused({}), TokenError::missing_claim);
  EXPECT_TRUE(read({{"auth_time", now_s - 660}}));
  EXPECT_EQ(refused({{"auth_time", now_s - 661}}), TokenError::sign_in_too_old);
}

TEST_F(Jwt, OfAnotherKindIsNoIdToken) {
  json::object all = {{"iss", "https://id.example.com"},
                      {"aud", "muster"},
                      {"sub", "u-1"},
                      {"nonce", "n-1"},
                      {"iat", now_s},
                      {"exp", now_s + 300}};
  for (const auto* type : {"at+jwt", "logout+jwt", "secevent+jwt"}) {
    const auto header = std::string(R"({"alg":"EdDSA","typ":")") + type + "\"}";
    const auto token = verify_id_token(signed_with(all, {}, header), keys_, expected_, now);
    ASSERT_FALSE(token);
    EXPECT_EQ(token.error(), TokenError::wrong_type) << type;
  }
  EXPECT_TRUE(verify_id_token(signed_with(all, {}, R"({"alg":"EdDSA","typ":"JWT"})"), keys_,
                              expected_, now));
}

TEST_F(Jwt, HoldsAnObject) {
  for (const auto* payload : {"", "[]", "null", "{", "{}x"}) {
    const auto token =
        verify_id_token(key_.sign(R"({"alg":"EdDSA"})", payload), keys_, expected_, now);
    ASSERT_FALSE(token);
    EXPECT_EQ(token.error(), TokenError::malformed) << payload;
  }
}

TEST_F(Jwt, SaysWhoHasSignedOut) {
  const auto token = read_logout({});
  ASSERT_TRUE(token);
  EXPECT_EQ(token->subject, "u-1");
  EXPECT_EQ(token->session, "s-1");
  EXPECT_EQ(token->id, "j-1");
  EXPECT_EQ(token->expires_at, now + seconds(120));
  EXPECT_TRUE(read_logout({{"sid", nullptr}}));
  EXPECT_TRUE(read_logout({{"sub", nullptr}}));
}

TEST_F(Jwt, OfALogoutHasItsEventAndNoNonce) {
  EXPECT_EQ(logout_refused({{"events", nullptr}}), TokenError::no_logout);
  EXPECT_EQ(logout_refused({{"events", json::object{{"other", json::object()}}}}),
            TokenError::no_logout);
  EXPECT_EQ(
      logout_refused(
          {{"events", json::object{{"http://schemas.openid.net/event/backchannel-logout", true}}}}),
      TokenError::no_logout);
  EXPECT_EQ(logout_refused({{"nonce", "n-1"}}), TokenError::no_logout);
}

TEST_F(Jwt, OfALogoutSaysWhoseAndWhich) {
  EXPECT_EQ(logout_refused({{"sid", nullptr}, {"sub", nullptr}}), TokenError::missing_claim);
  EXPECT_EQ(logout_refused({{"jti", nullptr}}), TokenError::missing_claim);
  EXPECT_EQ(logout_refused({{"exp", nullptr}}), TokenError::missing_claim);
  EXPECT_EQ(logout_refused({{"exp", now_s - 60}}), TokenError::expired);
  EXPECT_EQ(logout_refused({{"aud", "other"}}), TokenError::wrong_audience);
  EXPECT_EQ(logout_refused({{"iss", "x"}}), TokenError::wrong_issuer);
}

TEST_F(Jwt, OfALogoutIsNoIdToken) {
  EXPECT_TRUE(read_logout({}, R"({"alg":"EdDSA"})"));
  EXPECT_EQ(refused({{"events", json::object()}}), TokenError::wrong_type);
}

}  // namespace
}  // namespace muster::security
