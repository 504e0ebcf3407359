// /customers/{id}/devices/approve: devices that no supplier has published, and whose hardware
// hashes somebody vouches for. Who may do so, the customer's settings say.

#include <fmt/format.h>

#include <boost/json.hpp>
#include <map>

#include "api/device_selection.h"
#include "api/problems.h"
#include "api/sight.h"
#include "api/v1/resources.h"
#include "registry/role.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::BatchId;
using registry::Device;
using registry::RegistrationId;

void check_approver(Services& services, const Call& call) {
  const auto approver = services.organisations.settings(call.organisation.id).hash_approver;
  if (approver == call.caller().role) return;
  throw Refusal(ProblemCode::forbidden,
                approver
                    ? fmt::format("Here, the role `{}` approves devices.", to_string(*approver))
                    : std::string("Nobody approves devices here: the directory decides."));
}

bool waits_for_approval(const Device& device) {
  return device.state == registry::StoredState::failed && device.error &&
         device.error->code == registry::ErrorCode::approval_needed;
}

/// The rows of one batch become a batch of their own, which is the same uploader's.
BatchId approve_rows(Services& services, const Call& call, BatchId batch,
                     const std::vector<Device>& devices) {
  auto origin = services.batches.find(call.organisation.id, batch).value().origin;
  origin.retry_of = batch;
  origin.approved = true;
  origin.request_id = call.request.request_id;
  std::vector<RegistrationId> rows;
  for (const auto& device : devices) rows.push_back(device.id);
  const auto made = services.batches.approve(origin, rows).value().id;
  for (const auto& device : devices) {
    record(services, call,
           {.action = "device.approved",
            .subject = device.id.text(),
            .subject_name = device.serial_number,
            .after = json::serialize(json::object{{"batch_id", made.text()}})});
  }
  return made;
}

http::Response approve_devices(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto ids = read_device_ids(input, errors);
  input.finish();
  errors.refuse_if_any();
  check_approver(services, call);

  const auto sight = sight_of(call);
  std::vector<std::optional<RefusedDevice>> refusals(ids.size());
  std::map<BatchId, std::map<RegistrationId, Device>> waiting;  // each device once
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto id = RegistrationId::parse(ids[i]).value_or(RegistrationId{});
    auto device = services.devices.find(call.organisation.id, id);
    if (!device || (sight && device->registered_by != *sight)) {
      refusals[i] = {"not_found", "There is no such device, or it is none of this customer's."};
    } else if (!waits_for_approval(*device)) {
      refusals[i] = {"not_waiting", "The device does not wait for approval."};
    } else {
      waiting[registry::batch_of(id)].emplace(id, std::move(*device));
    }
  }
  json::array batches;
  for (auto& [batch, found] : waiting) {
    std::vector<Device> devices;
    for (auto& [id, device] : found) devices.push_back(std::move(device));
    batches.emplace_back(approve_rows(services, call, batch, devices).text());
  }
  if (!batches.empty()) {
    call.afterwards.emplace_back([&services] { services.signals.work_arrived(); });
  }
  auto answer = device_results(ids, "approved", refusals);
  answer["batch_ids"] = std::move(batches);
  return json_response(answer);
}

}  // namespace

void add_device_approval(Operations& operations) {
  auto& services = operations.services();
  operations.add("POST", "/api/v1/customers/{customer_id}/devices/approve", "approve_devices",
                 registry::Action::approve_devices, {.body = BodyKind::json},
                 [&services](const Call& call) { return approve_devices(services, call); });
}

}  // namespace muster::api::v1
