#pragma once
// What the demo and the simulation say and read as the people and machines that they play.

#include <boost/json.hpp>
#include <string>
#include <string_view>

namespace muster::server {

/// The header of the lists that a partner uploads.
inline constexpr std::string_view partner_heading = "Manufacturer,Model,Serial Number\r\n";

/// The text of that member of an answer; empty where it is null or not there.
std::string text_of(const boost::json::value& answer, std::string_view key);

}  // namespace muster::server
