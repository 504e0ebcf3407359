#pragma once
// The catalogue of everything that can go wrong with one device: code, title, advice (design.md,
// "Registration errors"). The only place where these texts stand.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::registry {

/// The numbers are stored; they never change and are never used again for something else.
enum class ErrorCode : std::uint8_t {
  device_not_found = 2,
  hardware_hash_not_valid = 3,
  device_already_registered = 4,
  device_claimed_by_another_organization = 5,
  unexpected_error = 6,
  approval_needed = 7,
  missing_value = 20,
  value_too_long = 21,
  control_character = 22,
  not_utf8 = 23,
  wrong_column_count = 24,
  duplicate_in_file = 25,
  serial_number_mismatch = 26,
  published_by_another_supplier = 40,  ///< directory uploads only
};

struct ErrorText {
  ErrorCode code;
  std::string_view name;    ///< the API's word for it
  std::string_view title;   ///< what people read
  std::string_view advice;  ///< what to do next
};

const ErrorText& text_of(ErrorCode code);
const std::vector<ErrorText>& error_catalogue();
std::optional<ErrorCode> error_code_from(std::string_view name);
std::optional<ErrorCode> error_code_from(std::int64_t stored);

/// Why one row failed: the code, and where and what it was about.
struct RegistrationError {
  ErrorCode code = ErrorCode::unexpected_error;
  std::string detail;  ///< a hint or the exact finding; empty when the title says it all
  std::string column;  ///< the heading; empty when the row as a whole is meant
  std::string value;   ///< the offending value
  std::optional<std::uint32_t> first_row;  ///< duplicate_in_file: the row that counts
  bool operator==(const RegistrationError&) const = default;
};

}  // namespace muster::registry
