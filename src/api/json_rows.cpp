#include "api/json_rows.h"

#include <array>
#include <boost/json.hpp>
#include <cstdint>

#include "identity/hardware_hash.h"
#include "identity/utf8.h"

namespace muster::api {
namespace {

using enum intake::Column;

constexpr std::array columns = {manufacturer,  model,     serial_number, product_id,
                                hardware_hash, group_tag, assigned_user};
constexpr std::array<std::string_view, intake::column_count> names = {
    "manufacturer",  "model",     "serial_number", "product_id",
    "hardware_hash", "group_tag", "assigned_user"};
constexpr std::size_t directory_columns = 5;  ///< a directory knows no tags and no users

constexpr std::size_t longest_shown = 1024;  ///< bytes of a bad value that are kept

const intake::Header& header_for(intake::Purpose purpose) {
  static const intake::Form registering = {.name = "json",
                                           .identification = intake::Identification::any,
                                           .columns = columns,
                                           .headings = names};
  static const intake::Form directory = {.name = "json",
                                         .identification = intake::Identification::three_values,
                                         .columns = std::span(columns).first(directory_columns),
                                         .headings = std::span(names).first(directory_columns)};
  static const intake::Header for_registering = {
      .form = &registering, .columns = {}, .headings = {}, .warnings = {}};
  static const intake::Header for_directory = {
      .form = &directory, .columns = {}, .headings = {}, .warnings = {}};
  return purpose == intake::Purpose::directory ? for_directory : for_registering;
}

}  // namespace

std::vector<intake::UploadedRow> read_json_rows(ObjectReader& object, std::string_view name,
                                                intake::Purpose purpose, InputErrors& errors) {
  std::vector<intake::UploadedRow> rows;
  const std::size_t used = purpose == intake::Purpose::directory ? directory_columns : names.size();
  object.array(name, 1, max_json_devices,
               [&](const boost::json::value& value, const std::string& pointer) {
                 ObjectReader device(value, pointer, errors);
                 intake::UploadedRow row;
                 row.row = static_cast<std::uint32_t>(rows.size() + 1);
                 for (std::size_t i = 0; i < used; ++i) {
                   intake::cell(row, columns[i]) = device.raw_text(names[i]);
                 }
                 device.finish();
                 rows.push_back(std::move(row));
               });
  return rows;
}

void check_json_row(intake::UploadedRow& row, intake::Purpose purpose,
                    std::vector<std::string>& kept) {
  auto found = intake::check_row(row, header_for(purpose));
  if (!found) return;
  found->error.byte = 0;  // there is no file to point into
  row.error = std::move(found->error);
  kept.clear();
  kept.reserve(columns.size());
  for (const auto column : columns) {
    auto& value = intake::cell(row, column);
    const auto limit = column == hardware_hash ? identity::max_hardware_hash : longest_shown;
    if (!value || value->size() <= limit) continue;
    kept.emplace_back(identity::cut_utf8(*value, limit));
    value = kept.back();
  }
}

bool has_only_three_values(const intake::UploadedRow& row) {
  return row.manufacturer && row.model && row.serial_number && !row.product_id &&
         !row.hardware_hash && !row.group_tag && !row.assigned_user;
}

}  // namespace muster::api
