#pragma once
// The way of an upload: rows of a file become pending registrations of a batch, or, when the file
// is only checked, the outcome that each would have. Used by one thread; memory does not grow with
// the file but for the search for duplicates (DuplicateFinder).

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "identity/identity_key.h"
#include "intake/uploaded_row.h"
#include "registry/batch.h"
#include "registry/directory.h"
#include "registry/row_reader.h"

namespace muster::registry {

/// Receives an upload as a batch.
class Upload {
 public:
  /// `default_group_tag` is for rows that give none; empty: they keep none.
  Upload(Batches& batches, const identity::IdentityKeyer& keyer, const BatchOrigin& origin,
         std::string default_group_tag = {});
  ~Upload();

  void add(const intake::UploadedRow& row, bool plain);
  /// Every row is durable and pending when this returns. Dropped before, the upload is forgotten.
  Batch accept(const BatchFile& file, const std::optional<KeepRequest>& keep);

 private:
  void flush();

  std::unique_ptr<BatchWriter> writer_;
  RowReader reader_;
  std::string default_group_tag_;
  std::vector<PendingRow> buffer_;
};

/// The outcome that a row would have now.
struct ForetoldRow {
  PendingRow row;
  std::unique_ptr<RegistrationError> error;  ///< null: it would be registered
};

/// Checks an upload without changing anything. Rows come to `on_row` in the order of the file.
class Forecast {
 public:
  using OnRow = std::function<void(const ForetoldRow&)>;
  /// `hash_worth` as the customer's settings have it.
  Forecast(Directory& directory, const identity::IdentityKeyer& keyer, OrganisationId customer,
           HashWorth hash_worth, OnRow on_row);
  ~Forecast();

  void add(const intake::UploadedRow& row, bool plain);
  void finish();

 private:
  void flush();

  Directory& directory_;
  const identity::IdentityKeyer& keyer_;
  OrganisationId customer_;
  HashWorth hash_worth_;
  OnRow on_row_;
  RowReader reader_;
  std::vector<PendingRow> buffer_;
};

}  // namespace muster::registry
