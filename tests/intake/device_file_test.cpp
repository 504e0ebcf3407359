#include "intake/device_file.h"

#include <gtest/gtest.h>

#include <random>

#include "intake/csv_writer.h"

namespace muster::intake {
namespace {

struct Row {
  std::uint32_t number = 0;
  std::vector<std::string> values;  ///< manufacturer, model, serial number
  std::optional<RowError> error;
  bool operator==(const Row&) const = default;
};

struct Reading {
  std::vector<Row> rows;
  std::optional<FileSummary> summary;
  std::optional<FileError> error;
};

/// Reads a text that arrives in pieces of `piece` bytes.
Reading read(const std::string& text, std::size_t piece = 1 << 20,
             Purpose purpose = Purpose::registering, FileLimits limits = {}) {
  Reading reading;
  DeviceFileReader reader(limits, purpose);
  const auto take = [&](const UploadedRow& row) {
    reading.rows.push_back(
        {row.row,
         {std::string(row.manufacturer.value_or("")), std::string(row.model.value_or("")),
          std::string(row.serial_number.value_or(""))},
         row.error});
  };
  for (std::size_t at = 0; at < text.size(); at += piece) {
    const auto part = std::as_bytes(std::span(text).subspan(at, std::min(piece, text.size() - at)));
    if (const auto fed = reader.feed(part, take); !fed) {
      reading.error = fed.error();
      return reading;
    }
  }
  const auto finished = reader.finish(take);
  if (finished) {
    reading.summary = *finished;
  } else {
    reading.error = finished.error();
  }
  return reading;
}

std::string utf16(const std::string& ascii, bool little) {
  std::string text = little ? "\xFF\xFE" : "\xFE\xFF";
  for (const char c : ascii) {
    text += little ? std::string{c, '\0'} : std::string{'\0', c};
  }
  return text;
}

const std::string heading = "Manufacturer,Model,Serial Number";

TEST(DeviceFile, GivesTheSameRowsWhereverThePiecesAreCut) {
  const std::vector<std::string> nasty = {
      heading + "\r\nA,B,C\r\n\"x \"\"y\"\"\",\"a,b\",\"c\"\r\n,,\r\n\r\nA,,D\r\n" + heading +
          "\r\nü,\xFF,Z\r\nA\r\nlast,one,here",
      "\xEF\xBB\xBF" + heading + "\rA,B,C\r\rD,E,F\r",
      utf16(heading + "\r\nA,B,C\r\nA,,C\r\n", true),
      utf16(heading + "\nA,\"B\n2\",C\n", false),
      heading + "\nA,B,C\nA,\"B\"x,C\n",
      heading + "\nA,B,C\nA,\"B,C\n",
      "Manufacturer;Model;Serial Number\nA,1;B;C\n",
  };
  for (const auto& text : nasty) {
    const auto whole = read(text);
    for (std::size_t piece = 1; piece < 40; ++piece) {
      const auto parts = read(text, piece);
      EXPECT_EQ(parts.rows, whole.rows) << text << " in pieces of " << piece;
      EXPECT_EQ(parts.error.has_value(), whole.error.has_value());
      if (whole.error && parts.error) {
        EXPECT_EQ(parts.error->byte, whole.error->byte);
        EXPECT_EQ(parts.error->message, whole.error->message);
      }
    }
  }
}

TEST(DeviceFile, ReadsBackWhateverRowsWereWritten) {
  std::mt19937 random(7);
  const std::vector<std::string> pieces = {"a", "B ", ",",  "\"",         ";",
                                           "'", "ü",  "光", "\U0001F680", "0"};
  for (int round = 0; round < 300; ++round) {
    std::string text = heading + "\r\n";
    std::vector<std::vector<std::string>> rows(random() % 20 + 1);
    for (auto& row : rows) {
      row.resize(3);
      for (auto& value : row) {
        for (std::size_t n = random() % 6 + 1; n > 0; --n)
          value += pieces[random() % pieces.size()];
      }
      const std::vector<std::string_view> views(row.begin(), row.end());
      append_csv_row(text, views);
    }
    const auto reading = read(text, random() % 50 + 1);
    ASSERT_EQ(reading.rows.size(), rows.size()) << text;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ(reading.rows[i].values, rows[i]);
      EXPECT_FALSE(reading.rows[i].error);
    }
  }
}

TEST(DeviceFile, CountsBlankLinesInTheRowNumbers) {
  const auto reading = read("\n" + heading + "\n\nA,B,C\n,,\nD,E,F\n");
  ASSERT_EQ(reading.rows.size(), 2);
  EXPECT_EQ(reading.rows[0].number, 4);
  EXPECT_EQ(reading.rows[1].number, 6);
}

TEST(DeviceFile, NamesTheByteOfAnErrorAsItStandsInTheFile) {
  const std::string text = heading + "\r\nA,B,C\r\nA,B\xFF,C\r\n";
  const auto reading = read(text);
  ASSERT_EQ(reading.rows.size(), 2);
  EXPECT_EQ(reading.rows[1].error->byte, text.find('\xFF'));

  const auto wide = read(utf16(heading + "\r\nA,B,C\r\nA,B\x07,C\r\n", true));
  EXPECT_EQ(wide.rows[1].error->code, RowErrorCode::control_character);
  EXPECT_EQ(wide.rows[1].error->byte, 2 + 2 * (heading.size() + 2 + 7 + 3));
}

TEST(DeviceFile, RefusesHalfOfAUtf16Character) {
  auto text = utf16(heading + "\nA,B,C\n", true);
  text.pop_back();
  EXPECT_EQ(read(text).error->code, FileErrorCode::encoding_not_supported);
}

TEST(DeviceFile, RefusesUtf16WithoutAMarkAndUtf32) {
  const auto marked = utf16(heading + "\nA,B,C\n", true);
  EXPECT_EQ(read(marked.substr(2)).error->code, FileErrorCode::encoding_not_supported);
  EXPECT_EQ(read(std::string("\xFF\xFE\0\0M\0\0\0", 8)).error->code,
            FileErrorCode::encoding_not_supported);
}

TEST(DeviceFile, StopsAtItsLimits) {
  const std::string text = heading + "\nA,B,1\nA,B,2\nA,B,3\n";
  EXPECT_EQ(read(text, 100, Purpose::registering, {.max_rows = 3}).rows.size(), 3);
  const auto rows = read(text, 100, Purpose::registering, {.max_rows = 2});
  EXPECT_EQ(rows.error->code, FileErrorCode::too_many_rows);
  EXPECT_EQ(rows.error->row, 4);
  EXPECT_EQ(read(text, 10, Purpose::registering, {.max_bytes = 20}).error->code,
            FileErrorCode::too_large);
}

TEST(DeviceFile, RefusesARecordThatNeverEnds) {
  EXPECT_EQ(read(heading + "\n\"" + std::string(2 << 20, 'x'), 1 << 16).error->code,
            FileErrorCode::record_too_long);
}

TEST(DeviceFile, WarnsOnceForEachRepeatedHeaderAndSumsUpTheRest) {
  std::string text = heading + "\n";
  for (int i = 0; i < 300; ++i) text += "A,B," + std::to_string(i) + "\n" + heading + "\n";
  const auto reading = read(text);
  EXPECT_EQ(reading.rows.size(), 300);
  EXPECT_EQ(reading.summary->warnings.size(), 101);
  EXPECT_EQ(reading.summary->warnings.back().code, "more_warnings");
}

struct HeaderCase {
  std::string line;
  std::string format;
};

class Headers : public testing::TestWithParam<HeaderCase> {};

TEST_P(Headers, AreRecognised) {
  const auto reading = read(GetParam().line + "\nx,x,T0E=,x,x\nx,x,x\n");
  ASSERT_TRUE(reading.summary) << reading.error->message;
  EXPECT_EQ(reading.summary->format, GetParam().format);
  EXPECT_TRUE(reading.summary->warnings.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Forms, Headers,
    testing::Values(
        HeaderCase{"Manufacturer,Model,Serial Number", "partner"},
        HeaderCase{"Device Serial Number,Windows Product ID,Hardware Hash", "autopilot"},
        HeaderCase{"Device Serial Number,Windows Product ID,Hardware Hash,Group Tag",
                   "autopilot_group_tag"},
        HeaderCase{"Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User",
                   "autopilot_assigned_user"},
        HeaderCase{"Device Serial Number,Windows Product ID,Hardware Hash,Manufacturer name,Device "
                   "model",
                   "partner_center"}));

TEST(Header, OfADirectoryMayHaveProductIdAndHash) {
  const std::string text = heading + ",Windows Product ID,Hardware Hash\nA,B,C,P,\nA,B,D\n";
  EXPECT_EQ(read(text, 100, Purpose::directory).rows.size(), 2);
  EXPECT_FALSE(read(text, 100, Purpose::directory).rows[1].error);
  EXPECT_EQ(read(text).error->code, FileErrorCode::header_not_recognised);
}

TEST(Header, WithAnExtraColumnSaysWhichIsNotKnown) {
  const auto error = read(heading + ",Notes\nA,B,C,D\n").error;
  ASSERT_TRUE(error);
  EXPECT_NE(error->message.find("`Notes` is not known"), std::string::npos);
}

TEST(Header, InAnotherOrderIsReadByItsHeadings) {
  const auto reading = read("Serial Number,Manufacturer,Model\nS,M,P\n");
  EXPECT_EQ(reading.rows.at(0).values, (std::vector<std::string>{"M", "P", "S"}));
  EXPECT_EQ(reading.summary->warnings.at(0).code, "heading_order");
}

TEST(CsvWriter, MakesFormulasHarmlessForSpreadsheets) {
  for (const auto* formula : {"=1+1", "+1", "-1", "@A1", "\t=1"}) {
    std::string out;
    append_spreadsheet_field(out, formula);
    EXPECT_NE(out.find('\''), std::string::npos) << formula;
  }
  std::string out;
  append_spreadsheet_field(out, "plain");
  EXPECT_EQ(out, "plain");
}

}  // namespace
}  // namespace muster::intake
