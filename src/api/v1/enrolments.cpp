// /customers/{id}/enrolment-tokens, and allowing a device to enrol once more.

#include <boost/json.hpp>

#include "api/json_input.h"
#include "api/problems.h"
#include "api/render.h"
#include "api/short_list.h"
#include "api/sight.h"
#include "api/v1/resources.h"
#include "registry/enrolment.h"
#include "security/secret.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::EnrolmentToken;
using registry::EnrolmentTokenId;

json::object enrolment_token_to_json(const EnrolmentToken& token) {
  json::object object;
  object["id"] = token.id.text();
  object["name"] = token.name;
  object["created_by"] = token.created_by;
  object["created_at"] = to_json(token.created_at);
  object["expires_at"] = to_json(token.expires_at);
  object["used_at"] = time_or_null(token.used_at);
  object["device_id"] = text_or_null(token.used_by ? token.used_by.text() : "");
  return object;
}

http::Response create_enrolment_token(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  auto name = input.text("name", token_name);
  const auto expires_at = input.optional_time("expires_at");
  input.finish();
  const auto now = services.clock.now();
  if (expires_at && (*expires_at <= now || *expires_at > now + registry::longest_enrolment_token)) {
    errors.add("/expires_at", "out_of_range", "Give a time within the next 90 days.");
  }
  errors.refuse_if_any();

  const auto secret = security::make_secret(security::SecretKind::enrolment, services.random);
  const auto token = services.enrolments.create_token(
      {.customer = call.organisation.id,
       .name = std::move(name),
       .created_by = call.caller().name,
       .expires_at = expires_at.value_or(now + registry::enrolment_token_lasts)},
      secret.hash);
  record(services, call,
         {.action = "enrolment_token.created",
          .subject = token.id.text(),
          .subject_name = token.name});
  auto object = enrolment_token_to_json(token);
  object["token"] = secret.text;
  auto response = created(object, "/api/v1/customers/" + call.organisation.id.text() +
                                      "/enrolment-tokens/" + token.id.text());
  response.headers.set("Cache-Control", "no-store");
  return response;
}

http::Response revoke_token(Services& services, const Call& call) {
  const auto id = call.id<EnrolmentTokenId>("enrolment_token_id", "enrolment token");
  if (!services.enrolments.revoke_token(call.organisation.id, id)) {
    throw not_found("enrolment token");
  }
  record(services, call, {.action = "enrolment_token.revoked", .subject = id.text()});
  return http::Response::empty(204);
}

http::Response allow_again(Services& services, const Call& call) {
  expect_no_input(call.request);
  const auto device =
      find_device(services, call, call.id<registry::RegistrationId>("device_id", "device"));
  if (!services.enrolments.allow_again(call.organisation.id, device.id)) {
    throw Refusal(ProblemCode::conflict,
                  "The device has not enrolled yet; nothing keeps it from it.");
  }
  record(services, call,
         {.action = "device.enrolment_allowed",
          .subject = device.id.text(),
          .subject_name = device.serial_number});
  return http::Response::empty(204);
}

}  // namespace

void add_enrolments(Operations& operations) {
  auto& services = operations.services();
  const std::string tokens = "/api/v1/customers/{customer_id}/enrolment-tokens";
  operations.add("POST", tokens, "create_enrolment_token", Action::manage_enrolments,
                 {.body = BodyKind::json, .secret_answer = true},
                 [&services](const Call& call) { return create_enrolment_token(services, call); });
  operations.add("GET", tokens, "list_enrolment_tokens", Action::manage_enrolments,
                 {.takes_query = true}, [&services](const Call& call) {
                   return short_list(
                       call.request, CursorOf::enrolment_tokens,
                       services.enrolments.tokens(call.organisation.id),
                       [](const EnrolmentToken& token) { return enrolment_token_to_json(token); });
                 });
  operations.add("DELETE", tokens + "/{enrolment_token_id}", "revoke_enrolment_token",
                 Action::manage_enrolments, {},
                 [&services](const Call& call) { return revoke_token(services, call); });
  operations.add("POST", "/api/v1/customers/{customer_id}/devices/{device_id}/allow-enrolment",
                 "allow_enrolment", Action::manage_enrolments, {.body = BodyKind::json},
                 [&services](const Call& call) { return allow_again(services, call); });
}

}  // namespace muster::api::v1
