#pragma once
// What happens in the demo: who is there, what they do, and how it must come out.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/client.h"
#include "cli/context.h"
#include "server/commands/simulation.h"

namespace muster::storage {
class Store;
}

namespace muster::server {

/// Used by one thread. Throws cli::Failure when a step is refused.
class DemoStory {
 public:
  DemoStory(cli::Context& context, storage::Store& store, std::string address);
  ~DemoStory();

  /// Weeks of other organisations, until now.
  void play_past(const SimulationSize& size);
  /// Creates the organisations and publishes the directory.
  void set_up();
  /// Registers the sample file and shows each row's progress and outcome.
  void register_devices();
  /// Compares everything with what it should be, and goes on: removes and registers again,
  /// publishes what was missing and retries. Returns what differs.
  std::vector<std::string> check();

  struct Login {
    std::string name;
    std::string kind;
    std::string token;
  };
  const std::vector<Login>& logins() const { return logins_; }
  struct Person {
    std::string email;
    std::string name;
    std::string organisation;
  };
  const std::vector<Person>& people() const { return people_; }
  /// Of each person in the demo: made anew each time.
  const std::string& password() const { return password_; }
  const std::string& partner_token() const { return partner_token_; }
  std::string_view customer_name() const;

 private:
  struct Member {
    std::string id;
    std::string token;
    std::unique_ptr<cli::Client> client;
  };
  Member join(std::string_view kind, std::string_view name);
  void add_people(const std::string& operator_id);
  void say(std::string_view text);
  std::string upload(cli::Client& client, const std::string& customer, std::string text,
                     std::string_view order_id, std::string_view purchase_id,
                     std::string_view file_name);
  void show_until_finished(const std::string& batch);
  void show_rows(const std::string& batch);
  void check_outcomes(std::vector<std::string>& wrong);
  void check_counts(std::vector<std::string>& wrong) const;
  void check_removal(std::vector<std::string>& wrong);
  void check_retry(std::vector<std::string>& wrong);

  cli::Context& context_;
  storage::Store& store_;
  std::string address_;
  std::unique_ptr<cli::Client> operator_;
  Member partner_;
  Member customer_;
  Member other_customer_;
  Member supplier_;
  std::string partner_token_;
  std::string password_;
  std::string batch_;
  std::vector<Login> logins_;
  std::vector<Person> people_;
};

}  // namespace muster::server
