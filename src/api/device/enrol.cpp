// POST /device/v1/enrol: a registered device gets its key acknowledged. Its user comes with it, by
// a personal token (RFC 8628), or an administrator's enrolment token does. Whoever has neither for
// the organisation that owns the device is answered as if the device did not exist.

#include <boost/json.hpp>

#include "api/device/device_call.h"
#include "api/device/endpoints.h"
#include "api/problems.h"
#include "identity/device_key.h"
#include "registry/webhook_event.h"
#include "security/secret.h"

namespace muster::api::device {
namespace {

namespace json = boost::json;
using security::SecretKind;

struct Enrolment {
  identity::DeviceIdentity device;
  identity::DevicePublicKey key{};
  registry::Time time;
};

Enrolment read_enrolment(Services& services, const http::Request& request) {
  const auto body = json_body(request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  Enrolment enrolment;
  identity::DeviceSignature signature{};
  const auto device = read_identity(input, errors);
  read_hex(input, "public_key", enrolment.key, errors);
  const auto time = read_time(input, errors);
  read_hex(input, "signature", signature, errors);
  input.finish();
  errors.refuse_if_any();
  enrolment.device = *device;
  enrolment.time = *time;
  require_near(services, *time);
  const auto text =
      identity::enrolment_text(enrolment.device, enrolment.key, time->time_since_epoch().count());
  if (!identity::verify(enrolment.key, text, signature)) {
    throw Refusal(ProblemCode::forbidden, "The signature is not one of this key and these values.");
  }
  return enrolment;
}

/// The one answer for a device that is not registered and for one that is another's.
Refusal not_yours() {
  return {ProblemCode::forbidden,
          "No such device is registered with the organisation of this token, or it is assigned to "
          "somebody else."};
}

bool same_address(std::string_view a, std::string_view b) {
  return http::same_name(a, b);  // the case of ASCII letters does not count
}

/// Whether this person may use the device: who it is assigned to, anybody of the customer where it
/// is assigned to nobody, and administrators.
bool is_user(Services& services, const registry::Caller& caller, const Known& known) {
  if (caller.role == registry::Role::administrator) return true;
  if (known.device.assigned_user.empty()) return true;
  const auto person = services.people.find(caller.person);
  return person && same_address(person->email, known.device.assigned_user);
}

registry::Cause cause_of(const http::Request& request, const Known& known, std::string name) {
  return {.organisation = known.customer.id,
          .organisation_name = known.customer.name,
          .name = std::move(name),
          .address = request.client_address,
          .request_id = request.request_id};
}

class Enrolling {
 public:
  Enrolling(Services& services, Authentication& authentication, http::Request& request)
      : services_(services), request_(request) {
    const auto text = bearer_token(request);
    if (text && security::has_secret_form(SecretKind::enrolment, *text)) {
      token_ = security::hash_of_secret(*text);
    } else {
      signed_in_ = authentication.sign_in(request);
    }
  }

  http::Response run(const Enrolment& enrolment) {
    const auto known = find_known(services_, enrolment.device);
    if (!known) throw not_yours();
    services_.in_one_step([&] { enrol(enrolment, *known); }, known->customer.id);
    services_.signals.outbox_filled();
    services_.signals.changed(known->customer.id);
    json::object answer;
    answer["organisation_id"] = known->customer.id.text();
    answer["organisation"] = known->customer.name;
    answer["device_id"] = known->device.id.text();
    answer["next_check_in_seconds"] =
        next_check_in(services_, interval_of(services_, known->customer.id));
    return json_response(answer, 201);
  }

 private:
  /// Who vouches for the device; uses up the token.
  registry::Cause voucher(const Known& known) {
    if (token_) {
      const auto used = services_.enrolments.use_token(known.customer.id, *token_, known.device.id);
      if (!used) throw not_yours();
      return cause_of(request_, known, used->name);
    }
    const auto& caller = signed_in_->caller;
    const auto verdict = registry::may(caller, registry::Action::enrol_device,
                                       {.organisation = known.customer.id,
                                        .kind = known.customer.kind,
                                        .state = known.customer.state,
                                        .relationship = {}});
    if (verdict != registry::Verdict::allowed || !is_user(services_, caller, known)) {
      throw not_yours();
    }
    auto cause = cause_of(request_, known, caller.name);
    cause.person = caller.person;
    cause.token = caller.token;
    return cause;
  }

  void enrol(const Enrolment& enrolment, const Known& known) {
    const auto cause = voucher(known);
    const auto customer = known.customer.id;
    const auto device = known.device.id;
    const auto now = services_.clock.now();
    const auto first = services_.devices.check_in(customer, device, now);
    if (!first) throw not_yours();
    if (!services_.enrolments.enrol(customer, device, enrolment.key, enrolment.time)) {
      throw Refusal(ProblemCode::conflict,
                    "The device has enrolled already. An administrator can allow it to enrol once "
                    "more, as after its disk was wiped.");
    }
    services_.audit.append(cause, {.organisation = customer,
                                   .action = *first ? "device.enrolled" : "device.enrolled_again",
                                   .subject = device.text(),
                                   .subject_name = known.device.serial_number});
    if (*first) {
      services_.webhooks.tell(
          customer, registry::webhook_event::device_state_changed,
          registry::device_state_changed_body(customer, device.text(), "enrolled", now));
    }
  }

  Services& services_;
  http::Request& request_;
  std::optional<security::Digest> token_;
  std::shared_ptr<const SignedIn> signed_in_;
};

}  // namespace

void add_enrolment(Operations& operations) {
  auto& services = operations.services();
  operations.add_open("POST", "/device/v1/enrol", "enrol_device",
                      [&services, authentication = operations.authentication(),
                       guesses = std::make_shared<AttemptCounter>()](http::Request& request) {
                        const auto now = services.clock.now();
                        const auto guesser = guesser_key(request);
                        guesses->check(guesser, now);
                        http::Response response;
                        try {
                          Enrolling enrolling(services, *authentication, request);
                          response = enrolling.run(read_enrolment(services, request));
                        } catch (const Refusal& refusal) {
                          if (refusal.problem().status == 403 || refusal.problem().status == 401) {
                            guesses->failed(guesser, now);
                          }
                          response = http::to_response(refusal.problem(), request.request_id);
                        }
                        add_device_fields(services, response);
                        return response;
                      });
}

}  // namespace muster::api::device
