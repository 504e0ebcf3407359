#pragma once
// Opaque cursors: where the next page of a list starts. Base64url of a version, the kind of the
// list, and fields, each with its length. A list refuses the cursors of another.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::api {

/// `kind` names the list and its order, one character for each.
std::string make_cursor(char kind, std::initializer_list<std::string_view> fields);

/// The fields; nullopt when the text is no cursor of this kind with so many fields.
std::optional<std::vector<std::string>> read_cursor(char kind, std::size_t fields,
                                                    std::string_view text);

/// Cursors of lists that go by one id.
template <class Id>
std::string id_cursor(char kind, Id id) {
  return make_cursor(kind, {id.text()});
}
template <class Id>
std::optional<Id> read_id_cursor(char kind, std::string_view text) {
  const auto fields = read_cursor(kind, 1, text);
  return fields ? Id::parse(fields->front()) : std::nullopt;
}

}  // namespace muster::api
