#include "api/sign_in.h"

#include <algorithm>

#include "api/attempt.h"
#include "api/problems.h"
#include "api/session_cookie.h"
#include "security/recovery_code.h"
#include "security/secret.h"
#include "security/totp.h"

namespace muster::api {
namespace {

using registry::Person;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

/// An office or a provider has one address for many people.
constexpr unsigned people_behind_an_address = 20;

/// The two counts that an attempt belongs to: one keeps guesses at one account slow wherever they
/// come from, the other guesses from one place at many accounts.
class SignInAttempt {
 public:
  SignInAttempt(Services& services, const http::Request& request, const std::string& email)
      : of_account_(services, "account:" + lower(email)),
        of_network_(services, network_subject("address", request), people_behind_an_address) {}

  void begin() {
    of_network_.refuse_if_too_soon();
    of_account_.begin();
  }
  /// begin() has counted it for the account.
  void failed() { of_network_.failed(); }
  /// Only the account's: whoever knows one password may still be guessing others.
  void succeeded() { of_account_.succeeded(); }
  void take_back() { of_account_.take_back(); }

 private:
  Attempt of_account_;
  Attempt of_network_;
};

[[noreturn]] void refuse_wrong() {
  auto refused = problem(ProblemCode::unauthenticated,
                         "The e-mail address, the password or the code is wrong.");
  refused.advice = "Check them and try again, or ask an administrator for a new password.";
  throw Refusal(std::move(refused));
}

bool is_good_code(Services& services, const Person& person, const registry::Credentials& known,
                  const std::string& code) {
  if (const auto step =
          security::accept_totp(known.totp_key, code, services.clock.now(), known.totp_last_step)) {
    return services.people.use_totp_step(person.id, *step);
  }
  const auto recovery = security::hash_of_recovery_code(code);
  return recovery && services.people.use_recovery_code(person.id, *recovery);
}

}  // namespace

Person check_sign_in(Services& services, const http::Request& request, const std::string& email,
                     const std::string& password, const std::optional<std::string>& code) {
  SignInAttempt attempt(services, request, email);
  attempt.begin();
  const auto person = services.people.find_by_email(email);
  const auto known = person ? services.people.credentials(person->id) : registry::Credentials{};
  const bool is_right = known.password ? services.passwords.verify(*known.password, password)
                                       : services.passwords.verify_nobody(password);
  if (!is_right) {
    attempt.failed();
    refuse_wrong();
  }
  if (!known.totp_key.empty()) {
    if (!code) {
      attempt.take_back();
      throw Refusal(ProblemCode::second_factor_required,
                    "The account has a second factor. Send its code, or a recovery code.");
    }
    if (!is_good_code(services, *person, known, *code)) {
      attempt.failed();
      refuse_wrong();
    }
  }
  attempt.succeeded();
  if (services.passwords.needs_rehash(*known.password)) {
    services.people.set_password(person->id, services.passwords.hash(password));
  }
  return *person;
}

void check_password_again(Services& services, const http::Request& request, const Person& person,
                          const std::string& password) {
  SignInAttempt attempt(services, request, person.email);
  attempt.begin();
  const auto known = services.people.credentials(person.id);
  if (known.password && services.passwords.verify(*known.password, password)) {
    attempt.take_back();
    return;
  }
  attempt.failed();
  throw Refusal(ProblemCode::forbidden, "The password is wrong.");
}

void begin_session(Services& services, const http::Request& request, http::Response& response,
                   const Person& person, registry::OrganisationId organisation,
                   registry::Session session) {
  const auto secret = security::make_secret(security::SecretKind::session, services.random);
  services.in_one_step([&] {
    const auto memberships = services.people.memberships(person.id);
    const auto chosen = std::ranges::find_if(memberships, [&](const auto& membership) {
      return !organisation || membership.organisation.id == organisation;
    });
    session.person = person.id;
    if (chosen != memberships.end()) session.organisation = chosen->organisation.id;
    session.address = request.client_address;
    session.user_agent = std::string(request.headers.get("User-Agent").value_or("").substr(0, 256));
    const auto made = services.sessions.create(session, secret.hash);
    services.people.signed_in(person.id);
    if (chosen == memberships.end()) return;
    services.audit.append({.organisation = chosen->organisation.id,
                           .organisation_name = chosen->organisation.name,
                           .name = person.name,
                           .person = person.id,
                           .token = {},
                           .address = request.client_address,
                           .request_id = request.request_id},
                          {.organisation = chosen->organisation.id,
                           .action = "session.begun",
                           .subject = made.id.text(),
                           .subject_name = person.name});
  });
  set_session_cookie(services, request, response, secret.text);
}

}  // namespace muster::api
