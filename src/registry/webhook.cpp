#include "registry/webhook.h"

#include <utility>

namespace muster::registry {

std::string_view to_string(DeliveryState state) {
  switch (state) {
    case DeliveryState::waiting:
      return "waiting";
    case DeliveryState::delivered:
      return "delivered";
    case DeliveryState::given_up:
      return "given_up";
  }
  std::unreachable();
}

}  // namespace muster::registry
