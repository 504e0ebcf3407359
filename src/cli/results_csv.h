#pragma once
// How many rows failed, counted while the results of a check pass through as CSV: the exit code
// depends on it, and the answer may be too large to keep.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace muster::cli {

/// Reads the API's results CSV (RFC 4180), whose last six columns are State, Error code, Title,
/// Advice, Hint and Request ID. Bytes may be cut anywhere.
class FailedRowCounter {
 public:
  void feed(std::string_view bytes);
  std::uint64_t failed() const { return failed_; }

 private:
  void end_field();
  void end_record();

  bool quoted_ = false;  ///< inside quotes; a doubled quote leaves and enters again
  bool header_ = true;
  bool field_is_empty_ = true;
  std::size_t field_ = 0;
  std::size_t columns_ = 0;
  bool has_error_ = false;
  std::uint64_t failed_ = 0;
};

}  // namespace muster::cli
