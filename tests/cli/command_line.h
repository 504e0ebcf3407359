#pragma once
// Runs whole commands with streams of their own, for tests.

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "cli/run.h"

namespace muster::cli::test {

struct CommandLine {
  std::map<std::string, std::string> environment{{"HOME", "/nonexistent"}};
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  bool terminal = false;

  Surroundings surroundings() {
    return {.in = in,
            .out = out,
            .err = err,
            .environment = [this](const std::string& name) -> std::optional<std::string> {
              const auto found = environment.find(name);
              if (found == environment.end()) return std::nullopt;
              return found->second;
            },
            .in_is_terminal = terminal,
            .out_is_terminal = terminal,
            .err_is_terminal = terminal,
            .columns = 100};
  }

  /// What run() returns; the texts are in `out` and `err`.
  int run(const std::vector<std::string>& arguments) {
    return muster::cli::run(arguments, surroundings());
  }

  /// Talks to a server from now on.
  void use(const std::string& server_url) {
    environment["MUSTER_SERVER"] = server_url;
    environment["MUSTER_TOKEN"] = "mst_test";
  }
};

}  // namespace muster::cli::test
