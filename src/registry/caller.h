#pragma once
// Who asks: the organisation, the role in it, and the person or the program.

#include <cstdint>
#include <optional>
#include <string>

#include "registry/ids.h"
#include "registry/organisation.h"
#include "registry/role.h"
#include "registry/scope.h"

namespace muster::registry {

/// Whoever holds a good credential.
struct Caller {
  Organisation organisation;  ///< for which they act
  Role role = Role::reader;
  Scopes scopes = Scopes::all();
  std::string name;   ///< of the person, or of the token
  PersonId person;    ///< none: a program
  TokenId token;      ///< none: signed in with a session
  SessionId session;  ///< none: a token
};

/// What is kept of whoever changed something, and where the request came from.
struct Cause {
  OrganisationId organisation;  ///< whose caller it was; none: the server itself
  std::string organisation_name;
  std::string name;  ///< of the person or the token; `muster` for the server itself
  PersonId person;
  TokenId token;
  std::string address;     ///< of the client; empty for the server itself
  std::string request_id;  ///< empty where no request caused it
};

}  // namespace muster::registry
