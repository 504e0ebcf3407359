#include "security/oidc_sign_in.h"

#include "security/constant_time.h"
#include "security/pkce.h"

namespace muster::security {
namespace {

using Reason = CallbackError::Reason;

std::string with_query(std::string_view url,
                       const std::vector<std::pair<std::string, std::string>>& fields) {
  const char* const separator = url.find('?') == std::string_view::npos ? "?" : "&";
  return std::string(url) + separator + form_encoded(fields);
}

std::string printable(std::string_view text) {
  constexpr std::size_t most = 64;
  std::string shown;
  for (const char c : text.substr(0, most)) shown += c >= ' ' && c < 0x7F ? c : '?';
  return shown;
}

std::unexpected<CallbackError> refuse(Reason reason, std::string_view code = "") {
  return std::unexpected(CallbackError{.reason = reason, .code = printable(code)});
}

}  // namespace

OidcSignIn begin_sign_in(Random& random) {
  // In this order, one after the other: each is as random as a code verifier.
  auto state = make_code_verifier(random);
  auto nonce = make_code_verifier(random);
  return {.state = std::move(state),
          .nonce = std::move(nonce),
          .code_verifier = make_code_verifier(random)};
}

std::string authorization_url(const OidcProvider& provider, const AuthorizationRequest& request,
                              const OidcSignIn& sign_in) {
  std::string scope;
  for (const auto& one : request.scopes) scope += (scope.empty() ? "" : " ") + one;
  std::vector<std::pair<std::string, std::string>> fields = {
      {"response_type", "code"},
      {"client_id", request.client_id},
      {"redirect_uri", request.redirect_uri},
      {"scope", scope},
      {"state", sign_in.state},
      {"nonce", sign_in.nonce},
      {"code_challenge", code_challenge(sign_in.code_verifier)},
      {"code_challenge_method", "S256"}};
  if (!request.login_hint.empty()) fields.emplace_back("login_hint", request.login_hint);
  if (!request.prompt.empty()) fields.emplace_back("prompt", request.prompt);
  if (request.max_age) fields.emplace_back("max_age", std::to_string(request.max_age->count()));
  return with_query(provider.authorization_endpoint, fields);
}

std::expected<std::string, CallbackError> code_from_callback(const FormBody& parameters,
                                                             const OidcProvider& provider,
                                                             const OidcSignIn& sign_in) {
  if (sign_in.state.empty() || !equal_in_constant_time(parameters["state"], sign_in.state)) {
    return refuse(Reason::other_sign_in);
  }
  const auto* const issuer = parameters.find("iss");
  if (issuer == nullptr ? provider.names_itself : *issuer != provider.issuer) {
    return refuse(Reason::other_issuer);
  }
  if (const auto error = parameters["error"]; !error.empty()) {
    return refuse(error == "access_denied" ? Reason::denied : Reason::failed, error);
  }
  const auto code = parameters["code"];
  if (code.empty()) return refuse(Reason::malformed);
  return std::string(code);
}

std::optional<std::string> end_session_url(const OidcProvider& provider, std::string_view client_id,
                                           std::string_view return_to) {
  if (provider.end_session_endpoint.empty()) return std::nullopt;
  std::vector<std::pair<std::string, std::string>> fields = {{"client_id", std::string(client_id)}};
  if (!return_to.empty()) fields.emplace_back("post_logout_redirect_uri", return_to);
  return with_query(provider.end_session_endpoint, fields);
}

}  // namespace muster::security
