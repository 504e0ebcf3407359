#include "api/sign_in.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "api/problems.h"
#include "api/session_cookie.h"
#include "security/attempt_delay.h"
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
class Attempt {
 public:
  Attempt(Services& services, const http::Request& request, const std::string& email)
      : services_(services),
        subjects_{Subject{"account:" + lower(email), 1},
                  Subject{"address:" + request.client_address, people_behind_an_address}} {}

  void refuse_if_too_soon() const {
    const auto now = services_.clock.now();
    std::chrono::milliseconds wait{0};
    for (const auto& subject : subjects_) {
      const auto count = services_.sign_in_failures.of(subject.name);
      wait =
          std::max(wait, security::retry_after(count.failures / subject.people, count.last, now));
    }
    if (wait == std::chrono::milliseconds{0}) return;
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
    auto refused =
        problem(ProblemCode::too_many_requests,
                fmt::format("Too many sign-ins failed. Try again in {} seconds.", seconds));
    refused.headers.set("Retry-After", std::to_string(seconds));
    throw Refusal(std::move(refused));
  }

  void failed() {
    const auto now = services_.clock.now();
    services_.in_one_step([&] {
      for (const auto& subject : subjects_) {
        const auto count = services_.sign_in_failures.of(subject.name);
        services_.sign_in_failures.set(
            subject.name, {security::failures_after_another(count.failures, count.last, now), now});
      }
    });
  }

  /// Only the account's: whoever knows one password may still be guessing others.
  void succeeded() { services_.sign_in_failures.forgive(subjects_[0].name); }

 private:
  Services& services_;
  struct Subject {
    std::string name;
    unsigned people;  ///< who may mistype once each before it counts as one failure
  };
  std::array<Subject, 2> subjects_;
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
  Attempt attempt(services, request, email);
  attempt.refuse_if_too_soon();
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
  Attempt attempt(services, request, person.email);
  attempt.refuse_if_too_soon();
  const auto known = services.people.credentials(person.id);
  if (known.password && services.passwords.verify(*known.password, password)) return;
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
