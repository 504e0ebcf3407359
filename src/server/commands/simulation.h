#pragma once
// Weeks of an installation in a minute: suppliers publish, partners register for customers, devices
// enrol, check in, fall silent. Uploads go through the REST API and the registrar, as people's do;
// what devices do goes to the store in groups, a simulated day at a time.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "cli/client.h"
#include "registry/ids.h"
#include "registry/time.h"

namespace muster::storage {
class Store;
}

namespace muster::server {

/// Stands still until it is set. Thread-safe.
class SimulatedClock final : public registry::Clock {
 public:
  explicit SimulatedClock(registry::Time time) { set(time); }
  registry::Time now() const override { return registry::Time{std::chrono::milliseconds{now_}}; }
  void set(registry::Time time) { now_ = time.time_since_epoch().count(); }

 private:
  std::atomic<std::int64_t> now_{0};
};

struct SimulationSize {
  std::int64_t devices = 10'000;
  std::int64_t customers = 20;
  std::int64_t weeks = 4;
  std::uint32_t seed = 1;  ///< the same seed plays the same story
};

/// Used by one thread. Throws cli::Failure when a step is refused.
class Simulation {
 public:
  Simulation(storage::Store& store, SimulatedClock& clock, std::string address,
             const SimulationSize& size);
  ~Simulation();

  /// Plays until `end`; `day_over(day, of)` is called after each simulated day.
  void play(registry::Time end, const std::function<void(std::int64_t, std::int64_t)>& day_over);

  const std::string& operator_token() const { return operator_token_; }

 private:
  struct Member {
    std::string id;
    std::unique_ptr<cli::Client> client;
  };
  /// A registered device.
  struct Machine {
    registry::OrganisationId customer;
    registry::RegistrationId id;
    std::int64_t enrols_on = 0;     ///< day, counted from the first; beyond the last: never
    std::int64_t silent_after = 0;  ///< the last day on which it checks in
    std::int64_t key_number = 0;    ///< 0: not enrolled yet
  };

  Member join(std::string_view kind, const std::string& name);
  void set_up();
  std::string publish_devices(Member& supplier, std::int64_t count);
  void register_devices(std::size_t customer, std::int64_t count, std::int64_t day);
  void live(std::int64_t day, registry::Time evening);
  bool chance(int percent);
  std::int64_t between(std::int64_t least, std::int64_t most);

  storage::Store& store_;
  SimulatedClock& clock_;
  std::string address_;
  SimulationSize size_;
  std::mt19937 random_;
  std::string operator_token_;
  std::unique_ptr<cli::Client> operator_;
  std::vector<Member> suppliers_;
  std::vector<Member> partners_;
  std::vector<Member> customers_;
  std::vector<Machine> machines_;
  std::int64_t serial_ = 0;
  std::int64_t order_ = 0;
};

}  // namespace muster::server
