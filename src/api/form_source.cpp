// The parser pushes and the upload pulls: what a piece of the body gave of the file waits here
// until it is asked for, so no more than one piece is ever held.

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

#include "api/problems.h"
#include "api/text_rule.h"
#include "api/upload_source.h"
#include "http/content_type.h"
#include "http/multipart.h"

namespace muster::api {
namespace {

constexpr std::size_t piece = std::size_t{256} << 10;        ///< bytes read at once
constexpr std::size_t longest_field = std::size_t{4} << 10;  ///< bytes; 256 characters fit well
constexpr std::size_t most_fields = 16;
constexpr std::size_t longest_boundary = 70;  ///< RFC 2046, 5.1.1
constexpr std::string_view file_part = "file";

Refusal bad_form(std::string detail) { return {ProblemCode::invalid_request, std::move(detail)}; }

/// The value of `boundary` in Content-Type.
std::string boundary_of(const http::Request& request) {
  const auto type = http::parse_parameterised(request.headers.get("Content-Type").value_or(""));
  const auto boundary = type ? type->parameter("boundary") : std::nullopt;
  if (boundary && !boundary->empty() && boundary->size() <= longest_boundary) {
    return std::string(*boundary);
  }
  throw bad_form("The Content-Type of a form must name its boundary.");
}

std::string_view describe(http::FormError error) {
  switch (error) {
    case http::FormError::no_boundary_first:
      return "The form does not begin with its boundary.";
    case http::FormError::bad_part_header:
      return "A part of the form has no readable header with its name.";
    case http::FormError::header_too_long:
      return "The header of a part of the form is too long.";
    case http::FormError::cut_short:
      return "The form ends before its last boundary.";
  }
  std::unreachable();
}

class FormSource final : public UploadSource, private http::FormHandler {
 public:
  FormSource(const http::Request& request, std::unique_ptr<UploadSource> body)
      : body_(std::move(body)), buffer_(piece), parser_(boundary_of(request), *this) {
    while (!has_file_ && !ended_) pump();
    if (!has_file_) {
      throw bad_parameter(std::string(file_part), "missing", "The form has no part `file`.", "");
    }
  }

  const std::map<std::string, std::string>& fields() const override { return fields_; }
  std::string file_name() const override { return file_name_; }

  std::size_t read(std::span<std::byte> buffer) override {
    while (taken_ == file_.size() && !ended_) {
      file_.clear();
      taken_ = 0;
      pump();
    }
    const auto size = std::min(buffer.size(), file_.size() - taken_);
    std::ranges::copy(std::as_bytes(std::span(file_).subspan(taken_, size)), buffer.begin());
    taken_ += size;
    return size;
  }

 private:
  void pump() {
    const auto size = body_->read(buffer_);
    ended_ = size == 0;
    const auto read = ended_ ? parser_.finish()
                             : parser_.feed({reinterpret_cast<const char*>(buffer_.data()), size});
    if (!read) throw bad_form(std::string(describe(read.error())));
  }

  void on_part(const http::FormPart& part) override {
    if (has_file_) {
      throw bad_parameter(shown(part.name), "behind_the_file",
                          "The file must be the last part of the form, and the only file.", "");
    }
    if (part.name == file_part) {
      has_file_ = true;
      file_name_ = part.file_name.value_or("");
      return;
    }
    if (is_not_utf8(part.name)) {
      throw bad_parameter(shown(part.name), "not_utf8", "The name of a part is not UTF-8.", "");
    }
    const auto [field, added] = fields_.try_emplace(part.name);
    if (!added) throw bad_parameter(part.name, "repeated", "May be given once only.", "");
    if (fields_.size() > most_fields) throw bad_form("The form has too many parts.");
    field_ = &field->second;
  }

  void on_data(std::string_view data) override {
    if (has_file_) {
      file_ += data;
      return;
    }
    if (field_->size() + data.size() > longest_field) {
      throw bad_form(
          fmt::format("A text part of the form is longer than {} bytes.", longest_field));
    }
    *field_ += data;
  }

  void on_part_end() override {}

  static bool is_not_utf8(std::string_view name) {
    const auto fault = check_text(name, {.min = 0, .max = longest_field});
    return fault && fault->code == "not_utf8";
  }

  std::unique_ptr<UploadSource> body_;
  std::vector<std::byte> buffer_;
  http::FormParser parser_;
  std::map<std::string, std::string> fields_;
  std::string* field_ = nullptr;  ///< the text part that is being read
  bool has_file_ = false;
  bool ended_ = false;
  std::string file_name_;
  std::string file_;       ///< of the last piece
  std::size_t taken_ = 0;  ///< of it
};

}  // namespace

std::unique_ptr<UploadSource> open_form_source(const http::Request& request) {
  return std::make_unique<FormSource>(request, open_raw_source(request));
}

}  // namespace muster::api
