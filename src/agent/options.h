#pragma once
// The command line of muster-agent, as a value. No library: the program is to stay small.

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "agent/collect.h"

namespace muster::agent {

/// Where a device keeps its key.
enum class KeyPlace { any, tpm, file };  ///< any: in a TPM where there is one

struct Options {
  std::string command;  ///< identity, collect, enrol, check-in, status, help, version
  std::string dump;     ///< --smbios
  Format format = Format::partner;
  std::string server;
  std::string token_file;
  std::string state = "/var/lib/muster-agent/state";
  std::string ca_file;
  std::string tpm = "/dev/tpmrm0";  ///< or the socket of a software TPM
  KeyPlace key = KeyPlace::any;
  bool if_due = false;
};

/// The error is a sentence.
std::expected<Options, std::string> read_options(const std::vector<std::string_view>& arguments);

std::string_view help_text();

}  // namespace muster::agent
