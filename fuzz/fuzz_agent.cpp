// What a server answers is read by the agent as root: any bytes are an answer, an object of JSON or
// an address, or are refused with a sentence.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "agent/flat_json.h"
#include "agent/https.h"
#include "require.h"

using namespace muster::agent;
using muster::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto answer = parse_answer(text)) {
    require(answer->body.size() <= size);
  } else {
    require(!answer.error().empty());
  }
  if (const auto url = parse_url(text)) {
    require(!url->host.empty() && url->path.starts_with('/'));
    require(url->host.find('\n') == std::string::npos && url->path.find('\n') == std::string::npos);
  }
  if (const auto members = read_flat_json(text)) {
    std::vector<std::pair<std::string, std::string>> again;
    for (const auto& [name, value] : *members) again.emplace_back(name, json_text(value));
    require(read_flat_json(json_object(again)) == members);
  }
  return 0;
}
