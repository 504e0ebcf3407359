// A table is a row of structures: type, length of the fixed part and handle (four bytes), the rest
// of the fixed part, then its strings, each with a NUL, and one NUL more. Fields of a structure
// came with versions of the standard, in groups; whether a group is there is told by the length.

#include "identity/smbios.h"

#include <algorithm>
#include <numeric>

namespace muster::identity {
namespace {

using Kind = SmbiosError::Kind;

constexpr std::size_t structure_head = 4;
constexpr std::uint8_t end_of_table = 127;

std::size_t little(SmbiosBytes bytes, std::size_t offset, std::size_t size) {
  std::size_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8 | bytes[offset + i];
  return value;
}

bool begins_with(SmbiosBytes bytes, std::string_view text) {
  return bytes.size() >= text.size() &&
         std::equal(text.begin(), text.end(), bytes.begin(),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

bool adds_up(SmbiosBytes bytes) {
  return (std::accumulate(bytes.begin(), bytes.end(), 0U) & 0xFFU) == 0;
}

/// What an entry point says of the table.
struct Entry {
  int major = 0;
  int minor = 0;
  std::uint64_t address = 0;
  std::size_t length = 0;      ///< 3.x: at most
  std::size_t structures = 0;  ///< 0: not told
};

/// Versions that firmware is known to get wrong: 2.31 and 2.33 mean 2.3, and 2.51 means 2.6.
void mend_version(Entry& entry) {
  if (entry.major != 2) return;
  if (entry.minor == 31 || entry.minor == 33) entry.minor = 3;
  if (entry.minor == 51) entry.minor = 6;
}

std::expected<Entry, SmbiosError> read_entry_2(SmbiosBytes bytes) {
  constexpr std::size_t size = 0x1F;
  if (bytes.size() < size) return std::unexpected(SmbiosError{Kind::entry_point_short});
  // Some 2.1 entry points say 1Eh and have 1Fh bytes; the standard tells of it.
  const std::size_t said = bytes[5];
  if (said < 0x1E || said > 0x20) return std::unexpected(SmbiosError{Kind::entry_point_length});
  if (bytes.size() < said) return std::unexpected(SmbiosError{Kind::entry_point_short});
  if (!adds_up(bytes.first(said)) || !begins_with(bytes.subspan(0x10), "_DMI_") ||
      !adds_up(bytes.subspan(0x10, 0x0F))) {
    return std::unexpected(SmbiosError{Kind::checksum});
  }
  Entry entry{.major = bytes[6],
              .minor = bytes[7],
              .address = little(bytes, 0x18, 4),
              .length = little(bytes, 0x16, 2),
              .structures = little(bytes, 0x1C, 2)};
  mend_version(entry);
  return entry;
}

std::expected<Entry, SmbiosError> read_entry_3(SmbiosBytes bytes) {
  constexpr std::size_t size = 0x18;
  if (bytes.size() < size) return std::unexpected(SmbiosError{Kind::entry_point_short});
  const std::size_t said = bytes[6];
  if (said < size || said > 0x20) return std::unexpected(SmbiosError{Kind::entry_point_length});
  if (bytes.size() < said) return std::unexpected(SmbiosError{Kind::entry_point_short});
  if (!adds_up(bytes.first(said))) return std::unexpected(SmbiosError{Kind::checksum});
  return Entry{.major = bytes[7],
               .minor = bytes[8],
               .address = little(bytes, 0x10, 8),
               .length = little(bytes, 0x0C, 4)};
}

std::expected<Entry, SmbiosError> read_entry(SmbiosBytes bytes) {
  if (begins_with(bytes, "_SM3_")) return read_entry_3(bytes);
  if (begins_with(bytes, "_SM_")) return read_entry_2(bytes);
  return std::unexpected(SmbiosError{Kind::no_entry_point});
}

/// One structure, its strings with their final NULs included.
struct Structure {
  SmbiosBytes bytes;
  std::uint8_t type() const { return bytes[0]; }
  std::size_t length() const { return bytes[1]; }

  SmbiosText text(std::size_t offset) const {
    using State = SmbiosText::State;
    auto number = bytes[offset];
    if (number == 0) return {State::not_specified, {}};
    auto rest = bytes.subspan(length());
    for (;;) {
      // The last NUL of all stands there, so there is always one to find.
      const auto end = std::ranges::find(rest, std::uint8_t{0}) - rest.begin();
      if (end == 0) return {State::bad_index, {}};
      if (--number == 0) return {State::present, {rest.begin(), rest.begin() + end}};
      rest = rest.subspan(static_cast<std::size_t>(end) + 1);
    }
  }
};

/// The structure at the beginning of `table`; nullopt where it does not fit.
std::optional<Structure> first_structure(SmbiosBytes table) {
  const std::size_t length = table[1];
  for (std::size_t at = length; at + 2 <= table.size(); ++at) {
    if (table[at] == 0 && table[at + 1] == 0) return Structure{table.first(at + 2)};
  }
  return std::nullopt;
}

/// Since 2.6 the first three fields are little-endian.
SmbiosUuid uuid_of(SmbiosBytes bytes, bool little_endian) {
  SmbiosUuid uuid;
  std::ranges::copy(bytes, uuid.bytes.begin());
  if (little_endian) {
    auto* const b = uuid.bytes.data();
    std::reverse(b, b + 4);
    std::reverse(b + 4, b + 6);
    std::reverse(b + 6, b + 8);
  }
  return uuid;
}

void take_system(const Structure& s, Smbios& out) {
  auto& system = out.system;
  if (s.length() < 0x08) return;
  system.manufacturer = s.text(0x04);
  system.product_name = s.text(0x05);
  system.version = s.text(0x06);
  system.serial_number = s.text(0x07);
  if (s.length() < 0x19) return;
  const bool little_endian = out.major > 2 || (out.major == 2 && out.minor >= 6);
  system.uuid = uuid_of(s.bytes.subspan(0x08, 16), little_endian);
  if (s.length() < 0x1B) return;
  system.sku = s.text(0x19);
  system.family = s.text(0x1A);
}

void take_board(const Structure& s, Smbios::Board& board) {
  if (s.length() < 0x08) return;
  board.manufacturer = s.text(0x04);
  board.product_name = s.text(0x05);
  board.version = s.text(0x06);
  board.serial_number = s.text(0x07);
  if (s.length() >= 0x09) board.asset_tag = s.text(0x08);
}

void take_chassis(const Structure& s, Smbios::Chassis& chassis) {
  if (s.length() < 0x09) return;
  chassis.manufacturer = s.text(0x04);
  chassis.kind = static_cast<std::uint8_t>(s.bytes[0x05] & 0x7F);  // bit 7: there is a lock
  chassis.version = s.text(0x06);
  chassis.serial_number = s.text(0x07);
  chassis.asset_tag = s.text(0x08);
}

std::expected<Smbios, SmbiosError> read_table(const Entry& entry, SmbiosBytes table) {
  Smbios out{.major = entry.major, .minor = entry.minor};
  bool seen[4] = {};
  while (table.size() >= structure_head &&
         (entry.structures == 0 || out.structures < entry.structures)) {
    if (table[1] < structure_head) {
      out.truncated = true;
      break;
    }
    const auto structure = first_structure(table);
    if (!structure) {
      out.truncated = true;
      break;
    }
    ++out.structures;
    const auto type = structure->type();
    if (type == end_of_table) break;
    if (type >= 1 && type <= 3 && !seen[type]) {
      seen[type] = true;
      if (type == 1) take_system(*structure, out);
      if (type == 2) take_board(*structure, out.board);
      if (type == 3) take_chassis(*structure, out.chassis);
    }
    table = table.subspan(structure->bytes.size());
  }
  if (!seen[1]) return std::unexpected(SmbiosError{Kind::no_system});
  return out;
}

}  // namespace

std::string SmbiosUuid::text() const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += digits[bytes[i] >> 4];
    text += digits[bytes[i] & 15];
  }
  return text;
}

bool SmbiosUuid::is_not_present() const {
  return std::ranges::all_of(bytes, [](std::uint8_t b) { return b == 0xFF; });
}

bool SmbiosUuid::is_not_settable() const {
  return std::ranges::all_of(bytes, [](std::uint8_t b) { return b == 0; });
}

std::string SmbiosError::describe() const {
  switch (kind) {
    case Kind::no_entry_point:
      return "These are no SMBIOS tables: they begin with neither _SM_ nor _SM3_.";
    case Kind::entry_point_short:
      return "The SMBIOS entry point is cut short.";
    case Kind::entry_point_length:
      return "The SMBIOS entry point says a length that no entry point has.";
    case Kind::checksum:
      return "The checksum of the SMBIOS entry point is wrong.";
    case Kind::table_missing:
      return "The SMBIOS entry point names a table that is not in the file.";
    case Kind::no_system:
      return "The SMBIOS tables hold no System Information (type 1).";
  }
  return {};
}

std::expected<Smbios, SmbiosError> read_smbios(SmbiosBytes entry_point, SmbiosBytes table) {
  const auto entry = read_entry(entry_point);
  if (!entry) return std::unexpected(entry.error());
  return read_table(*entry, table.first(std::min(table.size(), entry->length)));
}

std::expected<Smbios, SmbiosError> read_smbios_dump(SmbiosBytes dump) {
  const auto entry = read_entry(dump);
  if (!entry) return std::unexpected(entry.error());
  if (entry->address >= dump.size()) return std::unexpected(SmbiosError{Kind::table_missing});
  const auto table = dump.subspan(static_cast<std::size_t>(entry->address));
  return read_table(*entry, table.first(std::min(table.size(), entry->length)));
}

std::expected<Smbios, SmbiosError> read_smbios_windows(SmbiosBytes raw) {
  constexpr std::size_t head = 8;
  if (raw.size() < head) return std::unexpected(SmbiosError{Kind::entry_point_short});
  const auto table = raw.subspan(head);
  return read_table({.major = raw[1], .minor = raw[2]},
                    table.first(std::min(table.size(), little(raw, 4, 4))));
}

}  // namespace muster::identity
