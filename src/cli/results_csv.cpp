#include "cli/results_csv.h"

namespace muster::cli {

namespace {

constexpr std::size_t error_code_from_end = 5;

}  // namespace

void FailedRowCounter::feed(std::string_view bytes) {
  for (const char c : bytes) {
    if (c == '"') {
      quoted_ = !quoted_;
    } else if (!quoted_ && c == ',') {
      end_field();
    } else if (!quoted_ && c == '\n') {
      end_record();
    } else if (quoted_ || c != '\r') {
      field_is_empty_ = false;
    }
  }
}

void FailedRowCounter::end_field() {
  if (!header_ && field_ + error_code_from_end == columns_) has_error_ = !field_is_empty_;
  ++field_;
  field_is_empty_ = true;
}

void FailedRowCounter::end_record() {
  end_field();
  if (header_) columns_ = field_;
  if (has_error_) ++failed_;
  header_ = false;
  has_error_ = false;
  field_ = 0;
}

}  // namespace muster::cli
