// Any text, and any bytes in Base64, are a hardware hash or are refused with a sentence; the texts
// of one that is read are text, and are read again when they are written.
//
// The first byte of the input says whether the rest is the text, or the bytes behind it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "identity/base64.h"
#include "identity/hardware_hash.h"
#include "require.h"

namespace {

using namespace muster::identity;
using muster::fuzz::require;
using muster::fuzz::require_text;

void check(std::string_view text) {
  const auto hash = decode_hardware_hash(text);
  if (!hash) {
    require(!hash.error().describe().empty());
    require_text(hash.error().describe());
    return;
  }
  require(!hash->manufacturer.empty() && !hash->model.empty() && !hash->serial_number.empty());
  for (const auto* value :
       {&hash->manufacturer, &hash->model, &hash->serial_number, &hash->product_id}) {
    require_text(*value);
  }
  const auto total = hash->manufacturer.size() + hash->model.size() + hash->serial_number.size() +
                     hash->product_id.size();
  if (total < 2000) require(decode_hardware_hash(make_hardware_hash(*hash)) == *hash);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  if (data[0] == 0) {
    check(to_base64(std::vector<std::uint8_t>(data + 1, data + size)));
  } else {
    check({reinterpret_cast<const char*>(data) + 1, size - 1});
  }
  return 0;
}
