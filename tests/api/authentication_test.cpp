#include "api/authentication.h"

#include <gtest/gtest.h>

#include "api/api_fixture.h"
#include "api/problems.h"
#include "security/secret.h"

namespace muster::api {
namespace {

using registry::OrganisationKind;

class AuthenticationTest : public ApiFixture {
 protected:
  bool is_let_in(const std::string& authorization) {
    http::Request request;
    if (!authorization.empty()) request.headers.add("Authorization", authorization);
    try {
      authentication_.sign_in(request);
      return true;
    } catch (const Refusal& refusal) {
      EXPECT_EQ(refusal.problem().status, 401);
      EXPECT_TRUE(refusal.problem().headers.get("WWW-Authenticate"));
      return false;
    }
  }

  /// A token's text.
  std::string token(std::optional<registry::Time> expires_at = {}) {
    const auto secret = security::make_secret(security::SecretKind::token, random_);
    token_ = store_->tokens().create({.organisation = customer_.organisation.id,
                                      .name = "t",
                                      .role = registry::Role::administrator,
                                      .expires_at = expires_at},
                                     secret.hash);
    return secret.text;
  }

  Member customer_ = member(OrganisationKind::customer, "Fabrikam");
  registry::Token token_;
  Authentication authentication_{*services_};
};

TEST_F(AuthenticationTest, LetsAGoodTokenIn) {
  const auto text = token();
  EXPECT_TRUE(is_let_in("Bearer " + text));
  EXPECT_TRUE(is_let_in("bearer " + text));
}

TEST_F(AuthenticationTest, RefusesEverythingElse) {
  const auto text = token();
  EXPECT_FALSE(is_let_in(""));
  EXPECT_FALSE(is_let_in("Bearer "));
  EXPECT_FALSE(is_let_in("Basic " + text));
  EXPECT_FALSE(is_let_in(text));
  EXPECT_FALSE(is_let_in("Bearer " + text + "x"));
  EXPECT_FALSE(
      is_let_in("Bearer " + security::make_secret(security::SecretKind::token, random_).text));
}

TEST_F(AuthenticationTest, RefusesARevokedTokenWithinASecond) {
  const auto text = "Bearer " + token();
  EXPECT_TRUE(is_let_in(text));
  store_->tokens().revoke(customer_.organisation.id, token_.id);
  clock_.move(std::chrono::milliseconds{1000});
  EXPECT_FALSE(is_let_in(text));
}

TEST_F(AuthenticationTest, RefusesARevokedTokenAtOnceAfterForgetting) {
  const auto text = "Bearer " + token();
  EXPECT_TRUE(is_let_in(text));
  store_->tokens().revoke(customer_.organisation.id, token_.id);
  authentication_.forget();
  EXPECT_FALSE(is_let_in(text));
}

TEST_F(AuthenticationTest, RefusesATokenFromItsLastMomentOn) {
  const auto text = "Bearer " + token(clock_.now() + std::chrono::milliseconds{500});
  EXPECT_TRUE(is_let_in(text));
  clock_.move(std::chrono::milliseconds{500});
  EXPECT_FALSE(is_let_in(text));
}

TEST_F(AuthenticationTest, NotesTheMinuteOfTheLastUse) {
  const auto text = "Bearer " + token();
  const auto last_used = [&] {
    for (const auto& known : store_->tokens().list(customer_.organisation.id)) {
      if (known.id == token_.id) return known.last_used_at;
    }
    return std::optional<registry::Time>();
  };
  EXPECT_FALSE(last_used());
  is_let_in(text);
  const auto first = last_used();
  EXPECT_EQ(first, std::chrono::floor<std::chrono::minutes>(clock_.now()));
  clock_.move(std::chrono::minutes{1});
  is_let_in(text);
  EXPECT_EQ(last_used(), *first + std::chrono::minutes{1});
}

}  // namespace
}  // namespace muster::api
