// POST /device/v1/check-in: an enrolled device says that it is in use. This is what a server does
// most. One transaction takes all the check-ins that wait. Those of a session, which cost nothing
// to verify and ask the database nothing, are answered without leaving the threads of the
// connections; signed ones, and all that are refused, go to a handler.

#include <boost/json.hpp>

#include "api/device/check_in_session.h"
#include "api/device/device_call.h"
#include "api/device/device_keys.h"
#include "api/device/device_signature.h"
#include "api/device/endpoints.h"
#include "api/device/session_body.h"
#include "api/media_type.h"
#include "api/problems.h"
#include "identity/device_key.h"
#include "registry/check_in_desk.h"

namespace muster::api::device {
namespace {

using registry::OrganisationId;
using registry::RegistrationId;

struct CheckInRequest {
  std::string organisation_id;
  std::string device_id;
  registry::Time time;
  identity::DeviceSignature signature{};
  std::string session;  ///< empty: it is signed
  identity::CheckInMac mac{};
  bool wants_session = false;
};

CheckInRequest read(const http::Request& request) {
  const auto body = json_body(request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  CheckInRequest read;
  constexpr TextRule id_text = {.min = 1, .max = 32};
  constexpr TextRule session_text = {.min = 1, .max = 64};
  read.organisation_id = input.text("organisation_id", id_text);
  read.device_id = input.text("device_id", id_text);
  const auto time = read_time(input, errors);
  if (input.has("session")) {
    read.session = input.text("session", session_text);
    read_hex(input, "mac", read.mac, errors);
  } else {
    read_hex(input, "signature", read.signature, errors);
    read.wants_session = input.optional_boolean("want_session").value_or(false);
  }
  input.finish();
  errors.refuse_if_any();
  read.time = *time;
  return read;
}

/// A device that was removed, one that never enrolled, and a wrong signature are one answer.
Refusal not_enrolled() {
  return {ProblemCode::forbidden,
          "No device is enrolled here with this ID and this key. Enrol it again."};
}

Refusal no_session() {
  return {ProblemCode::forbidden,
          "The session is over, or none of this device. Sign a check-in to get another."};
}

std::optional<registry::DeviceKey> key_that_signed(DeviceKeys& keys, OrganisationId customer,
                                                   RegistrationId device,
                                                   const CheckInRequest& request) {
  const auto text = identity::check_in_text(request.organisation_id, request.device_id,
                                            request.time.time_since_epoch().count());
  auto known = keys.of(customer, device);
  // Verified in any case: the time of the answer tells nothing.
  const auto good =
      is_signed(known ? known->key : identity::DevicePublicKey{}, text, request.signature);
  return good ? std::move(known) : std::nullopt;
}

/// The number of the key by which this request is the device's. Throws Refusal where it is not.
std::int64_t proven_key(Services& services, DeviceKeys& keys, OrganisationId customer,
                        RegistrationId device, const CheckInRequest& request) {
  if (!request.session.empty()) {
    const auto number = key_number_of(services.check_in_secret,
                                      {.organisation_id = request.organisation_id,
                                       .device_id = request.device_id,
                                       .time = request.time.time_since_epoch().count(),
                                       .session = request.session,
                                       .mac = request.mac},
                                      services.clock.now());
    if (!number) throw no_session();
    return *number;
  }
  auto known = key_that_signed(keys, customer, device, request);
  if (!known) {
    // The device may have enrolled again, at another server of this installation.
    keys.forget(customer, device);
    known = key_that_signed(keys, customer, device, request);
    if (!known) throw not_enrolled();
  }
  return known->number;
}

http::Response taken_answer(Services& services, std::chrono::milliseconds interval) {
  auto response = http::Response::empty(204);
  response.headers.add("Muster-Next-Check-In", std::to_string(next_check_in(services, interval)));
  return response;
}

http::Response check_in(Services& services, DeviceKeys& keys, const http::Request& http_request) {
  const auto request = read(http_request);
  const auto customer = OrganisationId::parse(request.organisation_id).value_or(OrganisationId{1});
  const auto device = RegistrationId::parse(request.device_id).value_or(RegistrationId{1});
  const auto key_number = proven_key(services, keys, customer, device, request);
  require_near(services, request.time);
  const bool taken = services.check_in_desk.take({.customer = customer,
                                                  .device = device,
                                                  .key_number = key_number,
                                                  .signed_at = request.time,
                                                  .seen_at = services.clock.now()});
  if (!taken) {
    keys.forget(customer, device);
    const auto current = services.enrolments.key_of(customer, device);
    if (!current || current->number != key_number) throw not_enrolled();
    throw Refusal(ProblemCode::conflict,
                  "A check-in of this time or a later one was taken before: times must grow.");
  }
  services.signals.changed(customer);
  auto response = taken_answer(services, keys.interval(customer));
  if (request.wants_session) {
    const auto session = make_check_in_session(services.check_in_secret, request.organisation_id,
                                               request.device_id, key_number, services.clock.now());
    response.headers.add("Muster-Session", session.name);
    response.headers.add("Muster-Session-Key", identity::to_hex(session.key));
  }
  return response;
}

/// Leaves all but a good check-in of a session to the handler.
void check_in_at_once(Services& services, DeviceKeys& keys, const http::Request& request,
                      http::QuickDone done) {
  const auto body = read_session_body(request.body);
  if (!body || !request.query.empty() ||
      request.headers.get("Content-Type").value_or("") != "application/json") {
    return done(std::nullopt);
  }
  const auto customer = OrganisationId::parse(body->organisation_id);
  const auto device = RegistrationId::parse(body->device_id);
  if (!customer || !device) return done(std::nullopt);
  const auto now = services.clock.now();
  const auto key_number = key_number_of(services.check_in_secret, *body, now);
  const auto interval = keys.known_interval(*customer);
  const registry::Time time{std::chrono::milliseconds{body->time}};
  if (!key_number || !interval || !is_near(time, now)) return done(std::nullopt);
  services.check_in_desk.take(
      {.customer = *customer,
       .device = *device,
       .key_number = *key_number,
       .signed_at = time,
       .seen_at = now},
      [&services, customer = *customer, interval = *interval,
       done = std::move(done)](const registry::CheckInDesk::Outcome& outcome) {
        if (!outcome.value_or(false)) return done(std::nullopt);
        services.signals.changed(customer);
        auto response = taken_answer(services, interval);
        add_device_fields(services, response);
        done(std::move(response));
      });
}

}  // namespace

void add_check_in(Operations& operations) {
  auto& services = operations.services();
  const auto keys = std::make_shared<DeviceKeys>(services);
  operations.add_open("POST", "/device/v1/check-in", "check_in",
                      [&services, keys](http::Request& request) {
                        http::Response response;
                        try {
                          response = check_in(services, *keys, request);
                        } catch (const Refusal& refusal) {
                          response = http::to_response(refusal.problem(), request.request_id);
                        }
                        add_device_fields(services, response);
                        return response;
                      },
                      {.quick = [&services, keys](http::Request& request, http::QuickDone done) {
                        check_in_at_once(services, *keys, request, std::move(done));
                      }});
}

}  // namespace muster::api::device
