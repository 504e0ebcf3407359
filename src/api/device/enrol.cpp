// POST /device/v1/enrol: a registered device gets its key acknowledged. Somebody vouches for it
// (api/device/voucher.h), and where its organisation wants that, so does its TPM.

#include <boost/json.hpp>

#include "api/device/device_call.h"
#include "api/device/device_signature.h"
#include "api/device/endpoints.h"
#include "api/device/voucher.h"
#include "api/problems.h"
#include "identity/device_key.h"
#include "registry/webhook_event.h"
#include "security/constant_time.h"
#include "security/sha256.h"

namespace muster::api::device {
namespace {

namespace json = boost::json;

using TpmSecret = std::array<std::uint8_t, 32>;

std::string_view text_of(const TpmSecret& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

struct Enrolment {
  identity::DeviceIdentity device;
  identity::DevicePublicKey key;
  registry::Time time;
  std::optional<TpmSecret> tpm_secret;
};

/// Of either kind; the length tells which.
identity::DevicePublicKey read_key(ObjectReader& input, InputErrors& errors) {
  constexpr std::size_t ed25519_size = identity::Ed25519PublicKey{}.size();
  const auto text = input.raw_text("public_key");
  identity::DevicePublicKey key(text ? text->size() / 2 : 0);
  const bool good =
      text && identity::from_hex(*text, key) &&
      (key.size() == ed25519_size || (key.size() == identity::p256_key_size && key.front() == 4));
  if (!good) {
    errors.add(input.pointer_to("public_key"), "not_a_key",
               "Give an Ed25519 key as 64 lower-case hexadecimal digits, or a point of P-256, "
               "uncompressed, as 130.");
  }
  return key;
}

Enrolment read_enrolment(Services& services, const http::Request& request) {
  const auto body = json_body(request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  Enrolment enrolment;
  identity::DeviceSignature signature{};
  const auto device = read_identity(input, errors);
  enrolment.key = read_key(input, errors);
  const auto time = read_time(input, errors);
  read_hex(input, "signature", signature, errors);
  if (input.has("tpm_secret")) {
    read_hex(input, "tpm_secret", enrolment.tpm_secret.emplace(), errors);
  }
  input.finish();
  errors.refuse_if_any();
  enrolment.device = *device;
  enrolment.time = *time;
  require_near(services, *time);
  const auto text =
      identity::enrolment_text(enrolment.device, enrolment.key, time->time_since_epoch().count());
  if (!is_signed(enrolment.key, text, signature)) {
    throw Refusal(ProblemCode::forbidden, "The signature is not one of this key and these values.");
  }
  return enrolment;
}

class Enrolling {
 public:
  Enrolling(Services& services, Voucher& voucher) : services_(services), voucher_(voucher) {}

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
  /// Whether the key is proven to be in the TPM of this very machine. Throws Refusal where it had
  /// to be, and where a proof that is given is none.
  bool is_in_tpm(const Enrolment& enrolment, const Known& known) {
    if (!enrolment.tpm_secret) {
      if (!services_.organisations.settings(known.customer.id).require_tpm) return false;
      throw Refusal(ProblemCode::forbidden,
                    "The organisation wants devices to prove that their key is in their TPM.");
    }
    const auto asked = services_.enrolments.asked(known.customer.id, known.device.id);
    const auto hash = security::sha256(text_of(*enrolment.tpm_secret));
    if (asked && asked->key == enrolment.key &&
        security::equal_in_constant_time(text_of(asked->secret_hash), text_of(hash))) {
      return true;
    }
    throw Refusal(ProblemCode::forbidden,
                  "`tpm_secret` is not what the device was asked for last, or not of this key.");
  }

  void enrol(const Enrolment& enrolment, const Known& known) {
    const auto cause = voucher_.use(known);
    const auto customer = known.customer.id;
    const auto device = known.device.id;
    const bool in_tpm = is_in_tpm(enrolment, known);
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
                                   .subject_name = known.device.serial_number,
                                   .after = std::string(in_tpm ? registry::key_is_in_tpm
                                                               : registry::key_is_not_in_tpm)});
    if (*first) {
      services_.webhooks.tell(
          customer, registry::webhook_event::device_state_changed,
          registry::device_state_changed_body(customer, device.text(), "enrolled", now));
    }
  }

  Services& services_;
  Voucher& voucher_;
};

}  // namespace

void add_enrolment(Operations& operations) {
  auto& services = operations.services();
  operations.add_open(
      "POST", "/device/v1/enrol", "enrol_device",
      [&services, authentication = operations.authentication()](http::Request& request) {
        return guarded(services, "enrolment", request, [&] {
          Voucher voucher(services, *authentication, request);
          return Enrolling(services, voucher).run(read_enrolment(services, request));
        });
      });
}

}  // namespace muster::api::device
