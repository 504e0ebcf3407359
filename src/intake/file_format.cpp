#include "intake/file_format.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "identity/utf8.h"

namespace muster::intake {
namespace {

using enum Column;

constexpr std::array partner_columns = {manufacturer, model, serial_number};
constexpr std::array<std::string_view, 3> partner_headings = {"Manufacturer", "Model",
                                                              "Serial Number"};

constexpr std::array autopilot_columns = {serial_number, product_id, hardware_hash, group_tag,
                                          assigned_user};
constexpr std::array<std::string_view, 5> autopilot_headings = {
    "Device Serial Number", "Windows Product ID", "Hardware Hash", "Group Tag", "Assigned User"};

constexpr std::array partner_center_columns = {serial_number, product_id, hardware_hash,
                                               manufacturer, model};
constexpr std::array<std::string_view, 5> partner_center_headings = {
    "Device Serial Number", "Windows Product ID", "Hardware Hash", "Manufacturer name",
    "Device model"};

constexpr std::array publishing_columns = {manufacturer, model, serial_number, product_id,
                                           hardware_hash};
constexpr std::array<std::string_view, 5> publishing_headings = {
    "Manufacturer", "Model", "Serial Number", "Windows Product ID", "Hardware Hash"};
constexpr std::array hash_only_columns = {manufacturer, model, serial_number, hardware_hash};
constexpr std::array<std::string_view, 4> hash_only_headings = {"Manufacturer", "Model",
                                                                "Serial Number", "Hardware Hash"};

template <std::size_t N>
constexpr Form form(std::string_view name, Identification identification,
                    const std::array<Column, N>& columns,
                    const std::array<std::string_view, N>& headings, std::size_t count = N) {
  return {name, identification, std::span(columns).first(count), std::span(headings).first(count)};
}

constexpr std::array registering_forms = {
    form("partner", Identification::three_values, partner_columns, partner_headings),
    form("autopilot", Identification::hardware_hash, autopilot_columns, autopilot_headings, 3),
    form("autopilot_group_tag", Identification::hardware_hash, autopilot_columns,
         autopilot_headings, 4),
    form("autopilot_assigned_user", Identification::hardware_hash, autopilot_columns,
         autopilot_headings, 5),
    form("partner_center", Identification::any, partner_center_columns, partner_center_headings),
};

// A directory entry needs its three values; a hash holds them, a product ID alone does not.
constexpr std::array directory_forms = {
    form("partner", Identification::three_values, partner_columns, partner_headings),
    form("partner", Identification::three_values, publishing_columns, publishing_headings, 4),
    form("partner", Identification::three_values, publishing_columns, publishing_headings),
    form("partner", Identification::three_values, hash_only_columns, hash_only_headings),
    form("autopilot", Identification::hardware_hash, autopilot_columns, autopilot_headings, 3),
    form("autopilot_group_tag", Identification::hardware_hash, autopilot_columns,
         autopilot_headings, 4),
    form("autopilot_assigned_user", Identification::hardware_hash, autopilot_columns,
         autopilot_headings, 5),
    form("partner_center", Identification::three_values, partner_center_columns,
         partner_center_headings),
};

constexpr std::size_t max_shown_headings = 20;
constexpr std::size_t max_shown_heading = 100;  ///< bytes

/// Takes the next character of a heading that counts, in lower case: spaces do not. Nothing at the
/// end.
std::optional<char> next_folded(std::string_view& heading) {
  while (!heading.empty()) {
    if (heading.starts_with("\u00A0")) {  // a no-break space
      heading.remove_prefix(2);
      continue;
    }
    const char c = heading.front();
    heading.remove_prefix(1);
    if (c == ' ' || c == '\t') continue;
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return std::nullopt;
}

std::string folded(std::string_view heading) {
  std::string text;
  while (const auto c = next_folded(heading)) text += *c;
  return text;
}

/// Whether two headings differ only by letter case and spaces. Called for every row of a file.
bool same_heading(std::string_view a, std::string_view b) {
  for (;;) {
    const auto next = next_folded(a);
    if (next != next_folded(b)) return false;
    if (!next) return true;
  }
}

auto same_as(std::string_view heading) {
  return [heading](std::string_view other) { return same_heading(heading, other); };
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = std::exchange(row[j + 1], std::min({row[j] + 1, row[j + 1] + 1, replaced}));
    }
  }
  return row.back();
}

/// Where each heading of the form stands in the file; nullopt when one is missing or another there.
std::optional<std::vector<std::optional<Column>>> match(const Form& form,
                                                        std::span<const std::string> fields) {
  if (fields.size() != form.headings.size()) return std::nullopt;
  std::vector<std::optional<Column>> columns(fields.size());
  for (std::size_t i = 0; i < form.headings.size(); ++i) {
    const auto at = std::ranges::find_if(fields, same_as(form.headings[i]));
    if (at == fields.end()) return std::nullopt;
    auto& column = columns[static_cast<std::size_t>(at - fields.begin())];
    if (column) return std::nullopt;
    column = form.columns[i];
  }
  return columns;
}

std::vector<Warning> warnings_for(const Form& form, std::span<const std::string> fields,
                                  const std::vector<std::optional<Column>>& columns,
                                  std::uint32_t row) {
  std::vector<Warning> warnings;
  bool in_order = true;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto place = static_cast<std::size_t>(std::ranges::find(form.columns, *columns[i]) -
                                                form.columns.begin());
    if (place != i) in_order = false;
    const auto heading = form.headings[place];
    if (fields[i] != heading) {
      warnings.push_back(
          {.code = "heading_spelling",
           .message = fmt::format("The heading `{}` was read as `{}`.", fields[i], heading),
           .row = row,
           .column = std::string(heading)});
    }
  }
  if (!in_order) {
    warnings.push_back({.code = "heading_order",
                        .message = fmt::format("The columns are usually in the order {}; they were "
                                               "read by their headings.",
                                               fmt::join(form.headings, ",")),
                        .row = row,
                        .column = {}});
  }
  return warnings;
}

/// How much would have to be typed to make the form's headings of these: unknown ones are changed
/// to the likest missing one, or deleted where that is less; what is still missing is added.
std::size_t typing(const Form& form, std::span<const std::string> fields) {
  std::vector<std::string> missing;
  for (const auto heading : form.headings) {
    if (std::ranges::none_of(fields, same_as(heading))) missing.push_back(folded(heading));
  }
  std::size_t total = 0;
  for (const auto& field : fields) {
    if (std::ranges::any_of(form.headings, same_as(field))) continue;
    const auto unknown = folded(field);
    std::size_t least = unknown.size();
    auto likest = missing.end();
    for (auto heading = missing.begin(); heading != missing.end(); ++heading) {
      const auto longer = std::max(heading->size(), unknown.size());
      const auto shorter = std::min(heading->size(), unknown.size());
      // So much differs at least; what is twice as long is no misspelling.
      if (longer - shorter >= std::min(least, shorter)) continue;
      const auto changes = edit_distance(*heading, unknown);
      if (changes >= least) continue;
      least = changes;
      likest = heading;
    }
    total += least;
    if (likest != missing.end()) missing.erase(likest);
  }
  for (const auto& heading : missing) total += heading.size();
  return total;
}

const Form& nearest_form(std::span<const Form> forms, std::span<const std::string> fields) {
  return *std::ranges::min_element(forms, {},
                                   [&](const Form& form) { return typing(form, fields); });
}

std::string quoted_list(const auto& headings) {
  std::string text;
  for (const auto& heading : headings)
    text += fmt::format("{}`{}`", text.empty() ? "" : ", ", heading);
  return text;
}

/// `fields` are shown as they are; `left_out` says how many more there were.
FileError not_recognised(std::span<const Form> forms, std::span<const std::string> fields,
                         std::size_t left_out, std::uint32_t row) {
  const auto& nearest = nearest_form(forms, fields);
  FileError error{.code = FileErrorCode::header_not_recognised,
                  .message = {},
                  .advice = {},
                  .row = row,
                  .column = {},
                  .byte = {},
                  .value = {},
                  .expected = {nearest.headings.begin(), nearest.headings.end()},
                  .found = {fields.begin(), fields.end()}};
  error.message =
      "The header line is not one of the known ones. " +
      (left_out > 0 ? fmt::format("Expected {}; found {} and {} more.", quoted_list(error.expected),
                                  quoted_list(error.found), left_out)
                    : fmt::format("Expected {}; found {}.", quoted_list(error.expected),
                                  quoted_list(error.found)));
  for (const auto& field : fields) {
    if (std::ranges::any_of(nearest.headings, same_as(field))) continue;
    const auto closest = *std::ranges::min_element(nearest.headings, {}, [&](auto heading) {
      return edit_distance(folded(heading), folded(field));
    });
    error.message += fmt::format(" `{}` is not known; the nearest is `{}`.", field, closest);
    if (!error.column) {
      error.column = field;
      error.value = field;
    }
  }
  for (const auto heading : nearest.headings) {
    const auto times = std::ranges::count_if(fields, same_as(heading));
    if (times == 1) continue;
    error.message +=
        fmt::format(" `{}` {}.", heading, times == 0 ? "is missing" : "stands there twice");
    if (!error.column) error.column = std::string(heading);
  }
  error.advice =
      "Correct the first line of the file, or start from a sample file, and upload it again.";
  return error;
}

}  // namespace

std::string_view to_string(FileErrorCode code) {
  switch (code) {
    case FileErrorCode::empty_file:
      return "empty_file";
    case FileErrorCode::header_not_recognised:
      return "header_not_recognised";
    case FileErrorCode::bad_quoting:
      return "bad_quoting";
    case FileErrorCode::encoding_not_supported:
      return "encoding_not_supported";
    case FileErrorCode::record_too_long:
      return "record_too_long";
    case FileErrorCode::too_many_rows:
      return "too_many_rows";
    case FileErrorCode::too_large:
      return "too_large";
  }
  std::unreachable();
}

std::span<const Form> forms_for(Purpose purpose) {
  return purpose == Purpose::directory ? std::span<const Form>(directory_forms)
                                       : std::span<const Form>(registering_forms);
}

std::string_view Header::heading_of(Column column) const {
  const auto at = std::ranges::find(form->columns, column) - form->columns.begin();
  return form->headings[static_cast<std::size_t>(at)];
}

bool Header::has(Column column) const {
  return std::ranges::find(form->columns, column) != form->columns.end();
}

std::expected<Header, FileError> recognise_header(std::span<const std::string> fields,
                                                  std::uint32_t row, Purpose purpose) {
  // Spreadsheets end every line with the separators of columns that nobody filled.
  auto named = fields;
  while (!named.empty() && named.back().empty()) named = named.first(named.size() - 1);
  for (const auto& form : forms_for(purpose)) {
    if (auto columns = match(form, named)) {
      auto warnings = warnings_for(form, named, *columns, row);
      columns->resize(fields.size());
      return Header{.form = &form,
                    .columns = std::move(*columns),
                    .headings = {fields.begin(), fields.end()},
                    .warnings = std::move(warnings)};
    }
  }
  std::vector<std::string> shown;
  for (const auto& field : named.first(std::min(named.size(), max_shown_headings))) {
    const auto text = identity::with_invalid_bytes_shown(
        std::string_view(field).substr(0, max_shown_heading + 3));
    shown.emplace_back(identity::cut_utf8(text, max_shown_heading));
  }
  return std::unexpected(
      not_recognised(forms_for(purpose), shown, named.size() - shown.size(), row));
}

bool repeats_header(const Header& header, std::span<const std::string_view> fields) {
  if (fields.empty() || fields.size() > header.headings.size()) return false;
  for (std::size_t i = 0; i < header.headings.size(); ++i) {
    std::string_view field = i < fields.size() ? fields[i] : std::string_view();
    // Where files were joined, the second one's byte order mark stands before its header line.
    if (i == 0 && field.starts_with("\uFEFF")) field.remove_prefix(3);
    if (!same_heading(field, header.headings[i])) return false;
  }
  return true;
}

}  // namespace muster::intake
