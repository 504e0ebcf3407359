// The commands that need no network.

#include <cstdio>
#include <string>

#include "agent/commands.h"
#include "agent/machine.h"

namespace muster::agent {
namespace {

int failed(const std::string& what) {
  std::fprintf(stderr, "muster-agent: %s\n", what.c_str());
  return refused;
}

}  // namespace

int show_identity(const Options& options) {
  const auto smbios = read_machine(options.dump);
  if (!smbios) return failed(smbios.error());
  std::fputs(report(*smbios).c_str(), stdout);
  return examine(*smbios).device ? done : refused;
}

int collect(const Options& options) {
  const auto smbios = read_machine(options.dump);
  if (!smbios) return failed(smbios.error());
  const auto examined = examine(*smbios);
  if (!examined.device) {
    for (const auto& fault : examined.faults) failed(fault);
    return refused;
  }
  constexpr int standard_output = 1;
  const auto fault = append_row(standard_output, options.format, *examined.device);
  return fault.empty() ? done : failed(fault);
}

}  // namespace muster::agent
