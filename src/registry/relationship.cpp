#include "registry/relationship.h"

#include <utility>

namespace muster::registry {

std::string_view to_string(RelationshipState state) {
  switch (state) {
    case RelationshipState::requested:
      return "requested";
    case RelationshipState::active:
      return "active";
    case RelationshipState::ended:
      return "ended";
    case RelationshipState::declined:
      return "declined";
    case RelationshipState::expired:
      return "expired";
    case RelationshipState::withdrawn:
      return "withdrawn";
  }
  std::unreachable();
}

}  // namespace muster::registry
