// /health: how the installation is doing, for the operator. What /healthz, /readyz and /metrics
// tell machines, people read here.

#include <boost/json.hpp>

#include "api/render.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;

json::object queue_of(Services& services) {
  const auto queue = services.batches.queue();
  json::object object;
  object["batches"] = queue.batches;
  object["rows"] = queue.rows;
  object["oldest_accepted_at"] =
      queue.oldest_accepted_at ? to_json(*queue.oldest_accepted_at) : json::value(nullptr);
  return object;
}

http::Response get_installation_health(Services& services) {
  const auto health = services.health();
  json::object object;
  object["state"] = health.ready ? "ready" : "stopping";
  object["version"] = services.version;
  object["started_at"] = to_json(health.started_at);
  object["database"] = {
      {"name", health.database},
      {"answered_in_ms", static_cast<double>(health.database_answered_in.count()) / 1000}};
  object["disk"] = {{"free_bytes", health.disk_free_bytes}, {"total_bytes", health.disk_bytes}};
  object["queue"] = queue_of(services);
  return json_response(object);
}

}  // namespace

void add_health(Operations& operations) {
  auto& services = operations.services();
  operations.add("GET", "/api/v1/health", "get_installation_health",
                 registry::Action::see_installation, {},
                 [&services](const Call&) { return get_installation_health(services); });
}

}  // namespace muster::api::v1
