#include "api/person_call.h"

#include "api/problems.h"

namespace muster::api {

registry::Person the_person(Services& services, const Call& call) {
  auto person = services.people.find(call.caller().person);
  if (!person) throw not_found("person");
  return std::move(*person);
}

registry::SessionId the_session(const Call& call) {
  if (!call.caller().session) {
    throw Refusal(ProblemCode::forbidden,
                  "This is for somebody who signed in with a browser, not for a token.");
  }
  return call.caller().session;
}

void record_own(Services& services, const Call& call, registry::Change change) {
  change.organisation = call.caller().organisation.id;
  if (change.organisation) record(services, call, std::move(change));
}

}  // namespace muster::api
