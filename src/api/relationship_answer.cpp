#include "api/relationship_answer.h"

#include <boost/json.hpp>

#include "api/announce.h"
#include "api/problems.h"

namespace muster::api {
namespace {

namespace json = boost::json;
using registry::Relationship;
using registry::RelationshipError;

std::string terms_of(const Relationship& relationship) {
  return json::serialize(
      json::object{{"state", to_string(relationship.state)},
                   {"delegated_administration", relationship.delegated_administration},
                   {"see_all_devices", relationship.see_all_devices}});
}

}  // namespace

void refuse(RelationshipError error) {
  switch (error) {
    case RelationshipError::already_related:
      throw Refusal(ProblemCode::conflict,
                    "This partner and this customer have a relationship already.");
    case RelationshipError::wrong_kind:
      throw Refusal(ProblemCode::conflict,
                    "`partner_id` must be the ID of a partner, and `customer_id` that of a "
                    "customer.");
    case RelationshipError::not_requested:
      throw Refusal(ProblemCode::conflict,
                    "The request was answered, withdrawn or has expired. The partner can send a "
                    "new one.");
    case RelationshipError::not_active:
      throw Refusal(ProblemCode::conflict, "The relationship is not active (any more).");
    case RelationshipError::not_found:
      throw Refusal(ProblemCode::conflict,
                    "`partner_id` must be the ID of a partner, and `customer_id` that of a "
                    "customer.");
  }
  std::unreachable();
}

bool record_relationship(Services& services, const registry::Cause& cause,
                         const Relationship& relationship, std::string_view action,
                         const Relationship* before) {
  std::size_t told = 0;
  const auto body = registry::relationship_changed_body(
      relationship, action.substr(action.find('.') + 1), services.clock.now());
  for (const auto& [side, other] : {std::pair(relationship.partner, &relationship.customer_name),
                                    std::pair(relationship.customer, &relationship.partner_name)}) {
    if (!side) continue;
    services.audit.append(cause, {.organisation = side,
                                  .action = std::string(action),
                                  .subject = relationship.id.text(),
                                  .subject_name = *other,
                                  .before = before != nullptr ? terms_of(*before) : "{}",
                                  .after = terms_of(relationship)});
    told += services.webhooks.tell(side, registry::webhook_event::relationship_changed, body);
  }
  return told > 0;
}

void record_relationship(Services& services, const Call& call, const Relationship& relationship,
                         std::string_view action, const Relationship* before) {
  if (record_relationship(services, call.cause(), relationship, action, before)) {
    send_afterwards(services, call);
  }
}

}  // namespace muster::api
