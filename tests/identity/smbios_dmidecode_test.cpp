// Every field, on dumps of many shapes, as Debian's dmidecode reads it: a second opinion by people
// who have seen more tables than we have. Left out where dmidecode is not installed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "identity/smbios.h"
#include "identity/smbios_dump.h"

namespace muster::identity {
namespace {

/// `System Information/Serial Number` and the like, of the first structure of each heading.
using Fields = std::map<std::string, std::string>;

std::string output_of(const std::string& command) {
  std::string text;
  FILE* const pipe = ::popen(command.c_str(), "r");
  std::array<char, 4096> buffer{};
  std::size_t got = 0;
  while ((got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0)
    text.append(buffer.data(), got);
  ::pclose(pipe);
  return text;
}

bool is_installed() { return !output_of("PATH=$PATH:/usr/sbin command -v dmidecode").empty(); }

Fields told_by_dmidecode(const DumpBytes& dump) {
  const auto file = std::filesystem::temp_directory_path() /
                    ("muster-smbios-" + std::to_string(::getpid()) + ".bin");
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(dump.data()), static_cast<std::streamsize>(dump.size()));
  const auto text =
      output_of("PATH=$PATH:/usr/sbin dmidecode -q --from-dump " + file.string() + " 2>/dev/null");
  std::filesystem::remove(file);
  Fields fields;
  std::string heading;
  std::size_t at = 0;
  std::map<std::string, int> seen;
  while (at < text.size()) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto line = text.substr(at, end - at);
    at = end + 1;
    if (line.empty()) continue;
    if (line[0] != '\t') {
      heading = line;
      if (++seen[heading] > 1) heading.clear();
      continue;
    }
    if (heading.empty() || line.starts_with("\t\t")) continue;
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    fields[heading + "/" + line.substr(1, colon - 1)] =
        line.size() > colon + 2 ? line.substr(colon + 2) : "";
  }
  return fields;
}

/// As dmidecode prints a text: what is not ASCII is a full stop.
void tell(Fields& fields, const std::string& name, const SmbiosText& text) {
  switch (text.state) {
    case SmbiosText::State::absent:
      return;
    case SmbiosText::State::not_specified:
      fields[name] = "Not Specified";
      return;
    case SmbiosText::State::bad_index:
      fields[name] = "<BAD INDEX>";
      return;
    case SmbiosText::State::present:
      fields[name] = text.value;
      for (char& c : fields[name]) {
        if (c < 32 || c >= 127) c = '.';
      }
  }
}

Fields told_by_us(const Smbios& smbios) {
  Fields fields;
  const auto& s = smbios.system;
  tell(fields, "System Information/Manufacturer", s.manufacturer);
  tell(fields, "System Information/Product Name", s.product_name);
  tell(fields, "System Information/Version", s.version);
  tell(fields, "System Information/Serial Number", s.serial_number);
  tell(fields, "System Information/SKU Number", s.sku);
  tell(fields, "System Information/Family", s.family);
  if (s.uuid) {
    fields["System Information/UUID"] = s.uuid->is_not_present()    ? "Not Present"
                                        : s.uuid->is_not_settable() ? "Not Settable"
                                                                    : s.uuid->text();
  }
  const auto& b = smbios.board;
  tell(fields, "Base Board Information/Manufacturer", b.manufacturer);
  tell(fields, "Base Board Information/Product Name", b.product_name);
  tell(fields, "Base Board Information/Version", b.version);
  tell(fields, "Base Board Information/Serial Number", b.serial_number);
  tell(fields, "Base Board Information/Asset Tag", b.asset_tag);
  const auto& c = smbios.chassis;
  tell(fields, "Chassis Information/Manufacturer", c.manufacturer);
  tell(fields, "Chassis Information/Version", c.version);
  tell(fields, "Chassis Information/Serial Number", c.serial_number);
  tell(fields, "Chassis Information/Asset Tag", c.asset_tag);
  return fields;
}

/// Of what dmidecode tells, what Smbios holds.
Fields told_of_ours(const DumpBytes& dump) {
  static const std::array names = {"Manufacturer", "Product Name", "Version", "Serial Number",
                                   "SKU Number",   "Family",       "UUID",    "Asset Tag"};
  Fields kept;
  for (const auto& [name, value] : told_by_dmidecode(dump)) {
    const auto slash = name.find('/');
    const auto heading = name.substr(0, slash);
    const auto field = name.substr(slash + 1);
    if (heading != "System Information" && heading != "Base Board Information" &&
        heading != "Chassis Information") {
      continue;
    }
    if (std::ranges::find(names, field) == names.end()) continue;
    if (heading == "Chassis Information" && field == "SKU Number") continue;
    kept[name] = value;
  }
  return kept;
}

void expect_the_same(const std::string& shape, const DumpBytes& dump) {
  SCOPED_TRACE(shape);
  const auto smbios = read_smbios_dump(dump);
  const auto theirs = told_of_ours(dump);
  if (!smbios) {
    // Without a system there is no device; dmidecode goes on to other structures.
    EXPECT_FALSE(theirs.contains("System Information/Manufacturer")) << smbios.error().describe();
    return;
  }
  EXPECT_EQ(told_by_us(*smbios), theirs);
}

TEST(SmbiosAgainstDmidecode, AgreesOnEveryFieldOfDumpsOfManyShapes) {
  if (!is_installed()) GTEST_SKIP() << "dmidecode is not installed";
  const std::vector<std::string> six = {"Contoso", "Book ", " 1", "S/N 7  ", "sku", "family"};
  const std::string long_text(60'000, 'x');
  const auto laptop = a_laptop();
  ASSERT_EQ(told_of_ours(laptop.dump_3()).size(), 16U) << "or it compares nothing";
  expect_the_same("laptop, 3.2", laptop.dump_3());
  expect_the_same("laptop, 2.8", laptop.dump_2(8, 5));
  expect_the_same("old UUID", laptop.dump_2(4, 5));
  expect_the_same("version that means 2.3", laptop.dump_2(31, 5));
  expect_the_same("version that means 2.6", laptop.dump_2(51, 5));
  expect_the_same("fewer structures than said", laptop.dump_2(8, 500));
  expect_the_same("more structures than said", laptop.dump_2(8, 2));
  expect_the_same("blanks", DumpTable().system(six).end().dump_3());
  expect_the_same("no strings", DumpTable().system({}).end().dump_3());
  expect_the_same("left out", DumpTable().system(six, {0, 0, 0, 0, 0, 0}).end().dump_3());
  expect_the_same("bad index", DumpTable().system(six, {7, 255, 1, 2, 3, 4}).end().dump_3());
  expect_the_same("2.0", DumpTable().add(1, {1, 2, 3, 4}, six).end().dump_2(0, 2));
  expect_the_same("shorter than 2.0", DumpTable().add(1, {1, 2, 3}, six).end().dump_2(0, 2));
  expect_the_same("not ASCII",
                  DumpTable().system({"\xC3\xA9t\xC3\xA9", "\x01\x7F", "", "x"}).dump_3());
  expect_the_same("no end", DumpTable().system(six).dump_3());
  expect_the_same("two systems", DumpTable().system(six).system({"other"}).end().dump_3());
  expect_the_same("64 KiB", DumpTable().system({long_text, "p", "v", "s"}).end().dump_3());
  expect_the_same("64 KiB behind 2.x",
                  DumpTable().add(11, {1}, {long_text}).system(six).end().dump_2(8, 3));
  const DumpBytes ones(16, 0xFF);
  DumpBytes fields = {1, 2, 3, 4};
  fields.insert(fields.end(), ones.begin(), ones.end());
  fields.insert(fields.end(), {6, 5, 6});
  expect_the_same("no UUID", DumpTable().add(1, fields, six).dump_3());
  std::fill(fields.begin() + 4, fields.begin() + 20, std::uint8_t{0});
  expect_the_same("UUID not set", DumpTable().add(1, fields, six).dump_3());
}

TEST(SmbiosAgainstDmidecode, AgreesWhereverATableIsCut) {
  if (!is_installed()) GTEST_SKIP() << "dmidecode is not installed";
  const auto whole = a_laptop();
  for (std::size_t length = 5; length < whole.bytes.size(); length += 3) {
    DumpTable cut;
    cut.bytes.assign(whole.bytes.begin(),
                     whole.bytes.begin() + static_cast<std::ptrdiff_t>(length));
    expect_the_same("cut to " + std::to_string(length), cut.dump_3());
  }
}

TEST(SmbiosAgainstDmidecode, AgreesOnTablesWithBytesChanged) {
  if (!is_installed()) GTEST_SKIP() << "dmidecode is not installed";
  std::mt19937 random(20261123);
  for (int round = 0; round < 150; ++round) {
    auto table = a_laptop();
    for (int changes = 0; changes < 3; ++changes) {
      const auto at = random() % table.bytes.size();
      table.bytes[at] = static_cast<std::uint8_t>(random() % 3 == 0 ? 0 : random());
    }
    expect_the_same("round " + std::to_string(round), table.dump_3());
  }
}

}  // namespace
}  // namespace muster::identity
