// /account: what a person looks after themselves: name, password, second factor.

#include <boost/json.hpp>

#include "api/json_input.h"
#include "api/password_input.h"
#include "api/person_call.h"
#include "api/problems.h"
#include "api/render_person.h"
#include "api/sign_in.h"
#include "api/v1/resources.h"
#include "security/base32.h"
#include "security/recovery_code.h"
#include "security/totp.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::Person;

constexpr TextRule language_text = {.min = 0, .max = 35};  ///< BCP 47, 4.4.1
constexpr TextRule code_text = {.min = 1, .max = 16};

http::Response get_account(Services& services, const Call& call) {
  return json_response(to_json(the_person(services, call)));
}

http::Response update_account(Services& services, const Call& call) {
  const auto person = the_person(services, call);
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto name = input.optional_text("name", person_name);
  const auto language = input.maybe_text("language", language_text);
  input.finish();
  errors.refuse_if_any();
  services.people.describe(person.id, name.value_or(person.name),
                           language.given ? language.text.value_or("") : person.language);
  record_own(services, call,
             {.action = "account.changed",
              .subject = person.id.text(),
              .subject_name = name.value_or(person.name)});
  return json_response(to_json(services.people.find(person.id).value()));
}

/// The field `password` of the body, checked: what follows needs more than a session.
Person confirmed_person(Services& services, const Call& call, ObjectReader& input,
                        InputErrors& errors, std::string_view field = "password") {
  const auto password = input.text(field, password_text);
  input.finish();
  errors.refuse_if_any();
  auto person = the_person(services, call);
  check_password_again(services, call.request, person, password);
  return person;
}

http::Response change_password(Services& services, Authentication& authentication,
                               const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto chosen = input.text("new_password", password_text);
  const auto known = the_person(services, call);
  check_new_password(chosen, {known.email, known.name}, "/new_password", errors);
  const auto person = confirmed_person(services, call, input, errors, "current_password");

  auto kept = services.passwords.hash(chosen);
  services.in_one_step([&] {
    services.people.set_password(person.id, std::move(kept));
    services.sessions.end_all(person.id, call.caller().session);
    record_own(services, call, {.action = "password.changed", .subject = person.id.text()});
  });
  authentication.forget();
  return http::Response::empty(204);
}

http::Response propose_second_factor(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto person = confirmed_person(services, call, input, errors);
  if (person.has_second_factor) {
    throw Refusal(ProblemCode::conflict,
                  "The account has a second factor. Remove it first to set up another.");
  }
  const auto key = security::make_totp_key(services.random);
  services.people.propose_totp(person.id, key);
  auto issuer = services.installation.text().name;
  if (issuer.empty()) issuer = "Muster";
  json::object answer;
  answer["secret"] = security::to_base32(key);
  answer["uri"] = security::otpauth_uri(key, issuer, person.email);
  auto response = json_response(answer);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

std::vector<registry::RecoveryHash> hashes_of(const std::vector<security::RecoveryCode>& codes) {
  std::vector<registry::RecoveryHash> hashes;
  for (const auto& code : codes) hashes.push_back(code.hash);
  return hashes;
}

http::Response shown_once(const std::vector<security::RecoveryCode>& codes) {
  json::array texts;
  for (const auto& code : codes) texts.emplace_back(code.text);
  json::object answer;
  answer["recovery_codes"] = std::move(texts);
  auto response = json_response(answer);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

http::Response confirm_second_factor(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto code = input.text("code", code_text);
  input.finish();
  errors.refuse_if_any();
  const auto person = the_person(services, call);
  const auto key = services.people.credentials(person.id).proposed_totp_key;
  if (key.empty()) {
    throw Refusal(ProblemCode::conflict, "No second factor waits to be confirmed.");
  }
  const auto step = security::accept_totp(key, code, services.clock.now(), std::nullopt);
  if (!step) {
    errors.add("/code", "wrong_code",
               "This is not the code that the app shows now. Check that the clock of the phone is "
               "right.");
    errors.refuse_if_any();
  }
  const auto codes = security::make_recovery_codes(services.random);
  services.people.confirm_totp(person.id, *step, hashes_of(codes));
  record_own(services, call, {.action = "second_factor.added", .subject = person.id.text()});
  return shown_once(codes);
}

http::Response remove_second_factor(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto person = confirmed_person(services, call, input, errors);
  services.in_one_step([&] {
    services.people.remove_totp(person.id);
    record_own(services, call, {.action = "second_factor.removed", .subject = person.id.text()});
  });
  return http::Response::empty(204);
}

http::Response make_recovery_codes(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto person = confirmed_person(services, call, input, errors);
  if (!person.has_second_factor) {
    throw Refusal(ProblemCode::conflict, "The account has no second factor to recover.");
  }
  const auto codes = security::make_recovery_codes(services.random);
  services.in_one_step([&] {
    services.people.set_recovery_codes(person.id, hashes_of(codes));
    record_own(services, call, {.action = "recovery_codes.made", .subject = person.id.text()});
  });
  return shown_once(codes);
}

}  // namespace

// Whatever asks for the password again hashes it, which takes long: no transaction waits for that.
void add_account(Operations& operations) {
  auto& services = operations.services();
  const OperationOptions hashing{.body = BodyKind::json, .one_step = false, .secret_answer = true};
  operations.add("GET", "/api/v1/account", "get_account", Action::own_account, {},
                 [&services](const Call& call) { return get_account(services, call); });
  operations.add("PATCH", "/api/v1/account", "update_account", Action::own_account,
                 {.body = BodyKind::json},
                 [&services](const Call& call) { return update_account(services, call); });
  operations.add("POST", "/api/v1/account/password", "change_password", Action::own_account,
                 hashing,
                 [&services, authentication = operations.authentication()](const Call& call) {
                   return change_password(services, *authentication, call);
                 });
  const std::string factor = "/api/v1/account/second-factor";
  operations.add("POST", factor, "propose_second_factor", Action::own_account, hashing,
                 [&services](const Call& call) { return propose_second_factor(services, call); });
  operations.add("POST", factor + "/confirm", "confirm_second_factor", Action::own_account,
                 {.body = BodyKind::json, .secret_answer = true},
                 [&services](const Call& call) { return confirm_second_factor(services, call); });
  operations.add("POST", factor + "/remove", "remove_second_factor", Action::own_account, hashing,
                 [&services](const Call& call) { return remove_second_factor(services, call); });
  operations.add("POST", "/api/v1/account/recovery-codes", "make_recovery_codes",
                 Action::own_account, hashing,
                 [&services](const Call& call) { return make_recovery_codes(services, call); });
}

}  // namespace muster::api::v1
