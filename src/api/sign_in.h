#pragma once
// Letting a person in: password, second factor, and the count of attempts that failed.

#include <optional>
#include <string>
#include <string_view>

#include "api/services.h"
#include "http/message.h"
#include "registry/person.h"

namespace muster::api {

/// Who the password, and the code where there is a second factor, belong to. Throws Refusal:
/// `too_many_requests` while the account or the address has to wait, `unauthenticated` for a wrong
/// name, password or code (which of them is not told), `second_factor_required` where only the code
/// is missing. Blocks for a hashing.
registry::Person check_sign_in(Services& services, const http::Request& request,
                               const std::string& email, const std::string& password,
                               const std::optional<std::string>& code);

/// Throws Refusal `forbidden` unless this is the person's password: asked again before something
/// that a borrowed session must not do. Counts as a sign-in where it fails.
void check_password_again(Services& services, const http::Request& request,
                          const registry::Person& person, const std::string& password);

/// Makes a session for the person, acting for `organisation`, else for the first of theirs, and
/// sets its cookie. Notes it in the audit log of that organisation.
void begin_session(Services& services, const http::Request& request, http::Response& response,
                   const registry::Person& person, registry::OrganisationId organisation,
                   registry::Session session = {.method = "password"});

}  // namespace muster::api
