#pragma once
// The SMBIOS tables of a machine (DMTF DSP0134, 2.0 to 3.x): what it calls itself, byte for byte.
//
// Nothing is trimmed or folded: trailing blanks are part of a value. Reads any bytes without fault,
// in time linear in their number. Where tables are broken it stops where Debian's dmidecode stops.

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace muster::identity {

/// A text of a structure. The structure holds the number of a string, and the strings follow it.
struct SmbiosText {
  enum class State : std::uint8_t {
    absent,         ///< there is no such structure, or its version has no such field
    not_specified,  ///< the maker left it out: string number 0
    bad_index,      ///< the number of a string that is not there
    present,
  };
  State state = State::absent;
  std::string value;  ///< the bytes, which need not be UTF-8; empty unless present
  bool operator==(const SmbiosText&) const = default;
};

/// In the order in which it is written: the bytes of `00112233-4455-6677-8899-aabbccddeeff`.
struct SmbiosUuid {
  std::array<std::uint8_t, 16> bytes{};
  bool operator==(const SmbiosUuid&) const = default;

  std::string text() const;      ///< 36 lower-case characters
  bool is_not_present() const;   ///< all ones
  bool is_not_settable() const;  ///< all zeros: not set, and may be
};

/// The first structure of each type; machines with several boards name the main one first.
struct Smbios {
  int major = 0;  ///< of the version that the tables say they have
  int minor = 0;

  struct System {  ///< type 1
    SmbiosText manufacturer, product_name, version, serial_number;
    std::optional<SmbiosUuid> uuid;  ///< since 2.1
    SmbiosText sku, family;          ///< since 2.4
    bool operator==(const System&) const = default;
  } system;
  struct Board {  ///< type 2
    SmbiosText manufacturer, product_name, version, serial_number, asset_tag;
    bool operator==(const Board&) const = default;
  } board;
  struct Chassis {                     ///< type 3
    std::optional<std::uint8_t> kind;  ///< DSP0134, 7.4.1; 3 is a desktop, 9 a laptop
    SmbiosText manufacturer, version, serial_number, asset_tag;
    bool operator==(const Chassis&) const = default;
  } chassis;

  std::size_t structures = 0;  ///< read whole
  /// The tables end within a structure; `structures` came before it.
  bool truncated = false;
  bool operator==(const Smbios&) const = default;
};

struct SmbiosError {
  enum class Kind : std::uint8_t {
    no_entry_point,      ///< begins with neither `_SM_` nor `_SM3_`
    entry_point_short,   ///< fewer bytes than an entry point has
    entry_point_length,  ///< says a length that no entry point has
    checksum,            ///< the entry point's bytes do not add up to zero
    table_missing,       ///< a dump whose entry point names a place beyond its end
    no_system,           ///< the tables hold no structure of type 1
  };
  Kind kind = Kind::no_entry_point;
  bool operator==(const SmbiosError&) const = default;
  std::string describe() const;  ///< one sentence for people
};

using SmbiosBytes = std::span<const std::uint8_t>;

/// From an entry point and the table as Linux has them (/sys/firmware/dmi/tables/). A table that is
/// shorter than the entry point says is read as far as it goes.
std::expected<Smbios, SmbiosError> read_smbios(SmbiosBytes entry_point, SmbiosBytes table);

/// From a dump of `dmidecode --dump-bin`: the entry point, whose address is an offset in the file.
std::expected<Smbios, SmbiosError> read_smbios_dump(SmbiosBytes dump);

/// From what GetSystemFirmwareTable('RSMB') gives on Windows: eight bytes of head, then the table.
std::expected<Smbios, SmbiosError> read_smbios_windows(SmbiosBytes raw);

}  // namespace muster::identity
