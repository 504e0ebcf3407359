// Bodies and targets of HTTP requests: a form that arrives in pieces holds what it holds when it
// arrives at once, and a target's segments are texts without a NUL.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/multipart.h"
#include "http/target.h"
#include "require.h"

namespace {

using namespace muster;

struct Collected final : http::FormHandler {
  void on_part(const http::FormPart& part) override {
    fuzz::require(!in_part);
    in_part = true;
    parts.emplace_back(part.name, std::string());
  }
  void on_data(std::string_view data) override {
    fuzz::require(in_part);
    parts.back().second += data;
  }
  void on_part_end() override {
    fuzz::require(in_part);
    in_part = false;
  }
  bool operator==(const Collected& other) const { return parts == other.parts; }

  std::vector<std::pair<std::string, std::string>> parts;
  bool in_part = false;
};

bool feed(http::FormParser& parser, std::string_view body, std::size_t piece) {
  while (!body.empty()) {
    const auto next = body.substr(0, piece);
    if (!parser.feed(next)) return false;
    body.remove_prefix(next.size());
  }
  return parser.finish().has_value();
}

void check_form(std::string_view body, std::size_t piece) {
  Collected at_once;
  Collected in_pieces;
  http::FormParser whole("B", at_once);
  http::FormParser split("B", in_pieces);
  const bool good = feed(whole, body, std::max<std::size_t>(body.size(), 1));
  fuzz::require(feed(split, body, piece) == good);
  if (!good) return;
  fuzz::require(at_once == in_pieces);
  fuzz::require(!at_once.in_part && whole.is_done());
}

void check_target(std::string_view text) {
  const auto target = http::parse_target(text);
  if (!target) return;
  fuzz::require(target->path.starts_with('/'));
  for (const auto& segment : target->segments) {
    fuzz::require(segment.find('\0') == std::string::npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  check_form(text, 1 + data[0] % 32);
  check_target(text);
  return 0;
}
