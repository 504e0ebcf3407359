#include "agent/options.h"

#include <algorithm>
#include <array>

namespace muster::agent {
namespace {

constexpr std::array commands = {"identity", "collect", "enrol",  "check-in",
                                 "status",   "help",    "version"};

std::unexpected<std::string> wrong(std::string_view what, std::string_view which) {
  return std::unexpected(std::string(what) + ": " + std::string(which) +
                         ". `muster-agent help` lists what there is.");
}

}  // namespace

std::expected<Options, std::string> read_options(const std::vector<std::string_view>& arguments) {
  Options options;
  bool format_given = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto argument = arguments[i];
    if (argument == "--help" || argument == "-h") {
      options.command = "help";
      return options;
    }
    if (argument == "--if-due") {
      options.if_due = true;
      continue;
    }
    if (!argument.starts_with("-")) {
      if (!options.command.empty()) return wrong("One command at a time", argument);
      if (std::ranges::find(commands, argument) == commands.end()) {
        return wrong("No such command", argument);
      }
      options.command = argument;
      continue;
    }
    const auto equals = argument.find('=');
    const auto name = argument.substr(0, equals);
    std::string_view value;
    if (equals != argument.npos) {
      value = argument.substr(equals + 1);
    } else if (i + 1 < arguments.size()) {
      value = arguments[++i];
    } else {
      return wrong("A value is missing after", name);
    }
    if (name == "--smbios") {
      options.dump = value;
    } else if (name == "--server") {
      options.server = value;
      while (options.server.ends_with('/')) options.server.pop_back();
    } else if (name == "--token-file") {
      options.token_file = value;
    } else if (name == "--state") {
      options.state = value;
    } else if (name == "--ca") {
      options.ca_file = value;
    } else if (name == "--tpm") {
      options.tpm = value;
    } else if (name == "--key") {
      if (value != "tpm" && value != "file") return wrong("A key is in tpm or in file, not", value);
      options.key = value == "tpm" ? KeyPlace::tpm : KeyPlace::file;
    } else if (name == "--format") {
      const auto format = format_from(value);
      if (!format) return wrong("No such format", value);
      options.format = *format;
      format_given = true;
    } else {
      return wrong("No such option", name);
    }
  }
  if (options.command.empty()) options.command = "help";
  if (options.command == "collect" && !format_given) {
    return std::unexpected("Say which form: --format partner, or --format self-service.");
  }
  if (options.command == "enrol" && options.server.empty()) {
    return std::unexpected("Say where: --server https://muster.example.com");
  }
  return options;
}

std::string_view help_text() {
  return R"(muster-agent: what a device says of itself, and to whom

  muster-agent identity                          what SMBIOS says of this machine, and what is odd about it
  muster-agent collect --format partner          this machine's row of a registration file, to append to one:
  muster-agent collect --format self-service       muster-agent collect --format partner >> devices.csv
  muster-agent enrol --server URL                asks its user to sign in elsewhere with a code
  muster-agent enrol --server URL --token-file F with an administrator's enrolment token; F may be - (standard input)
  muster-agent check-in [--if-due]               says that it is in use; with --if-due only when it is time
  muster-agent status                            whose it is, and when it was last seen
  muster-agent version

  --smbios FILE  read a dump (dmidecode --dump-bin) instead of this machine
  --state FILE   where its key is kept; /var/lib/muster-agent/state
  --key tpm|file where its key is made; without it, in a TPM 2.0 where the machine has one
  --tpm PATH     the TPM; /dev/tpmrm0
  --ca FILE      certificates to trust, PEM; else those of the system

Exit codes: 0 done, 1 refused or not possible, 2 wrong use, 3 nobody reached (trying later may help).
)";
}

}  // namespace muster::agent
