#pragma once
// Operations that somebody does with a link in hand, and perhaps nothing else: they are open to
// anybody who holds it.

#include <string>
#include <string_view>

#include "api/json_input.h"
#include "api/services.h"
#include "http/message.h"
#include "registry/caller.h"
#include "registry/one_time_link.h"
#include "registry/person.h"

namespace muster::api {

/// The good link of this purpose that the text is, or holds. Throws Refusal `not_found` for any
/// other: used, expired, of another purpose, or none at all.
registry::OneTimeLink good_link(Services& services, std::string_view text,
                                registry::LinkPurpose purpose);

/// Takes the link, in the step that does what it is for. Throws Refusal `not_found` when somebody
/// else was first.
void take_link(Services& services, const registry::OneTimeLink& link);

/// What somebody says who makes an account: read before anything is done.
struct NewAccount {
  std::string email;
  std::string name;
  std::string password;  ///< as it was typed
};
/// The fields `name` and `password`, and `email` unless it is known already; notes what is wrong.
NewAccount read_account(ObjectReader& input, InputErrors& errors, std::string known_email = {});

/// The account itself, in the step that lets the person in. Throws Refusal `conflict` when the
/// address has an account. `kept_password` is hashed already.
registry::Person make_account(Services& services, const NewAccount& account,
                              std::string kept_password);

/// For the audit log: a person who has no session yet.
registry::Cause cause_of(const http::Request& request, const registry::Person& person,
                         const registry::Organisation& organisation);

}  // namespace muster::api
