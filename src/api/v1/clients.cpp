// /organisations/{id}/clients: programs that sign in with an id and a secret (api/oauth2).

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
using registry::ApiClient;
using registry::ClientId;

security::Secret make_client_secret(Services& services) {
  return security::make_secret(security::SecretKind::client_secret, services.random);
}

json::object with_secret(const ApiClient& client, const security::Secret& secret) {
  auto object = to_json(client);
  object["client_secret"] = secret.text;
  return object;
}

std::string terms_of(const ApiClient& client) {
  return json::serialize(
      json::object{{"role", to_string(client.role)}, {"scopes", scopes_to_json(client.scopes)}});
}

http::Response create_client(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  auto name = input.text("name", token_name);
  const auto role = read_role(input, call.organisation.kind);
  const auto scopes = read_scopes(input, call.caller().scopes, errors);
  const auto expires_at = read_expiry(input, services.clock.now(), errors);
  input.finish();
  errors.refuse_if_any();

  const auto secret = make_client_secret(services);
  const auto made = services.clients.create({.organisation = call.organisation.id,
                                             .name = std::move(name),
                                             .role = role,
                                             .scopes = scopes,
                                             .created_by = call.caller().name,
                                             .expires_at = expires_at},
                                            secret.hash);
  record(services, call,
         {.action = "client.created",
          .subject = made.id.text(),
          .subject_name = made.name,
          .after = terms_of(made)});
  auto response =
      created(with_secret(made, secret), "/api/v1/organisations/" + call.organisation.id.text() +
                                             "/clients/" + made.id.text());
  response.headers.set("Cache-Control", "no-store");
  return response;
}

http::Response list_clients(Services& services, const Call& call) {
  return short_list(call.request, CursorOf::clients, services.clients.list(call.organisation.id),
                    [](const ApiClient& client) { return to_json(client); });
}

http::Response get_client(Services& services, const Call& call) {
  const auto found =
      services.clients.find(call.organisation.id, call.id<ClientId>("client_id", "client"));
  if (!found) throw not_found("client");
  return json_response(to_json(*found));
}

http::Response rotate_secret(Services& services, Authentication& authentication, const Call& call) {
  const auto id = call.id<ClientId>("client_id", "client");
  expect_no_input(call.request);
  const auto secret = make_client_secret(services);
  const auto rotated = services.clients.rotate(call.organisation.id, id, secret.hash);
  if (!rotated) throw not_found("client");
  record(services, call,
         {.action = "client.secret_rotated", .subject = id.text(), .subject_name = rotated->name});
  call.afterwards.emplace_back([&authentication] { authentication.forget(); });
  auto response = json_response(with_secret(*rotated, secret));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

http::Response revoke_client(Services& services, Authentication& authentication, const Call& call) {
  const auto id = call.id<ClientId>("client_id", "client");
  if (!services.clients.revoke(call.organisation.id, id)) throw not_found("client");
  record(services, call, {.action = "client.revoked", .subject = id.text()});
  call.afterwards.emplace_back([&authentication] { authentication.forget(); });
  return http::Response::empty(204);
}

}  // namespace

void add_clients(Operations& operations) {
  auto& services = operations.services();
  const auto authentication = operations.authentication();
  const std::string all = "/api/v1/organisations/{organisation_id}/clients";
  const std::string one = all + "/{client_id}";
  operations.add("POST", all, "create_client", Action::manage_tokens,
                 {.body = BodyKind::json, .secret_answer = true},
                 [&services](const Call& call) { return create_client(services, call); });
  operations.add("GET", all, "list_clients", Action::manage_tokens, {.takes_query = true},
                 [&services](const Call& call) { return list_clients(services, call); });
  operations.add("GET", one, "get_client", Action::manage_tokens, {},
                 [&services](const Call& call) { return get_client(services, call); });
  operations.add("POST", one + "/rotate-secret", "rotate_client_secret", Action::manage_tokens,
                 {.body = BodyKind::json, .secret_answer = true},
                 [&services, authentication](const Call& call) {
                   return rotate_secret(services, *authentication, call);
                 });
  operations.add("DELETE", one, "revoke_client", Action::manage_tokens, {},
                 [&services, authentication](const Call& call) {
                   return revoke_client(services, *authentication, call);
                 });
}

}  // namespace muster::api::v1
