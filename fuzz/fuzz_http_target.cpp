// The target of a request: it is refused, or its segments are names and nothing else.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/target.h"
#include "require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace muster;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto target = http::parse_target(text);
  if (!target) return 0;
  std::string path;
  for (const auto& segment : target->segments) {
    fuzz::require(segment != "." && segment != "..");
    fuzz::require(segment.find_first_of(std::string_view("/\\\0", 3)) == std::string::npos);
    path += "/" + segment;
  }
  fuzz::require(path == target->path && path.size() <= size + 1);
  for (const auto& [name, value] : target->query) {
    fuzz::require(name.find('\0') == std::string::npos && value.find('\0') == std::string::npos);
  }
  return 0;
}
