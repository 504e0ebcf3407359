#pragma once
// An administrator of a simulated customer, who lets the devices enrol as people do: signs in to
// the portal and approves the code that the device shows.

#include <string>

#include "cli/client.h"
#include "server/commands/loopback_connection.h"

namespace muster::server {

/// Used by one thread. Throws cli::Failure when a step is refused.
class SimulatedPerson {
 public:
  struct Account {
    std::string email;
    std::string name;
    std::string password;
  };
  /// Is invited by the organisation's own client, and joins.
  SimulatedPerson(LoopbackConnection& connection, cli::Client& organisation,
                  const std::string& organisation_id, Account account, const std::string& role);

  const std::string& email() const { return account_.email; }
  /// A new personal token, good for 90 days (RFC 8628).
  std::string make_token();

 private:
  LoopbackConnection& connection_;
  Account account_;
};

}  // namespace muster::server
