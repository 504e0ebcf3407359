#include "identity/smbios.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "identity/smbios_dump.h"

namespace muster::identity {
namespace {

using Kind = SmbiosError::Kind;
using State = SmbiosText::State;

SmbiosText present(std::string_view text) { return {State::present, std::string(text)}; }

Smbios read(const DumpBytes& dump) {
  const auto read = read_smbios_dump(dump);
  EXPECT_TRUE(read) << read.error().describe();
  return read.value_or(Smbios{});
}

Kind error_of(const DumpBytes& dump) {
  const auto read = read_smbios_dump(dump);
  EXPECT_FALSE(read);
  return read ? Kind{} : read.error().kind;
}

TEST(Smbios, NamesTheSystemTheBoardAndTheChassis) {
  const auto smbios = read(a_laptop().dump_3());
  EXPECT_EQ(smbios.system.manufacturer, present("Contoso Ltd."));
  EXPECT_EQ(smbios.system.product_name, present("ContosoBook 14"));
  EXPECT_EQ(smbios.system.serial_number, present("5CG1234567"));
  EXPECT_EQ(smbios.system.sku, present("7AB12"));
  EXPECT_EQ(smbios.system.family, present("ContosoBook"));
  EXPECT_EQ(smbios.board.product_name, present("8A7F"));
  EXPECT_EQ(smbios.chassis.kind, 10) << "the bit of the lock is no part of the kind";
  EXPECT_EQ(smbios.chassis.asset_tag, present("IT-4711"));
  EXPECT_EQ(smbios.structures, 5U);
  EXPECT_FALSE(smbios.truncated);
}

TEST(Smbios, KeepsBlanksAndBytesAsTheyAre) {
  const auto smbios =
      read(DumpTable().system({" Contoso ", "\xFF\x01", "v", "1  ", "", ""}).dump_3());
  EXPECT_EQ(smbios.system.manufacturer, present(" Contoso "));
  EXPECT_EQ(smbios.system.product_name, present("\xFF\x01"));
  EXPECT_EQ(smbios.system.serial_number, present("1  "));
}

TEST(Smbios, ReadsTheUuidByItsVersion) {
  const std::vector<std::string> strings = {"a", "b", "c", "d", "e", "f"};
  const auto table = DumpTable().system(strings).end();
  EXPECT_EQ(read(table.dump_2(6, 2)).system.uuid->text(), "03020100-0504-0706-0809-0a0b0c0d0e0f");
  EXPECT_EQ(read(table.dump_2(5, 2)).system.uuid->text(), "00010203-0405-0607-0809-0a0b0c0d0e0f");
  EXPECT_EQ(read(table.dump_3(0)).system.uuid->text(), "03020100-0504-0706-0809-0a0b0c0d0e0f");
}

TEST(Smbios, TellsATextThatWasLeftOutFromOneThatIsNotThere) {
  const auto smbios = read(DumpTable().system({"Contoso"}, {1, 0, 2, 200, 0, 1}).dump_3());
  EXPECT_EQ(smbios.system.manufacturer, present("Contoso"));
  EXPECT_EQ(smbios.system.product_name.state, State::not_specified);
  EXPECT_EQ(smbios.system.version.state, State::bad_index);
  EXPECT_EQ(smbios.system.serial_number.state, State::bad_index);
  EXPECT_EQ(smbios.board.serial_number.state, State::absent);
}

TEST(Smbios, ReadsTheFieldsThatAnOldVersionHas) {
  const auto smbios = read(DumpTable().add(1, {1, 2, 3, 4}, {"a", "b", "c", "d"}).dump_2(0, 1));
  EXPECT_EQ(smbios.system.serial_number, present("d"));
  EXPECT_FALSE(smbios.system.uuid);
  EXPECT_EQ(smbios.system.sku.state, State::absent);
}

TEST(Smbios, TakesTheFirstStructureOfATypeAndNoneAfterTheEnd) {
  DumpTable table;
  table.system({"first", "", "", "1"}).system({"second", "", "", "2"}).end();
  table.add(2, {1, 1, 1, 1}, {"behind the end"});
  const auto smbios = read(table.dump_3());
  EXPECT_EQ(smbios.system.manufacturer, present("first"));
  EXPECT_EQ(smbios.board.manufacturer.state, State::absent);
}

TEST(Smbios, StopsAfterAsManyStructuresAsTheEntryPointSays) {
  const auto smbios = read(a_laptop().dump_2(8, 2));
  EXPECT_EQ(smbios.structures, 2U);
  EXPECT_EQ(smbios.board.manufacturer.state, State::absent);
}

TEST(Smbios, ReadsATableAsFarAsItGoes) {
  auto dump = a_laptop().dump_3();
  const auto board =
      DumpTable().add(3, {1, 0x8A, 2, 3, 4}, {"Contoso Ltd.", "1", "5CG1234567", "IT-4711"});
  dump.resize(dump.size() - 6 - board.bytes.size() + 10);
  const auto smbios = read(dump);
  EXPECT_TRUE(smbios.truncated);
  EXPECT_EQ(smbios.board.product_name, present("8A7F"));
  EXPECT_EQ(smbios.chassis.manufacturer.state, State::absent);
}

TEST(Smbios, BelievesNoLengthThatLies) {
  EXPECT_EQ(read(a_laptop().dump_3(2, 1'000'000)).system.serial_number, present("5CG1234567"));
  EXPECT_EQ(error_of(a_laptop().dump_3(2, 10)), Kind::no_system);
  EXPECT_EQ(error_of(DumpTable().add(0, {}).dump_3()), Kind::no_system);
  auto short_structure = a_laptop();
  short_structure.bytes[1] = 3;
  EXPECT_EQ(error_of(short_structure.dump_3()), Kind::no_system);
}

TEST(Smbios, RefusesWhatIsNoEntryPoint) {
  EXPECT_EQ(error_of({}), Kind::no_entry_point);
  EXPECT_EQ(error_of({'_', 'S', 'M', '3', '_'}), Kind::entry_point_short);
  auto dump = a_laptop().dump_3();
  dump[5] ^= 1;
  EXPECT_EQ(error_of(dump), Kind::checksum);
  dump = a_laptop().dump_2(8, 5);
  dump[0x1D] ^= 1;
  EXPECT_EQ(error_of(dump), Kind::checksum);
  dump = a_laptop().dump_3();
  dump.resize(0x20);
  EXPECT_EQ(error_of(dump), Kind::table_missing);
}

TEST(Smbios, ReadsWhatWindowsGives) {
  const auto table = a_laptop();
  DumpBytes raw = {0, 3, 2, 0};
  raw.resize(8);
  put_little(raw, 4, table.bytes.size(), 4);
  raw.insert(raw.end(), table.bytes.begin(), table.bytes.end());
  const auto smbios = read_smbios_windows(raw);
  ASSERT_TRUE(smbios);
  EXPECT_EQ(*smbios, read(table.dump_3()));
}

}  // namespace
}  // namespace muster::identity
