// GET /oidc/callback: the browser is back from the provider. The sign-in that it began is taken,
// once, whatever comes of it; then the code is redeemed for who has signed in.

#include "api/oidc/admit.h"
#include "api/oidc/browser_cookie.h"
#include "api/oidc/endpoints.h"
#include "api/oidc/failed_sign_in.h"
#include "api/sign_in.h"
#include "security/constant_time.h"
#include "security/secret.h"

namespace muster::api::oidc {
namespace {

using registry::IdentityProvider;
using registry::PendingSignIn;
using security::FormBody;

FormBody parameters_of(const http::Request& request) {
  const auto query = request.target.find('?');
  auto parsed = FormBody::parse(query == std::string::npos
                                    ? std::string_view()
                                    : std::string_view(request.target).substr(query + 1));
  if (parsed) return std::move(*parsed);
  throw FailedSignIn{SignInFault::provider_failed,
                     "The provider sent the browser back with parameters that cannot be read."};
}

std::string_view as_text(const registry::ProviderHash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

PendingSignIn begun(Services& services, const http::Request& request, const FormBody& parameters) {
  auto found = services.identity_providers.take(security::hash_of_secret(parameters["state"]));
  if (!found) {
    throw FailedSignIn{SignInFault::sign_in_expired,
                       "No sign-in with this state is under way: it is over, was used, or is made "
                       "up."};
  }
  const auto browser = browser_cookie(services, request);
  const auto hash = security::hash_of_secret(browser.value_or(""));
  if (!browser || !security::equal_in_constant_time(as_text(hash), as_text(found->browser))) {
    throw FailedSignIn{SignInFault::sign_in_expired,
                       "The sign-in was begun in another browser, or another one was begun since."};
  }
  return std::move(*found);
}

[[noreturn]] void refuse_callback(const security::CallbackError& error) {
  using Reason = security::CallbackError::Reason;
  switch (error.reason) {
    case Reason::other_sign_in:
      throw FailedSignIn{SignInFault::sign_in_expired, "The state is another one."};
    case Reason::other_issuer:
      throw FailedSignIn{SignInFault::token_refused,
                         "The answer names another issuer than that of the provider."};
    case Reason::denied:
      throw FailedSignIn{SignInFault::sign_in_denied, "The provider says: " + error.code};
    case Reason::failed:
      throw FailedSignIn{SignInFault::provider_failed, "The provider says: " + error.code};
    case Reason::malformed:
      throw FailedSignIn{SignInFault::provider_failed,
                         "The provider sent neither a code nor an error."};
  }
  std::unreachable();
}

security::IdToken redeemed(ProviderClients& clients, const IdentityProvider& provider,
                           const PendingSignIn& pending, const FormBody& parameters) {
  const auto client = clients.of(provider);
  const auto known = client->provider();
  if (!known) throw failure_of(known.error());
  const security::OidcSignIn sign_in{.state = std::string(parameters["state"]),
                                     .nonce = pending.nonce,
                                     .code_verifier = pending.code_verifier};
  const auto code = security::code_from_callback(parameters, *known, sign_in);
  if (!code) refuse_callback(code.error());
  auto token = client->redeem(*code, sign_in, pending.redirect_uri);
  if (!token) throw failure_of(token.error());
  return std::move(*token);
}

http::Response come_back(Services& services, Authentication& authentication,
                         ProviderClients& clients, const http::Request& request) {
  const auto parameters = parameters_of(request);
  const auto pending = begun(services, request, parameters);
  const auto provider = services.identity_providers.find(pending.provider);
  if (!provider || !provider->enabled) {
    throw FailedSignIn{SignInFault::provider_unknown,
                       "The identity provider was removed or switched off meanwhile."};
  }
  const auto token = redeemed(clients, *provider, pending, parameters);
  const auto person = admit(services, request, *provider, token);
  authentication.forget();
  auto response = redirect("/");
  clear_browser_cookie(services, request, response);
  begin_session(services, request, response, person, {},
                {.method = "oidc",
                 .provider = provider->id,
                 .provider_session = token.session,
                 .provider_subject = token.subject});
  return response;
}

}  // namespace

void add_callback(Operations& operations, std::shared_ptr<ProviderClients> clients) {
  auto& services = operations.services();
  operations.add_open("GET", "/oidc/callback", "finish_provider_sign_in",
                      [&services, authentication = operations.authentication(),
                       clients = std::move(clients)](http::Request& request) {
                        try {
                          return come_back(services, *authentication, *clients, request);
                        } catch (const FailedSignIn& failed) {
                          return to_response(failed, request);
                        }
                      },
                      {.takes_query = true});
}

}  // namespace muster::api::oidc
