#pragma once
// The row of this machine for a registration file. Pure but for append_row(); no network.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/device_identity.h"
#include "identity/smbios.h"

namespace muster::agent {

enum class Format { partner, self_service };
std::optional<Format> format_from(std::string_view text);  ///< `partner`, `self-service`

/// Header and row, each with its CRLF, as the registry's samples have them.
std::string header_of(Format format);
/// The self-service form identifies a machine by its hardware hash. What Windows measures can't be
/// had here: the hash holds the three values, and the modulus of its TPM's endorsement key where
/// there is one.
std::string row_of(Format format, const identity::DeviceIdentity& device,
                   const std::string& tpm_key = {});

/// The identity, or one sentence for each value that can't be registered.
struct Examined {
  std::optional<identity::DeviceIdentity> device;
  std::vector<std::string> faults;
};
Examined examine(const identity::Smbios& smbios);

/// What `identity` prints: every value in quotes, and under it what a person should know.
std::string report(const identity::Smbios& smbios);

/// Appends the row to the file that is open as `descriptor`, with the header before it if the file
/// is empty. Safe for many machines at once: the file is locked, also over a network share, and
/// written with one write. What is no file (a pipe, a terminal) gets both. Empty, or what failed.
std::string append_row(int descriptor, Format format, const identity::DeviceIdentity& device,
                       const std::string& tpm_key = {});

}  // namespace muster::agent
