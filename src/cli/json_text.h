#pragma once
// Members of the server's JSON as texts for people. Never throws: what is missing, null or of
// another type than expected is empty, so that a newer server's answer can still be shown.

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace muster::cli {

/// The member at a dotted path (`created_by.token_name`); null when there is none.
const boost::json::value* member(const boost::json::value& value, std::string_view path);
/// A string as it is, a number or boolean as JSON writes it, empty otherwise.
std::string text_of(const boost::json::value& value);
std::string text_at(const boost::json::value& value, std::string_view path);
std::uint64_t count_at(const boost::json::value& value, std::string_view path);
bool flag_at(const boost::json::value& value, std::string_view path);
/// Null when there is no array at the path.
const boost::json::array* array_at(const boost::json::value& value, std::string_view path);
/// `2026-11-23T13:09:20.123Z` as `2026-11-23 13:09:20`, still UTC; `-` for none.
std::string time_at(const boost::json::value& value, std::string_view path);

}  // namespace muster::cli
