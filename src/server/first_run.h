#pragma once
// How the first operator gets in: by a link that a fresh server prints, or by a command.

#include <expected>
#include <string>

#include "registry/organisation.h"
#include "registry/person.h"
#include "registry/time.h"
#include "security/random.h"
#include "storage/store.h"

namespace muster::server {

/// The organisation that runs the installation; made when there is none.
registry::Organisation operator_organisation(storage::Store& store);

/// `<address>/set-up#<secret>`, good for a day. Empty when an operator can sign in already.
std::string set_up_link(storage::Store& store, security::Random& random,
                        const registry::Clock& clock, const std::string& address);

struct Admin {
  std::string email;
  std::string name;
  std::string password;  ///< as it is typed
};
/// Makes an operator's account, which `muster admin create` does without a browser. The error is a
/// sentence for people: the address has an account, or the password breaks a rule.
std::expected<registry::Person, std::string> create_admin(storage::Store& store,
                                                          const Admin& admin);

}  // namespace muster::server
