#include "security/oidc.h"

#include <boost/json.hpp>

#include "security/basic_credentials.h"
#include "security/form_body.h"

namespace muster::security {
namespace {

namespace json = boost::json;
using Reason = OidcFailure::Reason;

std::unexpected<OidcFailure> fail(Reason reason, std::string text) {
  return std::unexpected(
      OidcFailure{.reason = reason, .token = std::nullopt, .text = std::move(text)});
}

std::string_view text_of(DiscoveryError error) {
  switch (error) {
    case DiscoveryError::malformed:
      return "its discovery document is no JSON object";
    case DiscoveryError::other_issuer:
      return "its discovery document is of another issuer";
    case DiscoveryError::missing:
      return "its discovery document lacks an https endpoint";
    case DiscoveryError::unsupported:
      return "it knows no code flow, no S256 or no signature that is allowed";
  }
  return "";
}

/// A text member of a JSON object; empty for anything else.
std::string member_of(std::string_view text, std::string_view name) {
  boost::system::error_code error;
  const auto document = json::parse(text, error);
  if (error || !document.is_object()) return {};
  const auto* const value = document.get_object().if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// RFC 6749, section 5.2: what the token endpoint says when it gives no token.
std::unexpected<OidcFailure> refusal(const OutgoingAnswer& answer) {
  auto error = member_of(answer.body, "error").substr(0, 64);
  for (auto& c : error) c = c >= ' ' && c < 0x7F ? c : '?';
  const auto text = "the token endpoint answered with status " + std::to_string(answer.status) +
                    (error.empty() ? "" : ": " + error);
  if (answer.status >= 500 || error.empty()) return fail(Reason::unreachable, text);
  return fail(error == "invalid_grant" ? Reason::code_refused : Reason::misconfigured, text);
}

}  // namespace

OidcClient::OidcClient(OidcSettings settings, Outgoing& outgoing, const registry::Clock& clock)
    : settings_(std::move(settings)), outgoing_(outgoing), clock_(clock), keys_(outgoing, clock) {}

std::expected<OidcProvider, OidcFailure> OidcClient::fetch_provider() {
  const auto answer = outgoing_.send({.url = discovery_url(settings_.issuer),
                                      .headers = {{"Accept", "application/json"}},
                                      .body = {}});
  if (!answer) return fail(Reason::unreachable, answer.error().text);
  if (answer->status != 200) {
    return fail(
        answer->status >= 500 ? Reason::unreachable : Reason::misconfigured,
        "its discovery document was answered with status " + std::to_string(answer->status));
  }
  auto provider = parse_discovery(answer->body, settings_.issuer);
  if (!provider) return fail(Reason::misconfigured, std::string(text_of(provider.error())));
  return std::move(*provider);
}

std::expected<OidcProvider, OidcFailure> OidcClient::provider() {
  const std::lock_guard lock(mutex_);
  const auto now = clock_.now();
  const auto pause = failure_ ? std::chrono::milliseconds(discovery_pause)
                              : std::chrono::milliseconds(discovery_kept_for);
  // A try in the future comes from a clock that was set back since.
  if (!tried_at_ || now - *tried_at_ >= pause || *tried_at_ > now) {
    tried_at_ = now;
    auto fetched = fetch_provider();
    failure_.reset();
    if (fetched) {
      provider_ = std::move(*fetched);
    } else {
      failure_ = std::move(fetched.error());
    }
  }
  if (provider_) return *provider_;
  return std::unexpected(*failure_);
}

template <class Verify>
auto OidcClient::verified(const OidcProvider& provider, Verify verify)
    -> std::expected<typename decltype(verify(KeySet{}))::value_type, OidcFailure> {
  auto keys = keys_.keys(provider.jwks_uri);
  if (!keys) return fail(Reason::unreachable, keys.error());
  auto token = verify(**keys);
  if (!token && token.error() == TokenError::unknown_key) {
    if (const auto newer = keys_.newer_keys(provider.jwks_uri, *keys)) token = verify(**newer);
  }
  if (token) return std::move(*token);
  return std::unexpected(OidcFailure{.reason = Reason::token_refused,
                                     .token = token.error(),
                                     .text = std::string(description(token.error()))});
}

std::expected<IdToken, OidcFailure> OidcClient::redeem(
    std::string_view code, const OidcSignIn& sign_in, std::string_view redirect_uri,
    std::optional<std::chrono::seconds> max_age) {
  const auto known = provider();
  if (!known) return std::unexpected(known.error());
  std::vector<std::pair<std::string, std::string>> fields = {
      {"grant_type", "authorization_code"},
      {"code", std::string(code)},
      {"redirect_uri", std::string(redirect_uri)},
      {"code_verifier", sign_in.code_verifier}};
  OutgoingRequest request{.method = "POST",
                          .url = known->token_endpoint,
                          .headers = {{"Accept", "application/json"},
                                      {"Content-Type", "application/x-www-form-urlencoded"}},
                          .body = {}};
  if (!settings_.client_secret.empty() && known->takes_basic) {
    request.headers.emplace_back(
        "Authorization", client_authorization(settings_.client_id, settings_.client_secret));
  } else {
    fields.emplace_back("client_id", settings_.client_id);
    if (!settings_.client_secret.empty()) {
      fields.emplace_back("client_secret", settings_.client_secret);
    }
  }
  request.body = form_encoded(fields);
  const auto answer = outgoing_.send(request);
  if (!answer) return fail(Reason::unreachable, answer.error().text);
  if (answer->status != 200) return refusal(*answer);
  const auto token = member_of(answer->body, "id_token");
  if (token.empty()) {
    return fail(Reason::misconfigured, "the token endpoint's answer has no id_token");
  }
  const IdTokenExpectation expected{.issuer = settings_.issuer,
                                    .client_id = settings_.client_id,
                                    .nonce = sign_in.nonce,
                                    .max_age = max_age};
  return verified(*known, [&](const KeySet& keys) {
    return verify_id_token(token, keys, expected, clock_.now());
  });
}

std::expected<LogoutToken, OidcFailure> OidcClient::read_logout(std::string_view token) {
  const auto known = provider();
  if (!known) return std::unexpected(known.error());
  return verified(*known, [&](const KeySet& keys) {
    return verify_logout_token(token, keys, settings_.issuer, settings_.client_id, clock_.now());
  });
}

}  // namespace muster::security
