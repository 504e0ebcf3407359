#include "api/file_input.h"

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>
#include <vector>

#include "api/json_input.h"
#include "api/json_rows.h"
#include "api/media_type.h"
#include "api/nearest.h"
#include "api/problems.h"
#include "api/text_rule.h"
#include "api/upload_source.h"

namespace muster::api {
namespace {

constexpr std::size_t buffer_size = std::size_t{256} << 10;
constexpr std::uint64_t room_for_form = std::uint64_t{1} << 20;

[[noreturn]] void refuse_file(const intake::FileError& error) {
  http::ProblemItem item;
  item.code = std::string(to_string(error.code));
  item.message = error.message;
  if (error.row) item.row = *error.row;
  item.column = error.column;
  item.byte = error.byte;
  item.value = error.value;
  auto refused =
      problem(error.code == intake::FileErrorCode::too_large ? ProblemCode::payload_too_large
                                                             : ProblemCode::file_not_readable,
              error.message, {std::move(item)});
  if (!error.advice.empty()) refused.advice = error.advice;
  throw Refusal(std::move(refused));
}

/// A field of a form, checked as the query parameter of the same name is.
std::optional<std::string> form_field(const std::map<std::string, std::string>& fields,
                                      const std::string& name) {
  const auto found = fields.find(name);
  if (found == fields.end()) return std::nullopt;
  if (auto fault = check_text(found->second, any_text)) {
    throw bad_parameter(name, std::move(fault->code), std::move(fault->message),
                        shown(found->second));
  }
  return found->second;
}

/// A CSV file, raw or in a form.
class CsvInput final : public FileInput {
 public:
  CsvInput(std::unique_ptr<UploadSource> source, const Limits& limits, const UploadKind& kind)
      : source_(std::move(source)),
        reader_({.max_rows = limits.max_rows, .max_bytes = limits.max_bytes}, kind.purpose),
        buffer_(buffer_size) {
    read_texts(kind);
  }

  const UploadTexts& texts() const override { return texts_; }

  UploadSummary read(const OnRow& on_row) override {
    const auto take = [&](const intake::UploadedRow& row) { on_row(row, reader_.is_plain()); };
    each_piece([&](std::span<const std::byte> piece) {
      if (const auto read = reader_.feed(piece, take); !read) refuse_file(read.error());
    });
    auto summary = reader_.finish(take);
    if (!summary) refuse_file(summary.error());
    return {.file = std::move(*summary), .sha256 = sha256_.finish()};
  }

  security::Digest hash() override {
    each_piece([](std::span<const std::byte>) {});
    return sha256_.finish();
  }

 private:
  void read_texts(const UploadKind& kind) {
    static constexpr std::array<std::string_view, 3> names = {"order_id", "purchase_id",
                                                              "file_name"};
    const auto known = std::span(names).first(kind.has_texts ? names.size() : 0);
    const auto& fields = source_->fields();
    for (const auto& [name, value] : fields) {
      if (std::ranges::find(known, name) != known.end()) continue;
      throw bad_parameter(shown(name), "unknown_field",
                          fmt::format("There is no form field `{}`; the file goes into `file`.{}",
                                      shown(name), suggestion(name, known)),
                          shown(value));
    }
    texts_ = {.order_id = form_field(fields, "order_id"),
              .purchase_id = form_field(fields, "purchase_id"),
              .file_name = form_field(fields, "file_name")};
    // A name that a browser sent is no reason to refuse the file.
    if (const auto name = source_->file_name();
        !texts_.file_name && !name.empty() && !check_text(name, any_text)) {
      texts_.file_name = name;
    }
  }

  template <class Take>
  void each_piece(const Take& take) {
    while (const auto size = source_->read(buffer_)) {
      const auto piece = std::span<const std::byte>(buffer_).first(size);
      sha256_.add(piece);
      take(piece);
    }
  }

  std::unique_ptr<UploadSource> source_;
  UploadTexts texts_;
  intake::DeviceFileReader reader_;
  security::Sha256 sha256_;
  std::vector<std::byte> buffer_;
};

/// A JSON body. It is read whole before its rows are looked at.
class JsonInput final : public FileInput {
 public:
  JsonInput(UploadSource& source, const Limits& limits, const UploadKind& kind)
      : purpose_(kind.purpose),
        text_(read_whole(source, std::min<std::uint64_t>(limits.max_bytes, max_json_bytes))),
        body_(parse_json(text_)) {
    InputErrors errors;
    ObjectReader object(body_, "", errors);
    if (kind.has_texts) {
      texts_ = {.order_id = object.optional_text("order_id", any_text),
                .purchase_id = object.optional_text("purchase_id", any_text),
                .file_name = object.optional_text("file_name", any_text)};
    }
    rows_ = read_json_rows(object, kind.rows_field, kind.purpose, errors);
    object.finish();
    errors.refuse_if_any();
  }

  const UploadTexts& texts() const override { return texts_; }

  UploadSummary read(const OnRow& on_row) override {
    std::vector<std::string> kept;
    for (auto& row : rows_) {
      check_json_row(row, purpose_, kept);
      on_row(row, has_only_three_values(row));
    }
    return {.file = {.format = "json",
                     .encoding = "utf-8",
                     .separator = {},
                     .warnings = {},
                     .rows = rows_.size(),
                     .bytes = text_.size()},
            .sha256 = hash()};
  }

  security::Digest hash() override { return security::sha256(text_); }

 private:
  intake::Purpose purpose_;
  std::string text_;
  boost::json::value body_;
  UploadTexts texts_;
  std::vector<intake::UploadedRow> rows_;
};

}  // namespace

std::unique_ptr<FileInput> open_upload(const http::Request& request, const Limits& limits,
                                       const UploadKind& kind) {
  const auto type = content_type_of(request);
  if (type == "text/csv" || type == "text/plain" || type == "application/octet-stream") {
    return std::make_unique<CsvInput>(open_raw_source(request), limits, kind);
  }
  if (type == "multipart/form-data") {
    return std::make_unique<CsvInput>(open_form_source(request), limits, kind);
  }
  if (type == "application/json") {
    return std::make_unique<JsonInput>(*open_raw_source(request), limits, kind);
  }
  throw Refusal(ProblemCode::unsupported_media_type,
                fmt::format("{} Taken here are text/csv (the file as it is), multipart/form-data "
                            "(with the file in the part `file`) and application/json.",
                            type.empty() ? "The request has no Content-Type."
                                         : fmt::format("`{}` is not taken.", shown(type))));
}

std::uint64_t upload_body_limit(const Limits& limits) { return limits.max_bytes + room_for_form; }

}  // namespace muster::api
