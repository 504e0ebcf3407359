#pragma once
// Weeks of an installation in a minute: suppliers publish, partners register for customers, people
// let devices enrol, devices check in and fall silent. All of it goes through the API of a running
// server, whose clock (`muster serve --clock simulated`) is moved on hour by hour.

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "cli/client.h"
#include "registry/time.h"
#include "server/commands/simulated_fleet.h"
#include "server/commands/simulated_person.h"

namespace muster::server {

struct SimulationSize {
  std::int64_t devices = 10'000;
  std::int64_t customers = 20;
  std::int64_t weeks = 4;
  std::uint32_t seed = 1;  ///< the same seed plays the same story
};

/// Used by one thread. Throws cli::Failure when a step is refused.
class Simulation {
 public:
  /// `server` and the token of its operator, as of cli::ClientSettings; the password of everybody.
  Simulation(const std::string& server, const std::string& operator_token, std::string password,
             const SimulationSize& size);
  ~Simulation();

  /// Plays until `end`, which is now, and then lets the server's clock go with the machine's.
  /// `day_over(day, of)` is called after each simulated day.
  void play(registry::Time end, const std::function<void(std::int64_t, std::int64_t)>& day_over);

  /// Who can sign in, with the password: the operator, and one of each organisation.
  struct Login {
    std::string email;
    std::string organisation;
  };
  const std::vector<Login>& logins() const { return logins_; }

 private:
  struct Member {
    std::string id;
    std::string name;
    std::unique_ptr<cli::Client> client;
    std::unique_ptr<SimulatedPerson> person;
    std::string personal_token;
    std::int64_t token_made_on = 0;  ///< day
  };

  Member join(std::string_view kind, const std::string& name, const std::string& role);
  void set_up();
  void require_past(registry::Time start);
  void move_clock(registry::Time time);
  std::vector<identity::DeviceIdentity> publish_devices(Member& supplier, std::int64_t count);
  void register_devices(std::size_t number, std::int64_t count, std::int64_t day);
  std::string failing_rows(std::size_t customer, std::int64_t count);
  void tag(Member& customer, const std::string& batch);
  void expect(SimulatedDevice device, std::int64_t day);
  void renew_token(Member& customer, std::int64_t day);
  void live(std::int64_t hour);
  bool chance(int percent);
  std::int64_t between(std::int64_t least, std::int64_t most);

  std::string server_;
  std::string password_;
  SimulationSize size_;
  std::mt19937 random_;
  cli::Client operator_;
  LoopbackConnection people_;
  SimulatedFleet fleet_;
  std::vector<Login> logins_;
  std::vector<Member> suppliers_;
  std::vector<Member> partners_;
  std::vector<Member> customers_;
  registry::Time start_;
  registry::Time moved_to_;
  std::int64_t hours_ = 0;  ///< from the start to the end
  std::deque<SimulatedDevice> devices_;
  std::vector<std::vector<SimulatedDevice*>> due_;  ///< by hour
  std::int64_t serial_ = 0;
  std::int64_t order_ = 0;
};

}  // namespace muster::server
