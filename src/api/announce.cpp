#include "api/announce.h"

namespace muster::api {

void announce(Services& services, const Call& call, registry::OrganisationId organisation,
              std::string_view event, std::string_view body) {
  if (services.webhooks.tell(organisation, event, body) > 0) send_afterwards(services, call);
}

void send_afterwards(Services& services, const Call& call) {
  call.afterwards.emplace_back([&services] { services.signals.outbox_filled(); });
}

}  // namespace muster::api
