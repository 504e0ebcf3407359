#pragma once
// What a partner sees of a customer: the batches and devices that it registered, or all of them
// where the customer grants that.

#include "api/operations.h"
#include "registry/batch.h"
#include "registry/device.h"

namespace muster::api {

/// Whose batches and devices the caller sees; nullopt: everybody's.
std::optional<registry::OrganisationId> sight_of(const Call& call);

/// The same of a caller and its relationship with the customer.
std::optional<registry::OrganisationId> sight_of(
    const registry::Caller& caller, const std::optional<registry::Relationship>& relationship);

/// Throws Refusal `not_found` for what does not exist and for what is out of sight.
registry::Batch find_batch(Services& services, const Call& call);
registry::Device find_device(Services& services, const Call& call, registry::RegistrationId id);
/// Also a device that is in no list any more, as it was removed or tried again in a later batch.
registry::Device find_former_device(Services& services, const Call& call,
                                    registry::RegistrationId id);

}  // namespace muster::api
