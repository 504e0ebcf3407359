#pragma once
// CSV files for people: the results of a batch (or of a check), and a customer's devices. What a
// spreadsheet would take for a formula is neutralised.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "intake/file_format.h"
#include "registry/batch.h"
#include "registry/device.h"
#include "registry/time.h"

namespace muster::api {

/// Writes result lines: the input columns as the file's form has them, then
/// `State,Error code,Title,Advice,Hint,Request ID`.
class ResultsCsv {
 public:
  /// `form` is a batch's format; an unknown one, such as `json`, gets every column.
  ResultsCsv(std::string_view form, std::string_view support_contact);

  void append_header(std::string& out) const;
  /// `error` is null for none.
  void append_row(std::string& out, const registry::RowInput& input, std::string_view state,
                  const registry::RegistrationError* error, std::string_view request_id) const;

 private:
  std::vector<intake::Column> columns_;
  std::vector<std::string_view> headings_;
  std::string support_contact_;
};

void append_device_header(std::string& out);
void append_device_row(std::string& out, const registry::Device& device,
                       const registry::ActiveWindow& window, std::string_view support_contact);

}  // namespace muster::api
