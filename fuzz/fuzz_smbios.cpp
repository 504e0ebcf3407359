// Any bytes are SMBIOS tables or are refused with a sentence. The same table is read the same way
// whether it comes as a dump or as two files.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "identity/placeholder.h"
#include "identity/smbios.h"
#include "require.h"

namespace {

using namespace muster::identity;
using muster::fuzz::require;
using muster::fuzz::require_text;

void check(const std::expected<Smbios, SmbiosError>& read) {
  if (!read) {
    require(!read.error().describe().empty());
    return;
  }
  require(read->structures > 0);
  const auto& s = read->system;
  for (const auto* text : {&s.manufacturer, &s.product_name, &s.version, &s.serial_number, &s.sku,
                           &s.family, &read->board.serial_number, &read->chassis.asset_tag}) {
    require(text->state == SmbiosText::State::present || text->value.empty());
    require(text->value.find('\0') == std::string::npos);
    require_text(shown_value(text->value));
    (void)suspicion(text->value);
    (void)why_placeholder(NamedValue::serial_number, text->value);
  }
}

/// Sets the byte so that `count` bytes from `from` add up to zero.
void mend(std::vector<std::uint8_t>& bytes, std::size_t checksum, std::size_t from,
          std::size_t count) {
  bytes[checksum] = 0;
  for (std::size_t i = from; i < from + count; ++i) {
    if (i != checksum) bytes[checksum] = static_cast<std::uint8_t>(bytes[checksum] - bytes[i]);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  check(read_smbios_dump(bytes));
  check(read_smbios_windows(bytes));
  if (size < 0x20) return 0;
  // No fuzzer guesses a checksum.
  std::vector<std::uint8_t> mended(bytes.begin(), bytes.end());
  mend(mended, 0x15, 0x10, 0x0F);
  if (mended[3] == '_') mend(mended, 4, 0, std::min<std::size_t>(mended[5], 0x20));
  if (mended[3] == '3') mend(mended, 5, 0, std::min<std::size_t>(mended[6], 0x20));
  check(read_smbios_dump(mended));
  const std::span<const std::uint8_t> both(mended);
  check(read_smbios(both.first(0x20), both.subspan(0x20)));
  return 0;
}
