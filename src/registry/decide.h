#pragma once
// The decision on one row. A pure function, and the only place where the table of errors is known.

#include <optional>
#include <span>
#include <string_view>

#include "registry/batch.h"
#include "registry/directory.h"
#include "registry/registration_error.h"

namespace muster::registry {

/// What is known of a row when it is decided.
struct Facts {
  OrganisationId customer;
  RegistrationId registration;
  const RegistrationError* row_error = nullptr;  ///< what was wrong with the row itself
  std::optional<std::uint32_t> duplicate_of;     ///< confirmed: an earlier row has the same device
  bool listed = false;                           ///< an entry has exactly these values
  bool vouched = false;                          ///< its hardware hash is enough, listed or not
  bool approvable = false;                       ///< it would be, if somebody approved it
  /// What its hardware hash and the published one differ in (identity::differing_item); empty for
  /// nothing.
  std::string_view hash_differs_in;
  std::optional<Claim> claim;  ///< whose the device is, after this row tried to claim
};

/// nullopt: registered. A free device (no claim) counts as registered too: that is what a check
/// before the upload foretells.
std::optional<RegistrationError> decide(const Facts& facts);

/// What the directory has for this very serial number, where it differs in letter case, in spaces
/// or in punctuation alone; empty when there is no such entry.
std::string hint_for(const PendingRow& row,
                     std::span<const identity::DeviceIdentity> same_serial_number);

}  // namespace muster::registry
