#include "security/oidc.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "security/counting.h"
#include "security/pkce.h"
#include "security/signing_key.h"

namespace muster::security {
namespace {

namespace json = boost::json;
using std::chrono::hours;
using std::chrono::seconds;
using Reason = OidcFailure::Reason;

constexpr const char* issuer = "https://id.example.com/realm";
constexpr const char* keys_url = "https://id.example.com/keys";
constexpr const char* token_url = "https://id.example.com/token";

json::object discovery() {
  return {{"issuer", issuer},
          {"authorization_endpoint", "https://id.example.com/authorize"},
          {"token_endpoint", token_url},
          {"jwks_uri", keys_url},
          {"end_session_endpoint", "https://id.example.com/logout"}};
}

std::string discovery_with(std::string_view name, const json::value& value) {
  auto document = discovery();
  document[name] = value;
  return json::serialize(document);
}

TEST(Pkce, AgreesWithRfc7636AppendixB) {
  EXPECT_EQ(code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  EXPECT_TRUE(fits_code_challenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                                  "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
}

TEST(Pkce, RefusesAnotherOrAWeakVerifier) {
  EXPECT_FALSE(fits_code_challenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                                   "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl"));
  EXPECT_FALSE(fits_code_challenge(code_challenge("short"), "short"));
  EXPECT_FALSE(fits_code_challenge(code_challenge(""), ""));
  const std::string odd(43, ' ');
  EXPECT_FALSE(fits_code_challenge(code_challenge(odd), odd));
}

TEST(Discovery, ReadsWhatIsNeeded) {
  const auto provider = parse_discovery(json::serialize(discovery()), issuer);
  ASSERT_TRUE(provider);
  EXPECT_EQ(provider->token_endpoint, token_url);
  EXPECT_EQ(provider->end_session_endpoint, "https://id.example.com/logout");
  EXPECT_TRUE(provider->takes_basic);
  EXPECT_FALSE(provider->names_itself);
  EXPECT_EQ(discovery_url("https://a/b/"), "https://a/b/.well-known/openid-configuration");
}

TEST(Discovery, RefusesAnotherIssuer) {
  const auto text = json::serialize(discovery());
  EXPECT_EQ(parse_discovery(text, "https://id.example.com/realm/").error(),
            DiscoveryError::other_issuer);
  EXPECT_EQ(parse_discovery("{}", issuer).error(), DiscoveryError::other_issuer);
  EXPECT_EQ(parse_discovery("[]", issuer).error(), DiscoveryError::malformed);
}

TEST(Discovery, WantsHttpsOfAnHttpsIssuer) {
  for (const auto* name : {"authorization_endpoint", "token_endpoint", "jwks_uri"}) {
    for (const json::value& bad : {json::value("http://id.example.com/x"), json::value(""),
                                   json::value(1), json::value("javascript:alert(1)")}) {
      EXPECT_EQ(parse_discovery(discovery_with(name, bad), issuer).error(),
                DiscoveryError::missing);
    }
  }
  EXPECT_EQ(parse_discovery(discovery_with("end_session_endpoint", "javascript:alert(1)"), issuer)
                ->end_session_endpoint,
            "");
}

TEST(Discovery, RefusesAProviderThatCannotDoWhatWeNeed) {
  for (const auto* list : {"response_types_supported", "code_challenge_methods_supported",
                           "id_token_signing_alg_values_supported"}) {
    EXPECT_EQ(parse_discovery(discovery_with(list, json::array{"HS256", "plain", "token"}), issuer)
                  .error(),
              DiscoveryError::unsupported)
        << list;
  }
  EXPECT_TRUE(parse_discovery(
      discovery_with("id_token_signing_alg_values_supported", json::array{"HS256", "ES256"}),
      issuer));
}

OidcProvider provider() { return *parse_discovery(json::serialize(discovery()), issuer); }

TEST(SignIn, SendsTheBrowserWithStateNonceAndChallenge) {
  Counting random;
  const auto sign_in = begin_sign_in(random);
  EXPECT_NE(sign_in.state, sign_in.nonce);
  EXPECT_NE(sign_in.nonce, sign_in.code_verifier);
  const auto url = authorization_url(provider(),
                                     {.client_id = "muster",
                                      .redirect_uri = "https://m.example.com/sign-in/back",
                                      .login_hint = "a+b@example.com",
                                      .prompt = "login",
                                      .max_age = seconds(300)},
                                     sign_in);
  const auto query = FormBody::parse(url.substr(url.find('?') + 1));
  ASSERT_TRUE(query);
  EXPECT_TRUE(url.starts_with("https://id.example.com/authorize?response_type=code&"));
  EXPECT_EQ((*query)["redirect_uri"], "https://m.example.com/sign-in/back");
  EXPECT_EQ((*query)["scope"], "openid email profile");
  EXPECT_EQ((*query)["state"], sign_in.state);
  EXPECT_EQ((*query)["nonce"], sign_in.nonce);
  EXPECT_EQ((*query)["code_challenge"], code_challenge(sign_in.code_verifier));
  EXPECT_EQ((*query)["code_challenge_method"], "S256");
  EXPECT_EQ((*query)["login_hint"], "a+b@example.com");
  EXPECT_EQ((*query)["max_age"], "300");
  EXPECT_EQ(url.find(sign_in.code_verifier), std::string::npos);
}

TEST(SignIn, KeepsTheQueryOfTheEndpoint) {
  auto with_query = provider();
  with_query.authorization_endpoint = "https://id.example.com/a?tenant=7";
  EXPECT_TRUE(
      authorization_url(with_query, {}, {}).starts_with("https://id.example.com/a?tenant=7&"));
}

constexpr std::string_view back = "https://m.example.com/back";
const OidcSignIn begun{.state = "s", .nonce = "n", .code_verifier = "v"};

std::expected<std::string, CallbackError> callback(std::string_view query,
                                                   bool names_itself = false) {
  auto known = provider();
  known.names_itself = names_itself;
  return code_from_callback(*FormBody::parse(query), known, begun);
}

TEST(SignIn, TakesTheCodeOfItsOwnBrowserOnly) {
  EXPECT_EQ(callback("code=c&state=s"), "c");
  EXPECT_EQ(callback("code=c&state=t").error().reason, CallbackError::Reason::other_sign_in);
  EXPECT_EQ(callback("code=c").error().reason, CallbackError::Reason::other_sign_in);
  EXPECT_EQ(callback("state=s").error().reason, CallbackError::Reason::malformed);
  EXPECT_EQ(code_from_callback(*FormBody::parse("code=c&state="), provider(), {}).error().reason,
            CallbackError::Reason::other_sign_in);
}

TEST(SignIn, IsNotMixedUpWithAnotherProvider) {
  EXPECT_EQ(callback("code=c&state=s&iss=https%3A%2F%2Fid.example.com%2Frealm", true), "c");
  EXPECT_EQ(callback("code=c&state=s", true).error().reason, CallbackError::Reason::other_issuer);
  EXPECT_EQ(callback("code=c&state=s&iss=https%3A%2F%2Fevil").error().reason,
            CallbackError::Reason::other_issuer);
}

TEST(SignIn, SaysWhyThereIsNoCode) {
  EXPECT_EQ(callback("error=access_denied&state=s").error().reason, CallbackError::Reason::denied);
  const auto failed = callback("error=server_error%0Ax&state=s").error();
  EXPECT_EQ(failed.reason, CallbackError::Reason::failed);
  EXPECT_EQ(failed.code, "server_error?x");
}

TEST(SignIn, IsFollowedBySigningOutThere) {
  EXPECT_EQ(end_session_url(provider(), "muster", "https://m.example.com/"),
            "https://id.example.com/logout?client_id=muster&post_logout_redirect_uri="
            "https%3A%2F%2Fm.example.com%2F");
  EXPECT_EQ(end_session_url({}, "muster", ""), std::nullopt);
}

class ManualClock final : public registry::Clock {
 public:
  registry::Time now() const override { return time; }
  registry::Time time{std::chrono::milliseconds{1'700'000'000'000}};
};

/// Answers by URL, and counts.
class FakeProvider final : public Outgoing {
 public:
  std::expected<OutgoingAnswer, OutgoingFailure> send(const OutgoingRequest& request) override {
    const std::lock_guard lock(mutex_);
    last = request;
    ++asked[request.url];
    const auto found = answers.find(request.url);
    if (found != answers.end()) return found->second;
    return std::unexpected(OutgoingFailure{OutgoingFailure::Reason::unreachable, "nobody there"});
  }
  std::map<std::string, OutgoingAnswer> answers;
  std::map<std::string, int> asked;
  OutgoingRequest last;

 private:
  std::mutex mutex_;
};

class Oidc : public testing::Test {
 protected:
  Oidc() {
    answer(discovery_url(issuer), json::serialize(discovery()));
    publish(key_, "k1");
    redeemable(key_, "k1");
  }
  void answer(const std::string& url, std::string body, int status = 200) {
    web_.answers[url] = {
        .status = status, .content_type = "application/json", .body = std::move(body)};
  }
  void publish(const SigningKey& key, std::string_view id) {
    answer(keys_url, key_set(key.jwk(id)));
  }
  void redeemable(const SigningKey& key, std::string_view id, std::string_view nonce = "n") {
    const auto now = clock_.time.time_since_epoch().count() / 1000;
    const json::object claims = {{"iss", issuer},  {"aud", "muster"}, {"sub", "u-1"},
                                 {"nonce", nonce}, {"iat", now},      {"exp", now + 300}};
    const json::object header = {{"alg", "EdDSA"}, {"kid", id}};
    const json::object body = {
        {"access_token", "x"},
        {"token_type", "Bearer"},
        {"id_token", key.sign(json::serialize(header), json::serialize(claims))}};
    answer(token_url, json::serialize(body));
  }
  Reason refused() {
    const auto token = client_.redeem("c", begun, back);
    EXPECT_FALSE(token);
    if (token) return Reason{};
    EXPECT_FALSE(token.error().text.empty());
    return token.error().reason;
  }

  ManualClock clock_;
  FakeProvider web_;
  SigningKey key_ = SigningKey::ed25519();
  OidcClient client_{
      {.issuer = issuer, .client_id = "muster", .client_secret = "s e"}, web_, clock_};
};

TEST_F(Oidc, RedeemsACodeForWhoHasSignedIn) {
  ASSERT_TRUE(client_.provider());
  const auto token = client_.redeem("c", begun, back);
  ASSERT_TRUE(token) << token.error().text;
  EXPECT_EQ(token->subject, "u-1");
}

TEST_F(Oidc, ShowsTheVerifierAndTheSecretToTheTokenEndpointOnly) {
  web_.answers.erase(keys_url);
  EXPECT_EQ(refused(), Reason::unreachable);
  web_.answers.erase(token_url);
  EXPECT_EQ(refused(), Reason::unreachable);
  EXPECT_EQ(web_.last.url, token_url);
  EXPECT_EQ(web_.last.method, "POST");
  const auto form = FormBody::parse(web_.last.body);
  ASSERT_TRUE(form);
  EXPECT_EQ((*form)["grant_type"], "authorization_code");
  EXPECT_EQ((*form)["code"], "c");
  EXPECT_EQ((*form)["code_verifier"], "v");
  EXPECT_EQ((*form)["redirect_uri"], back);
  EXPECT_EQ((*form)["client_secret"], "");
  const std::pair<std::string, std::string> authorization("Authorization",
                                                          "Basic bXVzdGVyOnMlMjBl");
  EXPECT_NE(std::ranges::find(web_.last.headers, authorization), web_.last.headers.end());
}

TEST_F(Oidc, PostsTheSecretWhereBasicIsNotTaken) {
  answer(discovery_url(issuer), discovery_with("token_endpoint_auth_methods_supported",
                                               json::array{"client_secret_post"}));
  web_.answers.erase(token_url);
  EXPECT_EQ(refused(), Reason::unreachable);
  const auto form = FormBody::parse(web_.last.body);
  EXPECT_EQ((*form)["client_id"], "muster");
  EXPECT_EQ((*form)["client_secret"], "s e");
}

TEST_F(Oidc, TellsAStaleCodeFromAWrongSetting) {
  answer(token_url, R"({"error":"invalid_grant"})", 400);
  EXPECT_EQ(refused(), Reason::code_refused);
  answer(token_url, R"({"error":"invalid_client"})", 401);
  EXPECT_EQ(refused(), Reason::misconfigured);
  answer(token_url, "<html>", 502);
  EXPECT_EQ(refused(), Reason::unreachable);
  answer(token_url, "{}", 200);
  EXPECT_EQ(refused(), Reason::misconfigured);
}

TEST_F(Oidc, RefusesATokenOfAnotherSignIn) {
  redeemable(key_, "k1", "other");
  const auto token = client_.redeem("c", begun, back);
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().reason, Reason::token_refused);
  EXPECT_EQ(token.error().token, TokenError::wrong_nonce);
}

TEST_F(Oidc, FetchesKeysAndDiscoveryOnce) {
  EXPECT_TRUE(client_.redeem("c", begun, back));
  EXPECT_TRUE(client_.redeem("c", begun, back));
  EXPECT_EQ(web_.asked[keys_url], 1);
  EXPECT_EQ(web_.asked[discovery_url(issuer)], 1);
}

TEST_F(Oidc, FetchesOnceForManyThreads) {
  std::vector<char> signed_in(8);
  {
    std::vector<std::jthread> threads;
    for (auto& one : signed_in) {
      threads.emplace_back([&] { one = client_.redeem("c", begun, back) ? 1 : 0; });
    }
  }
  EXPECT_EQ(signed_in, std::vector<char>(8, 1));
  EXPECT_EQ(web_.asked[keys_url], 1);
  EXPECT_EQ(web_.asked[discovery_url(issuer)], 1);
}

TEST_F(Oidc, FetchesNewKeysForAKeyThatItDoesNotKnow) {
  ASSERT_TRUE(client_.redeem("c", begun, back));
  const auto next = SigningKey::ed25519();
  publish(next, "k2");
  clock_.time += seconds(30);
  redeemable(next, "k2");
  EXPECT_TRUE(client_.redeem("c", begun, back));
  EXPECT_EQ(web_.asked[keys_url], 2);
}

TEST_F(Oidc, IsNotMadeToFetchKeysMoreOftenThanEveryTenSeconds) {
  ASSERT_TRUE(client_.redeem("c", begun, back));
  redeemable(SigningKey::ed25519(), "made-up");
  clock_.time += seconds(9);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(refused(), Reason::token_refused);
  EXPECT_EQ(web_.asked[keys_url], 1);
  clock_.time += seconds(1);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(refused(), Reason::token_refused);
  EXPECT_EQ(web_.asked[keys_url], 2);
}

TEST_F(Oidc, FetchesNoKeysWhenAnotherThreadHasJustDone) {
  KeySetCache cache(web_, clock_);
  const auto first = cache.keys(keys_url);
  clock_.time += seconds(30);
  const auto second = cache.newer_keys(keys_url, *first);
  clock_.time += seconds(30);
  EXPECT_EQ(cache.newer_keys(keys_url, *first), second);
  EXPECT_EQ(web_.asked[keys_url], 2);
}

TEST_F(Oidc, TakesNoKeyThatWasWithdrawnAnHourAgo) {
  ASSERT_TRUE(client_.redeem("c", begun, back));
  publish(SigningKey::ed25519(), "k2");
  clock_.time += hours(1);
  redeemable(key_, "k1");
  EXPECT_EQ(refused(), Reason::token_refused);
}

TEST_F(Oidc, GoesOnWithWhatItKnowsWhileTheProviderIsSilent) {
  ASSERT_TRUE(client_.redeem("c", begun, back));
  web_.answers.erase(keys_url);
  web_.answers.erase(discovery_url(issuer));
  clock_.time += hours(2);
  redeemable(key_, "k1");
  EXPECT_TRUE(client_.redeem("c", begun, back));
  clock_.time += hours(22);
  redeemable(key_, "k1");
  EXPECT_EQ(refused(), Reason::unreachable);
}

TEST_F(Oidc, DoesNotAskASilentProviderAgainAtOnce) {
  web_.answers.clear();
  EXPECT_EQ(refused(), Reason::unreachable);
  EXPECT_EQ(refused(), Reason::unreachable);
  EXPECT_EQ(web_.asked[discovery_url(issuer)], 1);
  clock_.time += seconds(30);
  EXPECT_EQ(refused(), Reason::unreachable);
  EXPECT_EQ(web_.asked[discovery_url(issuer)], 2);
}

TEST_F(Oidc, AsksAgainWhenTheClockWasSetBack) {
  web_.answers.clear();
  EXPECT_EQ(refused(), Reason::unreachable);
  clock_.time -= hours(1000);
  EXPECT_EQ(refused(), Reason::unreachable);
  EXPECT_EQ(web_.asked[discovery_url(issuer)], 2);
}

TEST_F(Oidc, SaysWhenTheIssuerIsAnother) {
  answer(discovery_url(issuer), discovery_with("issuer", "https://evil.example.com"));
  EXPECT_EQ(refused(), Reason::misconfigured);
}

TEST_F(Oidc, HearsOfLogouts) {
  const auto now = clock_.time.time_since_epoch().count() / 1000;
  const json::object claims = {
      {"iss", issuer},
      {"aud", "muster"},
      {"sid", "s-1"},
      {"jti", "j"},
      {"iat", now},
      {"exp", now + 120},
      {"events", {{"http://schemas.openid.net/event/backchannel-logout", json::object()}}}};
  const auto token = key_.sign(R"({"alg":"EdDSA","kid":"k1"})", json::serialize(claims));
  const auto logout = client_.read_logout(token);
  ASSERT_TRUE(logout);
  EXPECT_EQ(logout->session, "s-1");
  EXPECT_EQ(client_.read_logout("x").error().token, TokenError::malformed);
}

}  // namespace
}  // namespace muster::security
