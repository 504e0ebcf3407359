#pragma once
// From a row of a file to the device that it means: decodes the hardware hash, compares the columns
// with what the hash says, and finds the first row of the same device.

#include "identity/identity_key.h"
#include "intake/duplicate_finder.h"
#include "intake/uploaded_row.h"
#include "registry/batch.h"
#include "registry/directory.h"

namespace muster::registry {

/// Reads the rows of one file, in order. Used by one thread.
class RowReader {
 public:
  explicit RowReader(const identity::IdentityKeyer& keyer) : keyer_(keyer) {}

  /// `id.value` of the result is the row number; it becomes a registration's id with its batch.
  /// `plain` says that the file is in the partner form, whose cells are the device's values.
  PendingRow read(const intake::UploadedRow& row, bool plain);

 private:
  void note_duplicate(PendingRow& row);

  const identity::IdentityKeyer& keyer_;
  intake::DuplicateFinder duplicates_;
};

/// The same without looking for earlier rows of the device: for lists in which repeating a row does
/// no harm, such as what a supplier publishes.
PendingRow read_row(const intake::UploadedRow& row, bool plain);

/// The error of the catalogue for what intake found wrong with a row's text.
RegistrationError registration_error(const intake::RowError& error);

/// The key under which a pending row's device is looked up: of its three values, or of its product
/// ID where it gave nothing else.
IdentityKey key_of(const identity::IdentityKeyer& keyer, const PendingRow& row);

/// What was wrong with the row itself; null for nothing.
const RegistrationError* row_error_of(const PendingRow& row);

/// Whether only the product ID names the row's device.
bool is_by_product_id(const PendingRow& row);

/// Whether two rows mean the same device.
bool same_device(const PendingRow& a, const PendingRow& b);

}  // namespace muster::registry
