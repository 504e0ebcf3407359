#include "api/link_call.h"

#include "api/link_address.h"
#include "api/password_input.h"
#include "api/problems.h"

namespace muster::api {
namespace {

Refusal no_link() {
  auto refused = problem(ProblemCode::not_found,
                         "The link is not good (any more): it works once, and not for ever.");
  refused.advice = "Ask whoever sent it for a new one.";
  return Refusal(std::move(refused));
}

}  // namespace

registry::OneTimeLink good_link(Services& services, std::string_view text,
                                registry::LinkPurpose purpose) {
  const auto secret = secret_in_link(text, security::SecretKind::link);
  auto found = secret ? services.links.find(security::hash_of_secret(*secret)) : std::nullopt;
  if (!found || found->purpose != purpose || !found->is_good(services.clock.now())) {
    throw no_link();
  }
  return std::move(*found);
}

void take_link(Services& services, const registry::OneTimeLink& link) {
  if (!services.links.use(link.id)) throw no_link();
}

NewAccount read_account(ObjectReader& input, InputErrors& errors, std::string known_email) {
  NewAccount account;
  account.email = known_email.empty() ? read_email(input, "email", errors) : std::move(known_email);
  account.name = input.text("name", person_name);
  account.password = input.text("password", password_text);
  check_new_password(account.password, {account.email, account.name}, "/password", errors);
  return account;
}

registry::Person make_account(Services& services, const NewAccount& account,
                              std::string kept_password) {
  auto made = services.people.create(account.email, account.name, std::move(kept_password));
  if (!made) {
    throw Refusal(ProblemCode::conflict,
                  "Somebody with this e-mail address has an account. Sign in, then open the link "
                  "again.");
  }
  return std::move(*made);
}

registry::Cause cause_of(const http::Request& request, const registry::Person& person,
                         const registry::Organisation& organisation) {
  return {.organisation = organisation.id,
          .organisation_name = organisation.name,
          .name = person.name,
          .person = person.id,
          .token = {},
          .address = request.client_address,
          .request_id = request.request_id};
}

}  // namespace muster::api
