// POST /device/v1/tpm-challenge: a device that is about to enrol says in which TPM its key is, and
// gets a secret that this TPM alone can read, and only while it has that key. Its enrolment then
// tells the secret (docs/device.md).

#include <boost/json.hpp>

#include "api/device/device_call.h"
#include "api/device/endpoints.h"
#include "api/device/voucher.h"
#include "api/problems.h"
#include "identity/endorsement_match.h"
#include "identity/tpm_public.h"
#include "security/sha256.h"
#include "security/tpm_credential.h"

namespace muster::api::device {
namespace {

namespace json = boost::json;
using identity::EndorsementMatch;
using identity::TpmBytes;

constexpr std::size_t longest_area = 1024;  ///< bytes; those of known kinds have some 300

/// What a device says of its TPM.
struct Claimed {
  identity::DeviceIdentity device;
  TpmBytes modulus;  ///< of the endorsement key
  TpmBytes name;     ///< of the device's key, as the TPM calls it
  identity::DevicePublicKey key;
};

std::optional<TpmBytes> read_area(ObjectReader& input, std::string_view name, InputErrors& errors) {
  const auto text = input.raw_text(name);
  TpmBytes bytes(text ? text->size() / 2 : 0);
  if (text && !bytes.empty() && bytes.size() <= longest_area && identity::from_hex(*text, bytes)) {
    return bytes;
  }
  errors.add(input.pointer_to(name), "not_hex",
             "Give a TPMT_PUBLIC in lower-case hexadecimal digits.");
  return std::nullopt;
}

Claimed read_claim(const http::Request& request) {
  const auto body = json_body(request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto device = read_identity(input, errors);
  const auto endorsement = read_area(input, "endorsement_key", errors);
  const auto key = read_area(input, "device_key", errors);
  input.finish();
  errors.refuse_if_any();
  Claimed claimed{.device = *device, .modulus = {}, .name = identity::tpm_name(*key), .key = {}};
  const std::string unreadable = "This is no TPMT_PUBLIC of a known kind of key.";
  const auto endorsement_area = identity::parse_tpm_public(*endorsement);
  const auto modulus = endorsement_area ? identity::endorsement_modulus(*endorsement_area)
                                        : std::unexpected(unreadable);
  const auto key_area = identity::parse_tpm_public(*key);
  const auto point = key_area ? identity::device_point(*key_area) : std::unexpected(unreadable);
  if (!modulus) errors.add("/endorsement_key", "not_a_key", modulus.error());
  if (!point) errors.add("/device_key", "not_a_key", point.error());
  errors.refuse_if_any();
  claimed.modulus = *modulus;
  claimed.key.assign(point->begin(), point->end());
  return claimed;
}

EndorsementMatch match(const std::string& hash, const TpmBytes& modulus) {
  const auto decoded = identity::decode_hardware_hash(hash);
  return decoded ? identity::match_endorsement(*decoded, modulus) : EndorsementMatch::not_named;
}

/// Against what the maker published, and, where that names no TPM, what the device was registered
/// by.
EndorsementMatch match_on_file(Services& services, const Known& known, const TpmBytes& modulus) {
  const auto& device = known.device;
  const std::array keys = {
      services.keyer.of(device.manufacturer, device.model, device.serial_number)};
  auto found = EndorsementMatch::not_named;
  services.directory.published_hashes(
      keys, [&](std::size_t, std::string_view hash) { found = match(std::string(hash), modulus); });
  if (found != EndorsementMatch::not_named) return found;
  return match(services.batches.hardware_hash(device.customer, device.id), modulus);
}

Refusal wrong_tpm(EndorsementMatch found) {
  return {
      ProblemCode::forbidden,
      found == EndorsementMatch::other
          ? "The machine has another TPM than the one in its hardware hash on file."
          : "The organisation wants devices to prove their TPM, and no hardware hash that names "
            "one is on file for this device."};
}

http::Response challenge(Services& services, Authentication& authentication,
                         http::Request& request) {
  Voucher voucher(services, authentication, request);
  const auto claimed = read_claim(request);
  const auto known = find_known(services, claimed.device);
  if (!known) throw not_yours();
  voucher.check(*known);
  const bool required = services.organisations.settings(known->customer.id).require_tpm;
  const auto found = match_on_file(services, *known, claimed.modulus);
  json::object answer{{"required", required}};
  if (found != EndorsementMatch::same) {
    if (required) throw wrong_tpm(found);
    answer["credential_blob"] = nullptr;
    answer["encrypted_secret"] = nullptr;
    return json_response(answer);
  }
  std::array<std::uint8_t, 32> secret{};
  services.random.fill(std::as_writable_bytes(std::span(secret)));
  const auto credential =
      security::make_tpm_credential(claimed.modulus, claimed.name, secret, services.random);
  services.enrolments.ask(known->customer.id, known->device.id,
                          {.secret_hash = security::sha256(std::string_view(
                               reinterpret_cast<const char*>(secret.data()), secret.size())),
                           .key = claimed.key,
                           .expires_at = services.clock.now() + registry::tpm_challenge_lasts});
  answer["credential_blob"] = identity::to_hex(credential.blob);
  answer["encrypted_secret"] = identity::to_hex(credential.encrypted_secret);
  return json_response(answer);
}

}  // namespace

void add_tpm_challenge(Operations& operations) {
  auto& services = operations.services();
  operations.add_open(
      "POST", "/device/v1/tpm-challenge", "challenge_tpm",
      [&services, authentication = operations.authentication()](http::Request& request) {
        return guarded(services, "tpm", request,
                       [&] { return challenge(services, *authentication, request); });
      });
}

}  // namespace muster::api::device
