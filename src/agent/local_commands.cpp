// The commands that need no network.

#include <cstdio>
#include <filesystem>
#include <string>

#include "agent/commands.h"
#include "agent/device_signer.h"
#include "agent/machine.h"

namespace muster::agent {
namespace {

int failed(const std::string& what) {
  std::fprintf(stderr, "muster-agent: %s\n", what.c_str());
  return refused;
}

/// Empty where there is no TPM, or none that tells: the machine can be registered without it.
std::string tpm_key(const Options& options) {
#ifdef _WIN32
  (void)options;
  return {};
#else
  std::error_code ignored;
  if (!std::filesystem::exists(options.tpm, ignored)) return {};
  const auto key = endorsement_modulus_of(options.tpm);
  if (key) return *key;
  std::fprintf(stderr, "muster-agent: %s The hash names no TPM.\n", key.error().c_str());
  return {};
#endif
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
  const auto fault = append_row(standard_output, options.format, *examined.device,
                                options.format == Format::self_service ? tpm_key(options) : "");
  return fault.empty() ? done : failed(fault);
}

}  // namespace muster::agent
