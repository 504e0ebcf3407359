#include "api/forecast_answer.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "api/operations.h"
#include "api/render.h"
#include "api/render_batch.h"
#include "intake/file_format.h"
#include "security/sha256.h"

namespace muster::api {
namespace {

namespace json = boost::json;
using registry::RowInput;

RowInput input_of(const registry::PendingRow& row) {
  if (row.details && row.details->input) return *row.details->input;
  RowInput input;
  input.manufacturer = row.manufacturer;
  input.model = row.model;
  input.serial_number = row.serial_number;
  return input;
}

bool has(const RowInput& input, intake::Column column) {
  switch (column) {
    case intake::Column::manufacturer:
      return input.manufacturer.has_value();
    case intake::Column::model:
      return input.model.has_value();
    case intake::Column::serial_number:
      return input.serial_number.has_value();
    case intake::Column::product_id:
      return input.product_id.has_value();
    case intake::Column::hardware_hash:
      return input.hardware_hash.has_value();
    case intake::Column::group_tag:
      return input.group_tag.has_value();
    case intake::Column::assigned_user:
      return input.assigned_user.has_value();
  }
  std::unreachable();
}

/// The form whose columns are those that the row has: the rows come before the file has ended, and
/// so before its summary.
std::string_view form_of(const RowInput& input) {
  constexpr std::array all = {intake::Column::manufacturer,  intake::Column::model,
                              intake::Column::serial_number, intake::Column::product_id,
                              intake::Column::hardware_hash, intake::Column::group_tag,
                              intake::Column::assigned_user};
  for (const auto& form : intake::forms_for(intake::Purpose::registering)) {
    const bool same = std::ranges::all_of(all, [&](intake::Column column) {
      const bool in_form = std::ranges::find(form.columns, column) != form.columns.end();
      return in_form == has(input, column);
    });
    if (same) return form.name;
  }
  return "json";
}

}  // namespace

ForecastAnswer::ForecastAnswer(const Services& services, std::string request_id, bool as_csv,
                               bool rows_are_json)
    : services_(services),
      request_id_(std::move(request_id)),
      rows_are_json_(rows_are_json),
      spool_(as_csv ? std::make_shared<Spool>(services.spool_folder) : nullptr),
      failed_rows_(std::make_unique<json::array>()) {}

void ForecastAnswer::take(const registry::ForetoldRow& row) {
  const auto* error = row.error.get();
  if (error != nullptr) {
    ++failed_;
    ++errors_[error->code];
  } else {
    ++registered_;
  }
  if (spool_) {
    append_csv(input_of(row.row), error);
  } else if (error != nullptr && failed_rows_->size() < most_failed_rows) {
    json::object outcome;
    outcome["row"] = registry::row_of(row.row.id);
    outcome["device_id"] = nullptr;
    outcome["state"] = "failed";
    outcome["device_state"] = nullptr;
    outcome["error"] = error_to_json(*error, request_id_, services_.support_contact->get());
    outcome["input"] = api::to_json(input_of(row.row));
    failed_rows_->push_back(std::move(outcome));
  }
}

void ForecastAnswer::append_csv(const RowInput& input, const registry::RegistrationError* error) {
  line_.clear();
  if (!csv_) {
    csv_.emplace(rows_are_json_ ? "json" : form_of(input), services_.support_contact->get());
    csv_->append_header(line_);
  }
  csv_->append_row(line_, input, error != nullptr ? "failed" : "registered", error, request_id_);
  spool_->add(line_);
}

http::Response ForecastAnswer::finish(const UploadSummary& summary) {
  if (!spool_) return json_response(to_json(summary));
  http::Response response;
  response.headers.set("Content-Type", "text/csv; charset=utf-8; header=present");
  response.headers.set("Content-Disposition", "attachment; filename=\"forecast.csv\"");
  response.stream = [spool = spool_](http::ResponseSink& sink) {
    return spool->read([&](std::string_view piece) { return sink.write(piece); });
  };
  return response;
}

json::object ForecastAnswer::to_json(const UploadSummary& summary) const {
  json::object object;
  object["format"] = summary.file.format;
  object["encoding"] = summary.file.encoding;
  object["separator"] = text_or_null(summary.file.separator);
  object["warnings"] = api::to_json(summary.file.warnings);
  object["rows"] = summary.file.rows;
  object["bytes"] = summary.file.bytes;
  object["sha256"] = security::to_hex(summary.sha256);
  object["counts"] = json::object{{"registered", registered_}, {"failed", failed_}};
  json::object errors;
  for (const auto& [code, count] : errors_) errors[registry::text_of(code).name] = count;
  object["errors"] = std::move(errors);
  object["failed_rows"] = *failed_rows_;
  object["failed_rows_truncated"] = failed_ > failed_rows_->size();
  return object;
}

}  // namespace muster::api
