// POST /device/v1/check-in: an enrolled device says that it is in use. This is what a server does
// most: the device's key is remembered, the signature is checked, and one transaction takes all the
// check-ins that wait. What is remembered may be old; the statement that notes the check-in is not.

#include <mutex>

#include "api/device/device_call.h"
#include "api/device/device_signature.h"
#include "api/device/endpoints.h"
#include "api/problems.h"
#include "http/recently_used.h"
#include "identity/device_key.h"
#include "registry/check_in_desk.h"

namespace muster::api::device {
namespace {

using registry::OrganisationId;
using registry::RegistrationId;

constexpr std::size_t most_keys = 200'000;  ///< remembered, of 150 bytes
constexpr std::chrono::milliseconds remembered_for = std::chrono::minutes{10};

struct Remembered {
  registry::DeviceKey key;
  std::chrono::milliseconds interval{0};
  registry::Time found_at;
};

/// Keys by organisation and device. Thread-safe.
class Keys {
 public:
  explicit Keys(Services& services) : services_(services) {}

  std::optional<Remembered> of(OrganisationId customer, RegistrationId device) {
    const auto name = std::to_string(customer.value) + '/' + std::to_string(device.value);
    const auto now = services_.clock.now();
    {
      const std::lock_guard lock(mutex_);
      const auto* found = kept_.find(name);
      if (found != nullptr && now >= found->found_at && now - found->found_at < remembered_for) {
        return *found;
      }
    }
    const auto key = services_.enrolments.key_of(customer, device);
    if (!key) return std::nullopt;
    const Remembered fresh{
        .key = *key, .interval = interval_of(services_, customer), .found_at = now};
    const std::lock_guard lock(mutex_);
    return kept_.put(name, fresh);
  }
  void forget(OrganisationId customer, RegistrationId device) {
    const std::lock_guard lock(mutex_);
    if (auto* found =
            kept_.find(std::to_string(customer.value) + '/' + std::to_string(device.value))) {
      found->found_at = {};
    }
  }

 private:
  Services& services_;
  std::mutex mutex_;
  http::RecentlyUsed<Remembered> kept_{most_keys};
};

struct SignedRequest {
  std::string organisation_id;
  std::string device_id;
  registry::Time time;
  identity::DeviceSignature signature{};
};

SignedRequest read(const http::Request& request) {
  const auto body = json_body(request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  SignedRequest read;
  constexpr TextRule id_text = {.min = 1, .max = 32};
  read.organisation_id = input.text("organisation_id", id_text);
  read.device_id = input.text("device_id", id_text);
  const auto time = read_time(input, errors);
  read_hex(input, "signature", read.signature, errors);
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

std::optional<Remembered> key_that_signed(Keys& keys, OrganisationId customer,
                                          RegistrationId device, const SignedRequest& request) {
  const auto text = identity::check_in_text(request.organisation_id, request.device_id,
                                            request.time.time_since_epoch().count());
  const auto known = keys.of(customer, device);
  // Verified in any case: the time of the answer tells nothing.
  const auto good =
      is_signed(known ? known->key.key : identity::DevicePublicKey{}, text, request.signature);
  return good ? known : std::nullopt;
}

http::Response check_in(Services& services, Keys& keys, const http::Request& http_request) {
  const auto request = read(http_request);
  const auto customer = OrganisationId::parse(request.organisation_id).value_or(OrganisationId{1});
  const auto device = RegistrationId::parse(request.device_id).value_or(RegistrationId{1});
  auto known = key_that_signed(keys, customer, device, request);
  if (!known) {
    // The device may have enrolled again, at another server of this installation.
    keys.forget(customer, device);
    known = key_that_signed(keys, customer, device, request);
    if (!known) throw not_enrolled();
  }
  require_near(services, request.time);
  const bool taken = services.check_in_desk.take({.customer = customer,
                                                  .device = device,
                                                  .key_number = known->key.number,
                                                  .signed_at = request.time,
                                                  .seen_at = services.clock.now()});
  if (!taken) {
    keys.forget(customer, device);
    const auto current = services.enrolments.key_of(customer, device);
    if (!current || current->number != known->key.number) throw not_enrolled();
    throw Refusal(ProblemCode::conflict,
                  "A check-in of this time or a later one was taken before: times must grow.");
  }
  services.signals.changed(customer);
  auto response = http::Response::empty(204);
  response.headers.set("Muster-Next-Check-In",
                       std::to_string(next_check_in(services, known->interval)));
  return response;
}

}  // namespace

void add_check_in(Operations& operations) {
  auto& services = operations.services();
  operations.add_open("POST", "/device/v1/check-in", "check_in",
                      [&services, keys = std::make_shared<Keys>(services)](http::Request& request) {
                        http::Response response;
                        try {
                          response = check_in(services, *keys, request);
                        } catch (const Refusal& refusal) {
                          response = http::to_response(refusal.problem(), request.request_id);
                        }
                        add_device_fields(services, response);
                        return response;
                      });
}

}  // namespace muster::api::device
