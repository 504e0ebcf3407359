// The head of a request: it is looked over alike however its bytes arrive, a head that passes has
// no line that another program could read in another way, and its fields are judged without a
// crash.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/field_check.h"
#include "http/head_check.h"
#include "http/message.h"
#include "require.h"

namespace {

using namespace muster;

constexpr http::HeadLimits limits{.bytes = 2048, .fields = 8, .request_line = 512};

void judge(std::string_view head) {
  fuzz::require(head.size() <= limits.bytes && head.ends_with("\r\n\r\n"));
  http::Headers headers;
  std::size_t lines = 0;
  while (!head.empty()) {
    const auto end = head.find("\r\n");
    fuzz::require(end != std::string_view::npos);
    const auto line = head.substr(0, end);
    fuzz::require(line.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
    head.remove_prefix(end + 2);
    if (lines++ == 0 || line.empty()) continue;
    const auto colon = line.find(':');
    fuzz::require(colon != std::string_view::npos && colon > 0);
    fuzz::require(line.substr(0, colon).find_first_of(" \t") == std::string_view::npos);
    headers.add(std::string(line.substr(0, colon)), std::string(line.substr(colon + 1)));
  }
  fuzz::require(headers.all().size() <= limits.fields);
  for (const unsigned version : {9U, 10U, 11U}) {
    const auto fault = http::check_fields(headers, version);
    fuzz::require(fault || version != 9);
    if (fault || version != 11) continue;
    fuzz::require(headers.get("Host").has_value());
    fuzz::require(!headers.get("Content-Length") || !headers.get("Transfer-Encoding"));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  http::HeadCheck whole(limits);
  const auto at_once = whole.look(text);
  http::HeadCheck slow(limits);
  for (std::size_t end = 1; end <= size; ++end) {
    const auto seen = slow.look(text.substr(0, end));
    if (seen && !*seen) continue;
    // What comes byte by byte is refused no later than what comes at once, and passes alike.
    fuzz::require(seen.has_value() == at_once.has_value());
    if (seen) fuzz::require(*at_once && **seen == **at_once);
    break;
  }
  if (at_once && *at_once) judge(text.substr(0, **at_once));
  return 0;
}
