// POST /device/v1/discover: a device that was just switched on asks whose it is. Only a registered
// one is told; anything else gets the one answer for everything else, so that nobody learns which
// devices exist, and an address that asks for many of those has to wait.

#include <boost/json.hpp>

#include "api/device/device_call.h"
#include "api/device/endpoints.h"
#include "api/link_address.h"
#include "api/problems.h"

namespace muster::api::device {
namespace {

namespace json = boost::json;

http::Response discover(Services& services, const http::Request& request) {
  Attempt guess(services, network_subject("discovery", request));
  guess.refuse_if_too_soon();
  const auto body = json_body(request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto identity = read_identity(input, errors);
  input.finish();
  errors.refuse_if_any();

  const auto known = find_known(services, *identity);
  json::object answer;
  answer["registered"] = known.has_value();
  answer["organisation"] = known ? json::value(known->customer.name) : json::value(nullptr);
  answer["sign_in"] =
      known ? json::value(portal_address(services, request, "device")) : json::value(nullptr);
  if (!known) guess.failed();
  return json_response(answer);
}

}  // namespace

void add_discovery(Operations& operations) {
  auto& services = operations.services();
  operations.add_open("POST", "/device/v1/discover", "discover_device",
                      [&services](http::Request& request) {
                        auto response = discover(services, request);
                        add_device_fields(services, response);
                        return response;
                      });
}

}  // namespace muster::api::device
