#include "api/device_selection.h"

#include <boost/json.hpp>

#include "api/problems.h"

namespace muster::api {

namespace json = boost::json;

std::vector<std::string> read_device_ids(ObjectReader& input, InputErrors& errors) {
  constexpr std::size_t most_devices = 10'000;
  std::vector<std::string> ids;
  input.array("device_ids", 1, most_devices,
              [&](const json::value& value, const std::string& pointer) {
                if (const auto* text = value.if_string()) {
                  ids.emplace_back(text->data(), text->size());
                } else {
                  errors.add(pointer, "wrong_type", "Must be a string, the ID of a device.");
                }
              });
  return ids;
}

json::object device_results(const std::vector<std::string>& ids, std::string_view done,
                            const std::vector<std::optional<RefusedDevice>>& refusals) {
  std::int64_t count = 0;
  json::array refused;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!refusals[i]) {
      ++count;
      continue;
    }
    json::object object;
    object["device_id"] = shown(ids[i]);
    object["code"] = refusals[i]->code;
    object["message"] = refusals[i]->message;
    refused.push_back(std::move(object));
  }
  json::object answer;
  answer[done] = count;
  answer["refused"] = std::move(refused);
  return answer;
}

}  // namespace muster::api
