// GET /whoami: whose token this is.

#include <boost/json.hpp>

#include "api/render.h"
#include "api/render_organisation.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;

http::Response who_am_i(const Call& call) {
  const auto& caller = call.caller();
  json::object token;
  token["id"] = caller.token.text();
  token["name"] = caller.token_name;
  token["expires_at"] = time_or_null(call.signed_in.token_expires_at);
  json::object object;
  object["organisation"] = to_json(caller.organisation);
  object["token"] = std::move(token);
  object["request_id"] = call.request.request_id;
  return json_response(object);
}

}  // namespace

void add_whoami(Operations& operations) {
  operations.add("GET", "/api/v1/whoami", "who_am_i", registry::Action::see_organisation, {},
                 who_am_i);
}

}  // namespace muster::api::v1
