#include "api/sight.h"

#include "api/problems.h"

namespace muster::api {

std::optional<registry::OrganisationId> sight_of(const Call& call) {
  return sight_of(call.caller(), call.relationship);
}

std::optional<registry::OrganisationId> sight_of(
    const registry::Caller& caller, const std::optional<registry::Relationship>& relationship) {
  if (!relationship || relationship->see_all_devices) return std::nullopt;
  return caller.organisation.id;
}

registry::Batch find_batch(Services& services, const Call& call) {
  const auto id = call.id<registry::BatchId>("batch_id", "batch");
  auto batch = services.batches.find(call.organisation.id, id);
  const auto sight = sight_of(call);
  if (!batch || (sight && batch->origin.created_by != *sight)) throw not_found("batch");
  return std::move(*batch);
}

registry::Device find_device(Services& services, const Call& call, registry::RegistrationId id) {
  auto device = services.devices.find(call.organisation.id, id);
  const auto sight = sight_of(call);
  if (!device || (sight && device->registered_by != *sight)) throw not_found("device");
  return std::move(*device);
}

registry::Device find_former_device(Services& services, const Call& call,
                                    registry::RegistrationId id) {
  auto device = services.histories.find(call.organisation.id, id, sight_of(call));
  if (!device) throw not_found("device");
  return std::move(*device);
}

}  // namespace muster::api
