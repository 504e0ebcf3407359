#include "storage/copy_row.h"

#include <gtest/gtest.h>

#include <limits>

#include "storage/store.h"

namespace muster::storage {
namespace {

std::string sum_of(const std::vector<CopyRow>& rows) {
  TableChecksum sum;
  for (const auto& row : rows) sum.add(row);
  return sum.text();
}

TEST(CanonicalForm, IsReadBackAsItWas) {
  const CopyRow row = {CopyValue{},
                       std::int64_t{-1},
                       std::numeric_limits<std::int64_t>::max(),
                       std::string("Ω it's"),
                       std::string(),
                       CopyBlob{0, 255, 'n'},
                       CopyBlob{}};
  EXPECT_EQ(from_canonical(canonical(row)), row);
}

TEST(CanonicalForm, TellsApartWhatLooksAlike) {
  const std::vector<CopyRow> rows = {
      {CopyValue{}},
      {std::string()},
      {CopyBlob{}},
      {std::int64_t{0}},
      {std::string("ab"), std::string("c")},
      {std::string("a"), std::string("bc")},
  };
  for (const auto& one : rows) {
    for (const auto& other : rows) EXPECT_EQ(canonical(one) == canonical(other), one == other);
  }
}

TEST(CanonicalForm, IsRefusedWhereItIsCutShort) {
  const auto whole = canonical(CopyRow{std::string("serial number")});
  EXPECT_THROW(from_canonical(whole.substr(0, whole.size() - 1)), StorageFault);
}

TEST(TableChecksum, IsThatOfTheRowsWhateverTheirOrder) {
  const CopyRow a = {std::int64_t{1}, std::string("a")};
  const CopyRow b = {std::int64_t{2}, std::string("b")};
  EXPECT_EQ(sum_of({a, b}), sum_of({b, a}));
  EXPECT_NE(sum_of({a, b}), sum_of({a, a}));
  EXPECT_NE(sum_of({a, b}), sum_of({a}));
  EXPECT_EQ(sum_of({}), std::string(32, '0'));
}

TEST(TableChecksum, ChangesWithEveryBit) {
  const CopyRow row = {CopyBlob{0x80, 0x01}};
  EXPECT_NE(sum_of({row}), sum_of({{CopyBlob{0x80, 0x00}}}));
  EXPECT_NE(sum_of({row}), sum_of({{CopyBlob{0x00, 0x01}}}));
}

}  // namespace
}  // namespace muster::storage
