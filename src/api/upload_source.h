#pragma once
// Where the bytes of an upload come from: the body itself, or the `file` part of a form
// (multipart/form-data, RFC 7578).

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "http/message.h"

namespace muster::api {

/// Used by one thread. Every function throws Refusal when the body is too large or breaks off.
class UploadSource {
 public:
  virtual ~UploadSource() = default;
  /// Text fields that stand before the file; empty for a raw body.
  virtual const std::map<std::string, std::string>& fields() const = 0;
  /// The name that the form gave the file; empty for none.
  virtual std::string file_name() const = 0;
  /// Bytes of the file; 0 at its end.
  virtual std::size_t read(std::span<std::byte> buffer) = 0;
};

/// The body as it is.
std::unique_ptr<UploadSource> open_raw_source(const http::Request& request);

/// A form; reads up to where its file begins. Throws Refusal `invalid_request` for a broken form,
/// and `validation_failed` for one without a file or with a text field behind it.
std::unique_ptr<UploadSource> open_form_source(const http::Request& request);

/// The whole rest of the body, up to `limit` bytes; throws Refusal `payload_too_large` beyond.
std::string read_whole(UploadSource& source, std::uint64_t limit);

/// What is thrown when a body could not be read to its end.
[[noreturn]] void refuse_body(http::BodyError error);

}  // namespace muster::api
