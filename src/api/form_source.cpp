#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>

#include "api/problems.h"
#include "api/upload_source.h"
#include "http/multipart.h"

namespace muster::api {
namespace {

constexpr std::size_t max_field = 16 * 1024;  ///< bytes of a text field

[[noreturn]] void refuse(http::FormError error) {
  switch (error) {
    case http::FormError::no_boundary_first:
      throw Refusal(ProblemCode::invalid_request,
                    "The form does not begin with the boundary that its Content-Type names.");
    case http::FormError::bad_part_header:
      throw Refusal(ProblemCode::invalid_request,
                    "A part of the form lacks a header with its name.");
    case http::FormError::header_too_long:
      throw Refusal(ProblemCode::invalid_request, "The header of a part of the form is too long.");
    case http::FormError::cut_short:
      throw Refusal(ProblemCode::invalid_request, "The form broke off before its last boundary.");
  }
  throw Refusal(ProblemCode::invalid_request, "The form cannot be read.");
}

/// `boundary=x` or `boundary="x"` of a Content-Type; empty for none.
std::string boundary_of(std::string_view content_type) {
  constexpr std::string_view name = "boundary=";
  const auto at = content_type.find(name);
  if (at == std::string_view::npos) return {};
  auto value = content_type.substr(at + name.size());
  if (value.starts_with('"')) {
    value.remove_prefix(1);
    return std::string(value.substr(0, value.find('"')));
  }
  return std::string(value.substr(0, value.find_first_of("; ")));
}

class FormSource final : public UploadSource, private http::FormHandler {
 public:
  FormSource(std::shared_ptr<http::BodyReader> body, std::string_view boundary)
      : body_(std::move(body)), parser_(boundary, *this) {
    while (!in_file_ && pull()) {
    }
    if (!file_seen_) {
      throw Refusal(ProblemCode::validation_failed, "The form has no file.",
                    {{.code = "missing",
                      .message = "Send the file as the part `file`.",
                      .parameter = "file"}});
    }
  }

  const std::map<std::string, std::string>& fields() const override { return fields_; }
  std::string file_name() const override { return file_name_; }

  std::size_t read(std::span<std::byte> buffer) override {
    while (taken_ == data_.size() && pull()) {
    }
    const auto size = data_.copy(reinterpret_cast<char*>(buffer.data()), buffer.size(), taken_);
    taken_ += size;
    return size;
  }

 private:
  /// Reads on; false at the end of the body.
  bool pull() {
    data_.clear();
    taken_ = 0;
    const auto size = body_->read(piece_);
    if (!size) refuse_body(size.error());
    const std::string_view bytes(reinterpret_cast<const char*>(piece_.data()), *size);
    const auto parsed = *size == 0 ? parser_.finish() : parser_.feed(bytes);
    if (!parsed) refuse(parsed.error());
    return *size > 0;
  }

  void on_part(const http::FormPart& part) override {
    if (file_seen_) {
      throw Refusal(ProblemCode::validation_failed, "The file must be the last part of the form.",
                    {{.code = "out_of_order",
                      .message = "Put text fields before the file, and send one file at a time.",
                      .parameter = part.name}});
    }
    in_file_ = part.file_name.has_value() || part.name == "file";
    if (in_file_) {
      file_seen_ = true;
      file_name_ = part.file_name.value_or("");
    } else {
      field_ = &fields_[part.name];
      field_->clear();
    }
  }

  void on_data(std::string_view data) override {
    if (in_file_) {
      data_ += data;
      return;
    }
    if (field_->size() + data.size() > max_field) {
      throw Refusal(ProblemCode::validation_failed, "A text field of the form is too long.");
    }
    *field_ += data;
  }

  void on_part_end() override {}

  std::shared_ptr<http::BodyReader> body_;
  http::FormParser parser_;
  std::map<std::string, std::string> fields_;
  std::string file_name_;
  std::string* field_ = nullptr;
  bool in_file_ = false;
  bool file_seen_ = false;
  std::array<std::byte, 64 * 1024> piece_{};
  std::string data_;  ///< of the file, not yet read
  std::size_t taken_ = 0;
};

}  // namespace

std::unique_ptr<UploadSource> open_form_source(const http::Request& request) {
  const auto type = request.headers.get("Content-Type").value_or("");
  const auto boundary = boundary_of(type);
  if (boundary.empty() || boundary.size() > 70) {
    throw Refusal(ProblemCode::invalid_request,
                  "The Content-Type of a form names its boundary, of at most 70 characters.");
  }
  return std::make_unique<FormSource>(request.stream, boundary);
}

}  // namespace muster::api
