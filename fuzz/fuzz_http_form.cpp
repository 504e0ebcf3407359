// A form: it reads alike however its bytes arrive, and what waits to be passed on stays bounded.
// The first byte says how long the pieces are.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/multipart.h"
#include "require.h"

namespace {

using namespace muster;

class Recorder final : public http::FormHandler {
 public:
  void on_part(const http::FormPart& part) override {
    fuzz::require(!open_);
    open_ = true;
    log += "[" + part.name + "|" + part.file_name.value_or("-") + "|" + part.content_type + "]";
  }
  void on_data(std::string_view data) override {
    fuzz::require(open_ && !data.empty());
    log += data;
  }
  void on_part_end() override {
    fuzz::require(open_);
    open_ = false;
    log += ";";
  }
  std::string log;

 private:
  bool open_ = false;
};

std::string parsed(std::string_view body, std::size_t piece) {
  Recorder recorder;
  http::FormParser parser("b", recorder);
  while (!body.empty()) {
    const auto part = body.substr(0, piece);
    body.remove_prefix(part.size());
    if (!parser.feed(part)) return "refused";
  }
  return parser.finish() ? recorder.log : "cut short";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  fuzz::require(parsed(body, body.size() + 1) == parsed(body, std::size_t{data[0]} + 1));
  return 0;
}
