// The short way to read a check-in takes nothing that the parser of all JSON would not, and reads
// the same from it.

#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "api/device/session_body.h"
#include "api/json_input.h"
#include "api/problems.h"
#include "require.h"

using namespace muster;
using muster::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = api::device::read_session_body(text);
  if (!read) return 0;
  boost::json::value value;
  try {
    value = api::parse_json(text);
  } catch (const api::Refusal&) {
    require(false);
  }
  const auto& object = value.as_object();
  require(object.size() == 5);
  require(object.at("organisation_id").as_string() == read->organisation_id);
  require(object.at("device_id").as_string() == read->device_id);
  require(object.at("session").as_string() == read->session);
  require(object.at("time").to_number<std::int64_t>() == read->time);
  require(object.at("mac").as_string() == identity::to_hex(read->mac));
  return 0;
}
