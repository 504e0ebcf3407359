#include "api/csv_results.h"

#include <array>
#include <optional>
#include <utility>

#include "api/render_device.h"
#include "intake/csv_writer.h"

namespace muster::api {
namespace {

using enum intake::Column;

constexpr std::array all_columns = {manufacturer,  model,     serial_number, product_id,
                                    hardware_hash, group_tag, assigned_user};
constexpr std::array<std::string_view, 7> all_headings = {
    "Manufacturer",  "Model",     "Serial Number", "Windows Product ID",
    "Hardware Hash", "Group Tag", "Assigned User"};

constexpr std::array<std::string_view, 6> outcome_headings = {"State",  "Error code", "Title",
                                                              "Advice", "Hint",       "Request ID"};

const std::optional<std::string>& cell(const registry::RowInput& input, intake::Column column) {
  switch (column) {
    case manufacturer:
      return input.manufacturer;
    case model:
      return input.model;
    case serial_number:
      return input.serial_number;
    case product_id:
      return input.product_id;
    case hardware_hash:
      return input.hardware_hash;
    case group_tag:
      return input.group_tag;
    case assigned_user:
      return input.assigned_user;
  }
  std::unreachable();
}

std::string_view text(const std::optional<std::string>& value) {
  return value ? std::string_view(*value) : std::string_view();
}

}  // namespace

ResultsCsv::ResultsCsv(std::string_view form, std::string_view support_contact)
    : columns_(all_columns.begin(), all_columns.end()),
      headings_(all_headings.begin(), all_headings.end()),
      support_contact_(support_contact) {
  for (const auto& known : intake::forms_for(intake::Purpose::registering)) {
    if (known.name != form) continue;
    columns_.assign(known.columns.begin(), known.columns.end());
    headings_.assign(known.headings.begin(), known.headings.end());
  }
}

void ResultsCsv::append_header(std::string& out) const {
  auto headings = headings_;
  headings.insert(headings.end(), outcome_headings.begin(), outcome_headings.end());
  intake::append_csv_row(out, headings);
}

void ResultsCsv::append_row(std::string& out, const registry::RowInput& input,
                            std::string_view state, const registry::RegistrationError* error,
                            std::string_view request_id) const {
  std::vector<std::string_view> values;
  values.reserve(columns_.size() + outcome_headings.size());
  for (const auto column : columns_) values.push_back(text(cell(input, column)));
  values.push_back(state);
  std::string advice;
  if (error != nullptr) {
    const auto& catalogued = registry::text_of(error->code);
    advice = advice_for(*error, support_contact_);
    values.insert(values.end(),
                  {catalogued.name, catalogued.title, advice, error->detail, request_id});
  } else {
    values.resize(values.size() + 4);
    values.push_back(request_id);
  }
  intake::append_spreadsheet_row(out, values);
}

void append_device_header(std::string& out) {
  static constexpr std::array<std::string_view, 18> headings = {
      "Manufacturer", "Model",      "Serial Number", "Windows Product ID",
      "State",        "Error code", "Title",         "Advice",
      "Hint",         "Group Tag",  "Assigned User", "Order ID",
      "Purchase ID",  "Registered", "Last seen",     "Device ID",
      "Batch ID",     "Row"};
  intake::append_csv_row(out, headings);
}

void append_device_row(std::string& out, const registry::Device& device,
                       const registry::ActiveWindow& window, std::string_view support_contact) {
  const auto state = registry::device_state(device.state, device.last_seen_at, window);
  const auto* error = device.error ? &*device.error : nullptr;
  const auto* catalogued = error != nullptr ? &registry::text_of(error->code) : nullptr;
  const auto registered = registry::to_text(device.registered_at);
  const auto seen = device.last_seen_at ? registry::to_text(*device.last_seen_at) : std::string();
  const auto advice = error != nullptr ? advice_for(*error, support_contact) : std::string();
  const auto id = device.id.text();
  const auto batch = registry::batch_of(device.id).text();
  const auto row = std::to_string(registry::row_of(device.id));
  const std::array<std::string_view, 18> values = {
      device.manufacturer,
      device.model,
      device.serial_number,
      device.product_id,
      state ? title_of(*state) : std::string_view(),
      catalogued != nullptr ? catalogued->name : std::string_view(),
      catalogued != nullptr ? catalogued->title : std::string_view(),
      advice,
      error != nullptr ? std::string_view(error->detail) : std::string_view(),
      device.group_tag,
      device.assigned_user,
      device.order_id,
      device.purchase_id,
      registered,
      seen,
      id,
      batch,
      row};
  intake::append_spreadsheet_row(out, values);
}

}  // namespace muster::api
