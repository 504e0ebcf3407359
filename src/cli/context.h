#pragma once
// What an action works with: the process around it, its settings, and a connection on demand.

#include <memory>

#include "cli/client.h"
#include "cli/command_tree.h"
#include "cli/output_format.h"
#include "cli/settings.h"
#include "cli/surroundings.h"

namespace muster::cli {

/// Made by run() for one command. Used by one thread.
class Context {
 public:
  Context(Surroundings surroundings, ClientFlags flags, CommandTree& tree);

  Surroundings& surroundings() { return surroundings_; }
  std::ostream& out() { return surroundings_.out; }
  std::ostream& err() { return surroundings_.err; }
  CommandTree& tree() { return tree_; }
  const ClientFlags& flags() const { return flags_; }

  /// Read on first use; throws Failure as read_client_settings does.
  const ClientSettings& settings();
  /// Of the settings where they were read; else of -o and MUSTER_OUTPUT alone, so that commands
  /// without a server need no client.toml. Throws Failure (usage) for an unknown format.
  OutputFormat format();
  /// Throws Failure (usage) when no token is known and `needs_token`.
  Client& client(bool needs_token = true);

  /// A line for people on stderr; nothing with -o json or csv when stderr is no terminal.
  void note(const std::string& text);

 private:
  Surroundings surroundings_;
  ClientFlags flags_;
  CommandTree& tree_;
  std::unique_ptr<ClientSettings> settings_;
  std::unique_ptr<Client> client_;
};

}  // namespace muster::cli
