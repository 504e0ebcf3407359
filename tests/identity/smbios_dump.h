#pragma once
// SMBIOS tables of any shape, for tests: built structure by structure, then put behind an entry
// point as `dmidecode --dump-bin` writes it.

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace muster::identity {

using DumpBytes = std::vector<std::uint8_t>;

inline void put_little(DumpBytes& bytes, std::size_t at, std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes[at + i] = static_cast<std::uint8_t>(value >> 8 * i);
}

/// A table that grows. Structures are given by the bytes after their head and by their strings.
struct DumpTable {
  DumpBytes bytes;

  DumpTable& add(std::uint8_t type, const DumpBytes& fields,
                 const std::vector<std::string>& strings = {}) {
    const auto handle = static_cast<std::uint8_t>(bytes.size());
    bytes.insert(bytes.end(),
                 {type, static_cast<std::uint8_t>(fields.size() + 4), handle, std::uint8_t{0}});
    bytes.insert(bytes.end(), fields.begin(), fields.end());
    for (const auto& text : strings) {
      bytes.insert(bytes.end(), text.begin(), text.end());
      bytes.push_back(0);
    }
    if (strings.empty()) bytes.push_back(0);
    bytes.push_back(0);
    return *this;
  }

  /// Type 1 as of 2.4: manufacturer, product, version, serial number, UUID, SKU, family.
  DumpTable& system(const std::vector<std::string>& strings,
                    const DumpBytes& numbers = {1, 2, 3, 4, 5, 6}, std::uint8_t uuid_from = 0) {
    DumpBytes fields(numbers.begin(), numbers.begin() + 4);
    for (std::uint8_t i = 0; i < 16; ++i)
      fields.push_back(static_cast<std::uint8_t>(uuid_from + i));
    fields.push_back(6);  // woken by the power switch
    fields.insert(fields.end(), numbers.begin() + 4, numbers.end());
    return add(1, fields, strings);
  }
  DumpTable& end() { return add(127, {}); }

  /// Behind `_SM3_`; `length` is what the entry point says, the true one when it is 0.
  DumpBytes dump_3(int minor = 2, std::size_t length = 0) const {
    DumpBytes dump(0x20 + bytes.size());
    std::copy(bytes.begin(), bytes.end(), dump.begin() + 0x20);
    constexpr std::string_view anchor = "_SM3_";
    std::copy(anchor.begin(), anchor.end(), dump.begin());
    dump[6] = 0x18;
    dump[7] = 3;
    dump[8] = static_cast<std::uint8_t>(minor);
    dump[10] = 1;
    put_little(dump, 0x0C, length == 0 ? bytes.size() : length, 4);
    put_little(dump, 0x10, 0x20, 8);
    dump[5] = complement(dump, 0, 0x18);
    return dump;
  }

  /// Behind `_SM_`; `structures` is what the entry point says.
  DumpBytes dump_2(int minor, std::size_t structures, std::size_t length = 0) const {
    DumpBytes dump(0x20 + bytes.size());
    std::copy(bytes.begin(), bytes.end(), dump.begin() + 0x20);
    constexpr std::string_view anchor = "_SM_";
    constexpr std::string_view middle = "_DMI_";
    std::copy(anchor.begin(), anchor.end(), dump.begin());
    dump[5] = 0x1F;
    dump[6] = 2;
    dump[7] = static_cast<std::uint8_t>(minor);
    std::copy(middle.begin(), middle.end(), dump.begin() + 0x10);
    put_little(dump, 0x16, length == 0 ? bytes.size() : length, 2);
    put_little(dump, 0x18, 0x20, 4);
    put_little(dump, 0x1C, structures, 2);
    dump[0x1E] = 0x28;
    dump[0x15] = complement(dump, 0x10, 0x0F);
    dump[4] = complement(dump, 0, 0x1F);
    return dump;
  }

 private:
  static std::uint8_t complement(const DumpBytes& bytes, std::size_t from, std::size_t count) {
    const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(from);
    return static_cast<std::uint8_t>(
        0U - std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(count), 0U));
  }
};

/// What a usual laptop has.
inline DumpTable a_laptop() {
  DumpTable table;
  table.add(0, {1, 2, 0, 0xE0, 3, 0}, {"Contoso", "1.4.2", "03/01/2026"})
      .system({"Contoso Ltd.", "ContosoBook 14", "1.0", "5CG1234567", "7AB12", "ContosoBook"})
      .add(2, {1, 2, 3, 4, 5}, {"Contoso Ltd.", "8A7F", "KBC 1.2", "PKX0001", "none"})
      .add(3, {1, 0x8A, 2, 3, 4}, {"Contoso Ltd.", "1", "5CG1234567", "IT-4711"})
      .end();
  return table;
}

}  // namespace muster::identity
