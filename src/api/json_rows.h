#pragma once
// Devices in a JSON body as rows of an upload. They are checked as the rows of a file are: a bad
// one fails alone. The row number is the place in the array, counted from 1.

#include <boost/json/fwd.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/json_input.h"
#include "intake/file_format.h"
#include "intake/row_check.h"
#include "intake/uploaded_row.h"

namespace muster::api {

/// A JSON body is read whole, so it is for thousands of devices; a file may have millions.
constexpr std::size_t max_json_devices = 10'000;
constexpr std::size_t max_json_bytes = std::size_t{16} << 20;

/// Reads the array `name` of `object`. The views of the rows live as long as the JSON value does.
/// What is wrong with the JSON itself (types, unknown fields) goes to the object's errors.
std::vector<intake::UploadedRow> read_json_rows(ObjectReader& object, std::string_view name,
                                                intake::Purpose purpose, InputErrors& errors);

/// What is wrong with the values, as for the row of a file. `kept` holds what the row's views show
/// of values that may not be shown as they are; it must outlive the row.
void check_json_row(intake::UploadedRow& row, intake::Purpose purpose,
                    std::vector<std::string>& kept);

/// Whether the row gives manufacturer, model and serial number, and nothing else.
bool has_only_three_values(const intake::UploadedRow& row);

}  // namespace muster::api
