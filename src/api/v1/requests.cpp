// /requests/{request_id}: what a request ID leads to, for whoever asked and for the operator.

#include <algorithm>
#include <boost/json.hpp>

#include "api/problems.h"
#include "api/render.h"
#include "api/render_batch.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Batch;
using registry::OrganisationKind;
using registry::RequestRecord;

constexpr std::size_t most_changes = 1000;

json::value problem_of(const RequestRecord& request) {
  if (request.problem.empty()) return nullptr;
  const auto& catalogue = problem_catalogue();
  const auto known = std::ranges::find(catalogue, request.problem, &ProblemText::name);
  json::object object;
  object["code"] = request.problem;
  object["title"] = known == catalogue.end() ? json::value(nullptr) : json::value(known->title);
  object["detail"] = request.detail;
  object["advice"] = known == catalogue.end() ? json::value(nullptr) : json::value(known->advice);
  return object;
}

json::value who_asked(Services& services, const RequestRecord& request) {
  if (!request.organisation) return nullptr;
  const auto organisation = services.organisations.find(request.organisation);
  json::object object;
  object["name"] = request.actor_name;
  object["organisation_id"] = request.organisation.text();
  object["organisation_name"] =
      organisation ? json::value(organisation->name) : json::value(nullptr);
  return object;
}

json::array log_of(const RequestRecord& request) {
  json::array lines;
  for (const auto& line : request.log) {
    boost::system::error_code not_json;
    auto value = json::parse(line, not_json);
    if (!not_json && value.is_object()) lines.push_back(std::move(value));
  }
  return lines;
}

/// What it changed, from the audit logs that it wrote to; the oldest first.
json::array changes_of(Services& services, const RequestRecord& request) {
  auto entries = services.audit.list({.request_id = request.request_id}, {}, most_changes);
  std::ranges::reverse(entries);
  json::array changes;
  for (const auto& entry : entries) {
    if (request.organisation && entry.cause.organisation != request.organisation) continue;
    json::object object;
    object["organisation_id"] = entry.change.organisation.text();
    object["action"] = entry.change.action;
    object["subject"] = text_or_null(entry.change.subject);
    object["subject_name"] = text_or_null(entry.change.subject_name);
    object["before"] = json::parse(entry.change.before);
    object["after"] = json::parse(entry.change.after);
    changes.push_back(std::move(object));
  }
  return changes;
}

/// A partner whose relationship has ended no longer sees what it uploaded.
bool may_see(Services& services, const registry::Organisation& own, const Batch& batch) {
  if (own.kind == OrganisationKind::operator_ || own.id == batch.origin.customer) return true;
  const auto relationship = services.relationships.active(own.id, batch.origin.customer);
  return relationship && relationship->delegated_administration;
}

json::array batches_of(Services& services, const Call& call, const RequestRecord& request) {
  json::array batches;
  for (const auto& batch : services.batches.made_by(request.request_id)) {
    if (may_see(services, call.caller().organisation, batch)) {
      batches.push_back(to_json(batch, services.clock.now()));
    }
  }
  return batches;
}

http::Response get_request(Services& services, const Call& call) {
  const auto& own = call.caller().organisation;
  std::optional<registry::OrganisationId> whose;
  if (own.kind != OrganisationKind::operator_) whose = own.id;
  const auto found = services.requests.find(whose, std::string(call.path_parameter("request_id")));
  if (!found) {
    throw Refusal(ProblemCode::not_found,
                  "No request of yours with this ID is kept. Kept are, for 30 days, those that "
                  "failed or changed something.");
  }
  json::object object;
  object["request_id"] = found->request_id;
  object["at"] = to_json(found->at);
  object["method"] = found->method;
  object["path"] = found->path;
  object["operation"] = text_or_null(found->operation);
  object["status"] = found->status;
  object["duration_ms"] = static_cast<double>(found->duration.count()) / 1000;
  object["problem"] = problem_of(*found);
  object["who"] = who_asked(services, *found);
  object["address"] = text_or_null(found->address);
  object["log"] = log_of(*found);
  object["changes"] = changes_of(services, *found);
  object["batches"] = batches_of(services, call, *found);
  return json_response(object);
}

}  // namespace

void add_requests(Operations& operations) {
  auto& services = operations.services();
  operations.add("GET", "/api/v1/requests/{request_id}", "get_request",
                 registry::Action::see_requests, {},
                 [&services](const Call& call) { return get_request(services, call); });
}

}  // namespace muster::api::v1
