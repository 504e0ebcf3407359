#include "api/device/voucher.h"

#include "registry/access.h"

namespace muster::api::device {
namespace {

using security::SecretKind;

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

}  // namespace

Refusal not_yours() {
  return {ProblemCode::forbidden,
          "No such device is registered with the organisation of this token, or it is assigned to "
          "somebody else."};
}

Voucher::Voucher(Services& services, Authentication& authentication, http::Request& request)
    : services_(services), request_(request) {
  const auto text = bearer_token(request);
  if (text && security::has_secret_form(SecretKind::enrolment, *text)) {
    token_ = security::hash_of_secret(*text);
  } else {
    signed_in_ = authentication.sign_in(request);
  }
}

void Voucher::check_person(const Known& known) {
  const auto& caller = signed_in_->caller;
  const auto verdict = registry::may(caller, registry::Action::enrol_device,
                                     {.organisation = known.customer.id,
                                      .kind = known.customer.kind,
                                      .state = known.customer.state,
                                      .relationship = {}});
  if (verdict != registry::Verdict::allowed || !is_user(services_, caller, known)) {
    throw not_yours();
  }
}

void Voucher::check(const Known& known) {
  if (!token_) return check_person(known);
  if (!services_.enrolments.is_good_token(known.customer.id, *token_)) throw not_yours();
}

registry::Cause Voucher::use(const Known& known) {
  if (token_) {
    const auto used = services_.enrolments.use_token(known.customer.id, *token_, known.device.id);
    if (!used) throw not_yours();
    return cause_of(request_, known, used->name);
  }
  check_person(known);
  const auto& caller = signed_in_->caller;
  auto cause = cause_of(request_, known, caller.name);
  cause.person = caller.person;
  cause.token = caller.token;
  return cause;
}

}  // namespace muster::api::device
