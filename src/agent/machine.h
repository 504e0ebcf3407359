#pragma once
// The SMBIOS tables of the machine that this runs on, or of a dump.

#include <expected>
#include <string>

#include "identity/smbios.h"

namespace muster::agent {

/// `dump` is a file of `dmidecode --dump-bin`; empty: this machine's tables, which on Linux only
/// root may read. The error is a sentence that says what to do.
std::expected<identity::Smbios, std::string> read_machine(const std::string& dump);

}  // namespace muster::agent
