#include "registry/decide.h"

#include <fmt/format.h>

#include <cctype>
#include <string>

namespace muster::registry {
namespace {

/// The text without blanks and punctuation, in lower case: what is left when only spelling differs.
/// Letters beyond ASCII stay as they are.
std::string letters_and_digits(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) {
      kept += c;
    } else if (std::isalnum(byte) != 0) {
      kept += static_cast<char>(std::tolower(byte));
    }
  }
  return kept;
}

bool only_spelling_differs(std::string_view given, std::string_view listed) {
  return letters_and_digits(given) == letters_and_digits(listed);
}

std::string quoted(std::string_view text) { return fmt::format("`{}`", text); }

bool has_blanks_around(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  return !text.empty() && (blank(text.front()) || blank(text.back()) ||
                           text.starts_with("\u00A0") || text.ends_with("\u00A0"));
}

void add_difference(std::string& hint, std::string_view heading, std::string_view given,
                    std::string_view listed) {
  if (given == listed) return;
  hint += hint.empty() ? "" : "; ";
  hint += has_blanks_around(given)
              ? fmt::format("{}: the directory has {}, the file has {} (with blanks around it)",
                            heading, quoted(listed), quoted(given))
              : fmt::format("{}: the directory has {}, the file has {}", heading, quoted(listed),
                            quoted(given));
}

RegistrationError duplicate_of(std::uint32_t first_row) {
  RegistrationError error{.code = ErrorCode::duplicate_in_file};
  error.first_row = first_row;
  error.detail = fmt::format("The same device stands in row {}.", first_row);
  return error;
}

/// Names the item and not what was published: that is the supplier's.
RegistrationError differs_from_published(std::string_view item) {
  return {
      .code = ErrorCode::hardware_hash_not_valid,
      .detail = fmt::format(
          "The {} in the hardware hash is not the one that the device's supplier published.", item),
      .column = "Hardware Hash",
      .value = {},
      .first_row = std::nullopt};
}

}  // namespace

std::optional<RegistrationError> decide(const Facts& facts) {
  if (facts.row_error != nullptr) return *facts.row_error;
  if (facts.duplicate_of) return duplicate_of(*facts.duplicate_of);
  if (!facts.listed && !facts.vouched) {
    return RegistrationError{.code = facts.approvable ? ErrorCode::approval_needed
                                                      : ErrorCode::device_not_found};
  }
  // What is already claimed by this very row was decided before the supplier published the hash.
  const bool decided_before = facts.claim && facts.claim->customer == facts.customer &&
                              facts.claim->registration == facts.registration;
  if (!facts.hash_differs_in.empty() && !decided_before) {
    return differs_from_published(facts.hash_differs_in);
  }
  if (!facts.claim) return std::nullopt;
  if (facts.claim->customer != facts.customer) {
    return RegistrationError{.code = ErrorCode::device_claimed_by_another_organization};
  }
  if (facts.claim->registration == facts.registration) return std::nullopt;
  if (batch_of(facts.claim->registration) == batch_of(facts.registration)) {
    // Two rows that name one device in different ways, such as by hash and by product ID.
    return duplicate_of(row_of(facts.claim->registration));
  }
  return RegistrationError{.code = ErrorCode::device_already_registered};
}

std::string hint_for(const PendingRow& row,
                     std::span<const identity::DeviceIdentity> same_serial_number) {
  for (const auto& entry : same_serial_number) {
    if (!only_spelling_differs(row.manufacturer, entry.manufacturer) ||
        !only_spelling_differs(row.model, entry.model) ||
        !only_spelling_differs(row.serial_number, entry.serial_number)) {
      continue;
    }
    std::string hint;
    add_difference(hint, "Manufacturer", row.manufacturer, entry.manufacturer);
    add_difference(hint, "Model", row.model, entry.model);
    add_difference(hint, "Serial Number", row.serial_number, entry.serial_number);
    if (!hint.empty()) return hint + ".";
  }
  return {};
}

}  // namespace muster::registry
