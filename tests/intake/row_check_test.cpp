#include "intake/row_check.h"

#include <gtest/gtest.h>

namespace muster::intake {
namespace {

Header header_of(const std::vector<std::string>& headings, Purpose purpose) {
  return *recognise_header(headings, 1, purpose);
}

const Header partner = header_of({"Manufacturer", "Model", "Serial Number"}, Purpose::registering);

UploadedRow good_row() {
  UploadedRow row;
  row.manufacturer = "Contoso";
  row.model = "Book";
  row.serial_number = "5CG1";
  return row;
}

TEST(RowCheck, FindsNothingWrongWithAGoodRow) { EXPECT_FALSE(check_row(good_row(), partner)); }

TEST(RowCheck, TellsWhereInTheValueTheErrorStands) {
  auto row = good_row();
  row.model = "Bo\x01ok";
  const auto found = check_row(row, partner);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->column, Column::model);
  EXPECT_EQ(found->error.column, "Model");
  EXPECT_EQ(found->error.byte, 2U);
}

TEST(RowCheck, TellsTheFirstOfTwoErrors) {
  auto row = good_row();
  row.manufacturer = "\xFF";
  row.serial_number = "";
  EXPECT_EQ(check_row(row, partner)->column, Column::manufacturer);
}

TEST(RowCheck, GivesEachColumnItsOwnCell) {
  UploadedRow row;
  for (std::size_t i = 0; i < column_count; ++i) {
    EXPECT_EQ(cell(row, static_cast<Column>(i)), std::nullopt);
    cell(row, static_cast<Column>(i)) = "x";
  }
  for (const auto& value : {row.manufacturer, row.model, row.serial_number, row.product_id,
                            row.hardware_hash, row.group_tag, row.assigned_user}) {
    EXPECT_EQ(value, "x");
  }
}

struct Needed {
  std::string_view given;  ///< a letter for each value: m, o, s, p, h
  bool registering;        ///< whether the row has enough to be registered
  bool directory;          ///< whether it has enough for a directory
};

class PartnerCenterRow : public testing::TestWithParam<Needed> {};

TEST_P(PartnerCenterRow, NeedsAnIdentityAHashOrToRegisterAProductId) {
  const std::vector<std::string> headings = {"Device Serial Number", "Windows Product ID",
                                             "Hardware Hash", "Manufacturer name", "Device model"};
  const auto value = [](char letter) {
    return GetParam().given.find(letter) == std::string_view::npos ? "" : "x";
  };
  UploadedRow row;
  row.manufacturer = value('m');
  row.model = value('o');
  row.serial_number = value('s');
  row.product_id = value('p');
  row.hardware_hash = value('h');
  const auto error = [&](Purpose purpose) { return check_row(row, header_of(headings, purpose)); };
  EXPECT_EQ(!error(Purpose::registering), GetParam().registering);
  EXPECT_EQ(!error(Purpose::directory), GetParam().directory);
  if (!GetParam().directory) {
    EXPECT_EQ(error(Purpose::directory)->error.code, RowErrorCode::missing_value);
  }
}

INSTANTIATE_TEST_SUITE_P(Values, PartnerCenterRow,
                         testing::Values(Needed{"", false, false}, Needed{"mos", true, true},
                                         Needed{"mo", false, false}, Needed{"ms", false, false},
                                         Needed{"os", false, false}, Needed{"s", false, false},
                                         Needed{"p", true, false}, Needed{"ps", true, false},
                                         Needed{"h", true, true}, Needed{"hs", true, true},
                                         Needed{"hps", true, true}, Needed{"mosp", true, true}));

}  // namespace
}  // namespace muster::intake
