// Any bytes, cut anywhere, become the same text; what is read of UTF-16 is text but for the byte
// FF, and takes as many bytes of the file as it is said to take.
//
// The first byte of the input says where to cut.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "intake/text_decoder.h"
#include "require.h"

namespace {

using namespace muster::intake;
using muster::fuzz::require;
using muster::fuzz::require_text;
using Bytes = std::span<const std::byte>;

struct Decoded {
  std::string text;
  std::optional<TextDecoder::Error> error;
  Encoding encoding = Encoding::utf8;
  std::uint64_t file_bytes = 0;
  bool operator==(const Decoded&) const = default;
};

Decoded decode(Bytes first, Bytes second) {
  Decoded decoded;
  TextDecoder decoder;
  for (const auto piece : {first, second}) {
    if (const auto fed = decoder.feed(piece, decoded.text); !fed) {
      decoded.error = fed.error();
      return decoded;
    }
  }
  if (const auto done = decoder.finish(decoded.text); !done) decoded.error = done.error();
  decoded.encoding = decoder.encoding();
  decoded.file_bytes = decoder.mark_size() + decoder.file_bytes(decoded.text);
  return decoded;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto bytes = std::as_bytes(std::span(data + 1, size - 1));
  const auto whole = decode(bytes, {});
  require(decode(bytes.first(data[0] % size), bytes.subspan(data[0] % size)) == whole);
  if (whole.error) return 0;
  require(whole.file_bytes == bytes.size());
  if (whole.encoding == Encoding::utf16le || whole.encoding == Encoding::utf16be) {
    std::string text;
    for (const char c : whole.text) {
      if (c != '\xFF') text += c;
    }
    require_text(text);
  }
  return 0;
}
