#pragma once
// An uploaded list of devices, in whichever form it comes: a raw file, a form with a file, or JSON.
// Files stream: memory does not grow with them.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/services.h"
#include "http/message.h"
#include "intake/device_file.h"
#include "intake/uploaded_row.h"
#include "security/sha256.h"

namespace muster::api {

/// What an upload says beside its rows, wherever it says so.
struct UploadTexts {
  std::optional<std::string> order_id;
  std::optional<std::string> purchase_id;
  std::optional<std::string> file_name;
};

struct UploadSummary {
  intake::FileSummary file;  ///< of JSON: format `json`, no separator
  security::Digest sha256;   ///< of the file, or of the JSON text
};

/// Used by one thread. Every function throws Refusal for what can't be read: `file_not_readable`
/// with row, column and byte, `validation_failed`, `payload_too_large`, ...
class FileInput {
 public:
  /// `plain` says that the row is in the partner form, whose cells are the device's values.
  using OnRow = std::function<void(const intake::UploadedRow&, bool plain)>;

  virtual ~FileInput() = default;
  virtual const UploadTexts& texts() const = 0;
  /// Reads to the end, once.
  virtual UploadSummary read(const OnRow& on_row) = 0;
  /// Reads to the end without looking at the rows, once; for a request that was answered before.
  virtual security::Digest hash() = 0;
};

/// Where rows stand in JSON, and for what they are meant.
struct UploadKind {
  intake::Purpose purpose;
  std::string_view rows_field;  ///< `devices` or `entries`
  bool has_texts;               ///< order ID, purchase ID and file name may be given
};

/// By Content-Type: text/csv, text/plain and application/octet-stream are files,
/// multipart/form-data a form, application/json JSON. Throws Refusal `unsupported_media_type` for
/// others. Reads what stands before the file.
std::unique_ptr<FileInput> open_upload(const http::Request& request, const Limits& limits,
                                       const UploadKind& kind);

/// The body limit of a route that takes uploads: the file's, and room for the form around it.
std::uint64_t upload_body_limit(const Limits& limits);

}  // namespace muster::api
