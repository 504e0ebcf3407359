// /simulated-clock: for tests and demonstrations, a server can be started with a clock that its
// operator moves. Every other server answers that it has none.

#include "registry/simulated_clock.h"

#include <boost/json.hpp>

#include "api/json_input.h"
#include "api/problems.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

using registry::Action;
using registry::SimulatedClock;

SimulatedClock& clock_of(const Services& services) {
  if (services.simulated_clock != nullptr) return *services.simulated_clock;
  throw Refusal(ProblemCode::conflict,
                "This server goes by its machine's clock. `muster serve --clock simulated` starts "
                "one whose clock can be moved.");
}

http::Response show(const SimulatedClock& clock) {
  return json_response({{"now", registry::to_text(clock.now())}, {"running", clock.running()}});
}

http::Response move(SimulatedClock& clock, const http::Request& request) {
  const auto body = json_body(request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto time = input.optional_time("now");
  const auto running = input.optional_boolean("running");
  if (!time && errors.empty()) errors.add("/now", "missing", "Give `now`, the time to move to.");
  input.finish();
  errors.refuse_if_any();
  if (!clock.move(*time, running.value_or(false))) {
    throw Refusal(ProblemCode::conflict,
                  "The clock goes forward only, and not past the machine's own clock. It shows " +
                      registry::to_text(clock.now()) + ".");
  }
  return show(clock);
}

}  // namespace

void add_simulated_clock(Operations& operations) {
  auto& services = operations.services();
  constexpr std::string_view path = "/api/v1/simulated-clock";
  operations.add("GET", std::string(path), "get_simulated_clock", Action::see_installation, {},
                 [&services](const Call&) { return show(clock_of(services)); });
  operations.add("POST", std::string(path), "move_simulated_clock", Action::manage_installation,
                 {.body = BodyKind::json},
                 [&services](const Call& call) { return move(clock_of(services), call.request); });
}

}  // namespace muster::api::v1
