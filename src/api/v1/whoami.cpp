// GET /whoami: who asks, and for which organisation.

#include <boost/json.hpp>

#include "api/render.h"
#include "api/render_organisation.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;

http::Response who_am_i(const Call& call) {
  const auto& caller = call.caller();
  json::object object;
  object["organisation"] = to_json(caller.organisation);
  object["role"] = to_string(caller.role);
  object["scopes"] = scopes_to_json(caller.scopes);
  object["name"] = caller.name;
  object["person_id"] = caller.person ? json::value(caller.person.text()) : json::value(nullptr);
  if (caller.token) {
    json::object token;
    token["id"] = caller.token.text();
    token["name"] = caller.name;
    token["expires_at"] = time_or_null(call.signed_in.expires_at);
    object["token"] = std::move(token);
  } else {
    object["token"] = nullptr;
  }
  object["request_id"] = call.request.request_id;
  return json_response(object);
}

}  // namespace

void add_whoami(Operations& operations) {
  operations.add("GET", "/api/v1/whoami", "who_am_i", registry::Action::see_organisation, {},
                 who_am_i);
}

}  // namespace muster::api::v1
