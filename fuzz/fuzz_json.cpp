// The JSON body of an upload: whatever it holds, it is refused with a Refusal or becomes rows whose
// texts are valid. The corpus is bodies as they are sent.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "api/file_input.h"
#include "api/json_rows.h"
#include "api/problems.h"
#include "http/message.h"
#include "identity/utf8.h"
#include "registry/row_reader.h"

namespace {

using namespace muster;

class Body final : public http::BodyReader {
 public:
  explicit Body(std::string_view text) : text_(text) {}
  std::expected<std::size_t, http::BodyError> read(std::span<std::byte> buffer) override {
    const auto size = std::min(buffer.size(), text_.size());
    std::copy_n(reinterpret_cast<const std::byte*>(text_.data()), size, buffer.begin());
    text_.remove_prefix(size);
    return size;
  }
  std::optional<std::uint64_t> declared_length() const override { return std::nullopt; }

 private:
  std::string_view text_;
};

void require(bool holds) {
  if (!holds) std::abort();
}

void require_text(std::string_view text) { require(!identity::first_invalid_utf8(text)); }

void read(std::string_view text, const api::UploadKind& kind) {
  http::Request request;
  request.method = "POST";
  request.headers.set("Content-Type", "application/json");
  request.stream = std::make_shared<Body>(text);
  try {
    const auto input = api::open_upload(request, {}, kind);
    if (input->texts().order_id) require_text(*input->texts().order_id);
    std::uint64_t rows = 0;
    const auto summary = input->read([&](const intake::UploadedRow& row, bool plain) {
      require(row.row == ++rows);
      const auto pending = registry::read_row(row, plain);
      require_text(pending.serial_number);
      if (row.error) {
        require_text(row.error->value);
        require(pending.serial_number.size() <= 1024);
      }
    });
    require(summary.file.rows == rows);
    require(rows >= 1 && rows <= api::max_json_devices);
  } catch (const api::Refusal& refusal) {
    // What is told of a bad body is told in valid text, too.
    require_text(http::to_response(refusal.problem(), "req_fuzz").body);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read(text, {.purpose = muster::intake::Purpose::registering,
              .rows_field = "devices",
              .has_texts = true});
  read(
      text,
      {.purpose = muster::intake::Purpose::directory, .rows_field = "entries", .has_texts = false});
  return 0;
}
