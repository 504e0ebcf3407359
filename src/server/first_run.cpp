#include "server/first_run.h"

#include <fmt/format.h>

#include <array>

#include "security/password.h"
#include "security/password_rule.h"
#include "security/secret.h"

namespace muster::server {
namespace {

constexpr std::chrono::milliseconds link_lasts = std::chrono::days{1};

}  // namespace

registry::Organisation operator_organisation(storage::Store& store) {
  constexpr auto kind = registry::OrganisationKind::operator_;
  auto found = store.organisations().list(kind, {}, 1);
  if (!found.empty()) return std::move(found.front());
  if (auto made = store.organisations().create(kind, "Operator")) return std::move(*made);
  // Another process that starts made it just now.
  return store.organisations().list(kind, {}, 1).at(0);
}

std::string set_up_link(storage::Store& store, security::Random& random,
                        const registry::Clock& clock, const std::string& address) {
  if (store.people().has_operator()) return {};
  const auto secret = security::make_secret(security::SecretKind::link, random);
  store.links().create({.purpose = registry::LinkPurpose::set_up,
                        .organisation = operator_organisation(store).id,
                        .expires_at = clock.now() + link_lasts},
                       secret.hash);
  return fmt::format("{}/set-up#{}", address, secret.text);
}

std::expected<registry::Person, std::string> create_admin(storage::Store& store,
                                                          const Admin& admin) {
  const std::array personal = {admin.email, admin.name};
  if (const auto good = security::check_password(admin.password, personal); !good) {
    return std::unexpected(std::string(good.error().advice));
  }
  const auto organisation = operator_organisation(store);
  auto kept = security::PasswordHasher().hash(admin.password);
  std::expected<registry::Person, std::string> result;
  store.in_one_step([&] {
    auto person = store.people().create(admin.email, admin.name, std::move(kept));
    if (!person) {
      result = std::unexpected("Somebody with this e-mail address has an account.");
      return;
    }
    (void)store.people().join(person->id, organisation.id, registry::Role::operator_);
    store.audit().append({.name = "muster admin create"}, {.organisation = organisation.id,
                                                           .action = "person.created",
                                                           .subject = person->id.text(),
                                                           .subject_name = person->name});
    result = std::move(*person);
  });
  return result;
}

}  // namespace muster::server
