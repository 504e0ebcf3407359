#pragma once
// Opaque cursors: where the next page of a list starts. Base64url of a version, the letter of
// the list, and fields, each with its length. A list refuses the cursors of another.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::api {

/// The list that a cursor belongs to, by its letter in the cursor. The digits are the orders of the
/// list of devices (device_query.cpp).
enum class CursorOf : char {
  audit_log = 'a',
  batch_rows = 'r',
  batches = 'b',
  clients = 'k',
  customers = 'c',
  deliveries = 'm',
  directory = 'd',
  enrolment_tokens = 'e',
  identity_providers = 'i',
  organisations = 'o',
  people = 'p',
  relationships = 'l',
  tokens = 't',
  webhooks = 'w',
};

std::string make_cursor(CursorOf list, std::initializer_list<std::string_view> fields);

/// The fields; nullopt when the text is no cursor of this list with so many fields.
std::optional<std::vector<std::string>> read_cursor(CursorOf list, std::size_t fields,
                                                    std::string_view text);

/// Cursors of lists that go by one id.
template <class Id>
std::string id_cursor(CursorOf list, Id id) {
  return make_cursor(list, {id.text()});
}
template <class Id>
std::optional<Id> read_id_cursor(CursorOf list, std::string_view text) {
  const auto fields = read_cursor(list, 1, text);
  return fields ? Id::parse(fields->front()) : std::nullopt;
}

}  // namespace muster::api
