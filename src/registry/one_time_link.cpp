#include "registry/one_time_link.h"

#include <utility>

namespace muster::registry {

std::string_view to_string(LinkPurpose purpose) {
  switch (purpose) {
    case LinkPurpose::set_up:
      return "set_up";
    case LinkPurpose::invitation:
      return "invitation";
    case LinkPurpose::password_reset:
      return "password_reset";
  }
  std::unreachable();
}

}  // namespace muster::registry
