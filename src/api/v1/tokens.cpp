// /organisations/{id}/tokens: what lets an organisation's programs in.

#include <boost/json.hpp>

#include "api/json_input.h"
#include "api/problems.h"
#include "api/render_organisation.h"
#include "api/role_input.h"
#include "api/short_list.h"
#include "api/v1/resources.h"
#include "security/secret.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::TokenId;

http::Response create_token(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  auto name = input.text("name", token_name);
  const auto role = read_role(input, call.organisation.kind);
  const auto scopes = read_scopes(input, call.caller().scopes, errors);
  const auto expires_at = read_expiry(input, services.clock.now(), errors);
  input.finish();
  errors.refuse_if_any();

  const auto secret = security::make_secret(security::SecretKind::token, services.random);
  const auto token = services.tokens.create({.organisation = call.organisation.id,
                                             .name = std::move(name),
                                             .role = role,
                                             .scopes = scopes,
                                             .created_by = call.caller().name,
                                             .expires_at = expires_at},
                                            secret.hash);
  record(services, call,
         {.action = "token.created", .subject = token.id.text(), .subject_name = token.name});
  auto object = to_json(token);
  object["token"] = secret.text;
  auto response = created(object, "/api/v1/organisations/" + call.organisation.id.text() +
                                      "/tokens/" + token.id.text());
  response.headers.set("Cache-Control", "no-store");
  return response;
}

http::Response revoke_token(Services& services, Authentication& authentication, const Call& call) {
  const auto id = call.id<TokenId>("token_id", "token");
  if (!services.tokens.revoke(call.organisation.id, id)) throw not_found("token");
  record(services, call, {.action = "token.revoked", .subject = id.text()});
  call.afterwards.emplace_back([&authentication] { authentication.forget(); });
  return http::Response::empty(204);
}

}  // namespace

void add_tokens(Operations& operations) {
  auto& services = operations.services();
  operations.add("POST", "/api/v1/organisations/{organisation_id}/tokens", "create_token",
                 Action::manage_tokens, {.body = BodyKind::json, .secret_answer = true},
                 [&services](const Call& call) { return create_token(services, call); });
  operations.add("GET", "/api/v1/organisations/{organisation_id}/tokens", "list_tokens",
                 Action::manage_tokens, {.takes_query = true}, [&services](const Call& call) {
                   return short_list(call.request, CursorOf::tokens,
                                     services.tokens.list(call.organisation.id),
                                     [](const registry::Token& token) { return to_json(token); });
                 });
  operations.add("DELETE", "/api/v1/organisations/{organisation_id}/tokens/{token_id}",
                 "revoke_token", Action::manage_tokens, {},
                 [&services, authentication = operations.authentication()](const Call& call) {
                   return revoke_token(services, *authentication, call);
                 });
}

}  // namespace muster::api::v1
