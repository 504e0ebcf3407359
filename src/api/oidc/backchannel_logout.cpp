// POST /oidc/{provider_id}/backchannel-logout: the provider says that somebody has signed out there
// (OpenID Connect Back-Channel Logout 1.0). Their sessions end here, too.

#include <boost/json.hpp>

#include "api/media_type.h"
#include "api/oidc/endpoints.h"
#include "security/sha256.h"

namespace muster::api::oidc {
namespace {

namespace json = boost::json;
using registry::IdentityProvider;
using registry::ProviderId;

/// 400 with an OAuth error (section 2.8).
struct LogoutRefused {
  std::string description;
};

http::Response to_response(const LogoutRefused& refused) {
  auto response = json_response(
      {{"error", "invalid_request"}, {"error_description", refused.description}}, 400);
  response.headers.set("Cache-Control", "no-store");
  response.problem = "invalid_request";
  response.problem_detail = refused.description;
  return response;
}

std::string token_in(const http::Request& request) {
  if (content_type_of(request) != "application/x-www-form-urlencoded") {
    throw LogoutRefused{"The body must be a form: application/x-www-form-urlencoded."};
  }
  const auto form = security::FormBody::parse(request.body, {.value_bytes = 65'536});
  if (!form || (*form)["logout_token"].empty()) {
    throw LogoutRefused{"The form has no logout_token, or cannot be read."};
  }
  return std::string((*form)["logout_token"]);
}

void end_sessions(Services& services, const http::Request& request,
                  const IdentityProvider& provider, const security::LogoutToken& token) {
  services.in_one_step([&] {
    if (!services.identity_providers.note_logout(provider.id, security::sha256(token.id),
                                                 token.expires_at)) {
      throw LogoutRefused{"The logout token was used before."};
    }
    const auto ended = services.sessions.end_of_provider(provider.id, token.session, token.subject);
    for (const auto& session : ended) {
      if (!session.organisation) continue;
      const auto person = services.people.find(session.person);
      services.audit.append({.organisation = {},
                             .organisation_name = {},
                             .name = provider.name,
                             .person = {},
                             .token = {},
                             .address = request.client_address,
                             .request_id = request.request_id},
                            {.organisation = session.organisation,
                             .action = "session.ended",
                             .subject = session.id.text(),
                             .subject_name = person ? person->name : std::string()});
    }
  });
}

http::Response log_out(Services& services, Authentication& authentication, ProviderClients& clients,
                       const http::Request& request) {
  const auto id = ProviderId::parse(request.path_parameters.at("provider_id"));
  const auto provider = id ? services.identity_providers.find(*id) : std::nullopt;
  if (!provider) throw LogoutRefused{"There is no such identity provider."};
  const auto token = clients.of(*provider)->read_logout(token_in(request));
  if (!token) throw LogoutRefused{"The logout token is refused: " + token.error().text};
  end_sessions(services, request, *provider, *token);
  authentication.forget();
  auto response = http::Response::empty(200);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace

void add_backchannel_logout(Operations& operations, std::shared_ptr<ProviderClients> clients) {
  auto& services = operations.services();
  operations.add_open("POST", "/oidc/{provider_id}/backchannel-logout", "log_out_by_provider",
                      [&services, authentication = operations.authentication(),
                       clients = std::move(clients)](http::Request& request) {
                        try {
                          return log_out(services, *authentication, *clients, request);
                        } catch (const LogoutRefused& refused) {
                          return to_response(refused);
                        }
                      });
}

}  // namespace muster::api::oidc
