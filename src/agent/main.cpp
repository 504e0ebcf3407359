#include <cstdio>
#include <vector>

#include "agent/commands.h"

#ifndef _WIN32
#include <sodium.h>
#endif

int main(int count, char** arguments) {
  using namespace muster::agent;
  const auto options = read_options({arguments + 1, arguments + count});
  if (!options) {
    std::fprintf(stderr, "muster-agent: %s\n", options.error().c_str());
    return usage;
  }
  if (options->command == "help")
    return std::fputs(help_text().data(), stdout) < 0 ? refused : done;
  if (options->command == "version") return std::puts("muster-agent " MUSTER_VERSION) < 0 ? 1 : 0;
  if (options->command == "identity") return show_identity(*options);
  if (options->command == "collect") return collect(*options);
#ifdef _WIN32
  std::fputs("muster-agent: on Windows this version collects and does not enrol.\n", stderr);
  return refused;
#else
  if (sodium_init() < 0) {
    std::fputs("muster-agent: the system gives no random numbers.\n", stderr);
    return refused;
  }
  if (options->command == "enrol") return enrol(*options);
  if (options->command == "check-in") return check_in(*options);
  return show_status(*options);
#endif
}
