// A field value with parameters: it is refused, or, written again, it reads the same.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/content_type.h"
#include "require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace muster;
  const auto parsed = http::parse_parameterised({reinterpret_cast<const char*>(data), size});
  if (!parsed) return 0;
  fuzz::require(!parsed->value.empty());
  std::string again = parsed->value;
  for (const auto& [name, value] : parsed->parameters) {
    fuzz::require(!name.empty());
    fuzz::require(parsed->parameter(name).has_value());
    again += "; " + name + "=\"";
    for (const char c : value) {
      if (c == '"' || c == '\\') again += '\\';
      again += c;
    }
    again += '"';
  }
  const auto reread = http::parse_parameterised(again);
  fuzz::require(reread && reread->value == parsed->value &&
                reread->parameters == parsed->parameters);
  return 0;
}
