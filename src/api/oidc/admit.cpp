#include "api/oidc/admit.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "api/oidc/failed_sign_in.h"
#include "api/password_input.h"
#include "api/text_rule.h"

namespace muster::api::oidc {
namespace {

namespace json = boost::json;
using registry::Change;
using registry::Grant;
using registry::IdentityProvider;
using registry::Organisation;
using registry::OrganisationId;
using registry::OrganisationKind;
using registry::Person;
using registry::Role;

std::string role_text(Role role) {
  return json::serialize(json::object{{"role", to_string(role)}});
}

/// One sign-in, from its token to its person.
class Admission {
 public:
  Admission(Services& services, const http::Request& request, const IdentityProvider& provider,
            const security::IdToken& token)
      : services_(services), provider_(provider), token_(token) {
    // Who changes memberships here is the provider, by the rules that the operator gave it.
    cause_.name = provider.name;
    cause_.address = request.client_address;
    cause_.request_id = request.request_id;
  }

  Person person() {
    const auto grants = real_grants();
    auto found = known_person();
    if (!found && grants.empty()) refuse_unmapped();
    if (!found) found = linked_or_made();
    give(*found, grants);
    take_away(*found, grants);
    if (services_.people.memberships(found->id).empty()) refuse_unmapped();
    return std::move(*found);
  }

 private:
  /// Without those to organisations that are no more, or have no such role.
  std::vector<Grant> real_grants() {
    auto grants = registry::grants_of(provider_.rules, token_.claims);
    std::erase_if(grants, [&](const Grant& grant) {
      const auto organisation = services_.organisations.find(grant.organisation);
      if (!organisation) return true;
      const auto roles = registry::roles_of(organisation->kind);
      return std::ranges::find(roles, grant.role) == roles.end();
    });
    return grants;
  }

  std::optional<Person> known_person() {
    const auto id = services_.identity_providers.person_of(provider_.id, token_.subject);
    return id ? services_.people.find(*id) : std::nullopt;
  }

  /// `email`, else a user name that is one, as Entra ID has it.
  std::string email() const {
    if (is_good_email(token_.email)) return token_.email;
    const auto user = token_.claims.find("preferred_username");
    if (user != token_.claims.end() && user->second.size() == 1 &&
        is_good_email(user->second.front())) {
      return user->second.front();
    }
    throw FailedSignIn{SignInFault::no_email,
                       "The ID token has no e-mail address in `email` or `preferred_username`."};
  }
  static bool is_good_email(const std::string& text) {
    return !check_text(text, email_text) && is_email(text);
  }

  Person linked_or_made() {
    const auto address = email();
    if (auto known = services_.people.find_by_email(address)) return linked(std::move(*known));
    const auto name = check_text(token_.name, person_name) ? address : token_.name;
    auto made = services_.people.create(address, name, std::nullopt);
    if (!made) {
      throw FailedSignIn{SignInFault::email_in_use, "The e-mail address was taken meanwhile."};
    }
    services_.identity_providers.know(provider_.id, token_.subject, made->id);
    return std::move(*made);
  }

  /// Whoever may say which e-mail address somebody has could let them in as anybody: so only a
  /// provider that the operator trusts with it, and an address that it has verified.
  Person linked(Person known) {
    if (!provider_.links_by_email || !token_.email_verified) {
      throw FailedSignIn{
          SignInFault::email_in_use,
          provider_.links_by_email
              ? "There is an account with this e-mail address, and the provider has not verified "
                "it."
              : "There is an account with this e-mail address, and the provider may not sign in "
                "to accounts that it did not make."};
    }
    services_.identity_providers.know(provider_.id, token_.subject, known.id);
    append(operator_organisation(), {.action = "identity_provider.person_linked",
                                     .subject = known.id.text(),
                                     .subject_name = known.name});
    return known;
  }

  void give(const Person& person, const std::vector<Grant>& grants) {
    const auto given = services_.identity_providers.given(provider_.id, person.id);
    for (const auto& grant : grants) {
      const auto role = services_.people.role_in(person.id, grant.organisation);
      if (!role) {
        if (!services_.people.join(person.id, grant.organisation, grant.role)) continue;
        services_.identity_providers.give(provider_.id, person.id, grant.organisation);
        append(grant.organisation, about(person, "person.joined", "{}", role_text(grant.role)));
      } else if (*role != grant.role &&
                 std::ranges::find(given, grant.organisation) != given.end()) {
        if (!services_.people.set_role(person.id, grant.organisation, grant.role)) continue;
        append(grant.organisation,
               about(person, "person.role_changed", role_text(*role), role_text(grant.role)));
      }
    }
  }

  /// The last one who may do everything in an organisation stays until somebody else can.
  void take_away(const Person& person, const std::vector<Grant>& grants) {
    for (const auto organisation : services_.identity_providers.given(provider_.id, person.id)) {
      if (std::ranges::find(grants, organisation, &Grant::organisation) != grants.end()) continue;
      const auto role = services_.people.role_in(person.id, organisation);
      if (!role || !services_.people.leave(person.id, organisation)) continue;
      append(organisation, about(person, "person.removed", role_text(*role), "{}"));
    }
  }

  [[noreturn]] void refuse_unmapped() {
    append(operator_organisation(), {.action = "identity_provider.sign_in_refused",
                                     .subject = provider_.id.text(),
                                     .subject_name = token_.email});
    throw FailedSignIn{
        SignInFault::not_mapped,
        fmt::format("No rule of the identity provider `{}` gives this person an organisation.",
                    provider_.name)};
  }

  Change about(const Person& person, std::string action, std::string before, std::string after) {
    return {.organisation = {},
            .action = std::move(action),
            .subject = person.id.text(),
            .subject_name = person.name,
            .before = std::move(before),
            .after = std::move(after)};
  }
  void append(OrganisationId organisation, Change change) {
    change.organisation = organisation;
    services_.audit.append(cause_, std::move(change));
  }
  OrganisationId operator_organisation() {
    return services_.organisations.list(OrganisationKind::operator_, {}, 1).front().id;
  }

  Services& services_;
  const IdentityProvider& provider_;
  const security::IdToken& token_;
  registry::Cause cause_;
};

}  // namespace

Person admit(Services& services, const http::Request& request, const IdentityProvider& provider,
             const security::IdToken& token) {
  // What was taken away, and the entry that says so, stay when nobody is let in.
  std::optional<FailedSignIn> failed;
  Person person;
  services.in_one_step([&] {
    try {
      person = Admission(services, request, provider, token).person();
    } catch (const FailedSignIn& failure) {
      failed = failure;
    }
  });
  if (failed) throw std::move(*failed);
  return person;
}

}  // namespace muster::api::oidc
