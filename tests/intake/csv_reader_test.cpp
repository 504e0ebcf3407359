#include "intake/csv_reader.h"

#include <gtest/gtest.h>

#include <random>

#include "intake/csv_writer.h"

namespace muster::intake {
namespace {

using Fields = std::vector<std::string>;

struct Record {
  std::uint32_t number = 0;
  std::uint64_t offset = 0;
  Fields fields;
  std::vector<std::uint64_t> offsets;
  bool operator==(const Record&) const = default;
};

struct Reading {
  std::vector<Record> records;
  std::optional<CsvError> error;

  std::vector<Fields> fields() const {
    std::vector<Fields> all;
    for (const auto& record : records) all.push_back(record.fields);
    return all;
  }
};

Reading read(std::string_view text, char separator = ',', std::size_t piece = 1 << 30) {
  Reading reading;
  CsvReader reader(separator);
  const auto take = [&](const CsvRecord& record) {
    Record kept{record.number, record.offset, {}, {}};
    for (const auto& field : record.fields) {
      kept.fields.emplace_back(field.value);
      kept.offsets.push_back(field.offset);
    }
    reading.records.push_back(std::move(kept));
  };
  for (std::size_t at = 0; at < text.size(); at += piece) {
    if (const auto fed = reader.feed(text.substr(at, piece), take); !fed) {
      reading.error = fed.error();
      return reading;
    }
  }
  if (const auto done = reader.finish(take); !done) reading.error = done.error();
  return reading;
}

struct Readable {
  std::string name;
  std::string text;
  std::vector<Fields> fields;
};

class CsvReaderReads : public testing::TestWithParam<Readable> {};

TEST_P(CsvReaderReads, InOnePieceAndInMany) {
  const auto& [name, text, fields] = GetParam();
  const auto whole = read(text);
  EXPECT_FALSE(whole.error);
  EXPECT_EQ(whole.fields(), fields);
  for (std::size_t piece = 1; piece < text.size(); ++piece) {
    EXPECT_EQ(read(text, ',', piece).records, whole.records) << "pieces of " << piece;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Texts, CsvReaderReads,
    testing::Values(
        Readable{"Nothing", "", {}}, Readable{"OneValue", "a", {{"a"}}},
        Readable{"LineFeeds", "a,b\nc,d\n", {{"a", "b"}, {"c", "d"}}},
        Readable{"CarriageReturnsAndLineFeeds", "a,b\r\nc,d\r\n", {{"a", "b"}, {"c", "d"}}},
        Readable{"CarriageReturns", "a,b\rc,d\r", {{"a", "b"}, {"c", "d"}}},
        Readable{"AllThreeInOneFile", "a\nb\r\nc\rd", {{"a"}, {"b"}, {"c"}, {"d"}}},
        Readable{"NoLineBreakAtTheEnd", "a,b\nc,d", {{"a", "b"}, {"c", "d"}}},
        Readable{"BlankLines", "a\n\n\nb\n", {{"a"}, {""}, {""}, {"b"}}},
        Readable{"EmptyFields", ",\n,,\n", {{"", ""}, {"", "", ""}}},
        Readable{"ASeparatorAtTheVeryEnd", "a,", {{"a", ""}}},
        Readable{"Quotes", "\"a\",\"b\"\n", {{"a", "b"}}},
        Readable{"EmptyQuotes", "\"\",\"\"\n", {{"", ""}}},
        Readable{"ASeparatorInsideQuotes", "\"a,b\",c\n", {{"a,b", "c"}}},
        Readable{"ALineBreakInsideQuotes", "\"a\r\nb\",c\r\n", {{"a\r\nb", "c"}}},
        Readable{"DoubledQuotes", R"("a""b","""","""a""")", {{"a\"b", "\"", "\"a\""}}},
        Readable{"SeveralFieldsWithDoubledQuotes",
                 "\"a\"\"\",\"\"\"b\",\"c\"\"c\"\n\"d\"\"\",e\n",
                 {{"a\"", "\"b", "c\"c"}, {"d\"", "e"}}},
        Readable{"AQuoteInsideAnUnquotedField", "15\" screen,b\"\n", {{"15\" screen", "b\""}}},
        Readable{"BlanksAroundValues", " a , b \n", {{" a ", " b "}}},
        Readable{"BlanksBeforeAQuote", " \"a\"\n", {{" \"a\""}}},
        Readable{"AQuotedLastFieldWithoutLineBreak", "a,\"b\"", {{"a", "b"}}},
        Readable{"OtherSeparatorsAsText", "a;b\tc,d\n", {{"a;b\tc", "d"}}},
        Readable{"NulsAndOtherBytes",
                 std::string("a\0b,\xFF\n", 6),
                 {{std::string("a\0b", 3), "\xFF"}}}),
    [](const auto& test) { return test.param.name; });

TEST(CsvReader, SplitsAtTheSeparatorThatItWasGiven) {
  EXPECT_EQ(read("a,b;c\n", ';').fields(), (std::vector<Fields>{{"a,b", "c"}}));
  EXPECT_EQ(read("a,b\t\"c\t\"\n", '\t').fields(), (std::vector<Fields>{{"a,b", "c\t"}}));
}

TEST(CsvReader, NumbersRecordsAndTellsWhereTheyAndTheirFieldsBegin) {
  const auto reading = read("a,b\r\n\n\"c\nd\",\"e\"\nf");
  EXPECT_EQ(reading.records, (std::vector<Record>{{1, 0, {"a", "b"}, {0, 2}},
                                                  {2, 5, {""}, {5}},
                                                  {3, 6, {"c\nd", "e"}, {6, 12}},
                                                  {4, 16, {"f"}, {16}}}));
}

struct Unreadable {
  std::string name;
  std::string text;
  CsvError::Kind kind;
  std::uint32_t record;
  std::size_t column;
  std::uint64_t offset;
};

class CsvReaderRefuses : public testing::TestWithParam<Unreadable> {};

TEST_P(CsvReaderRefuses, AndSaysWhereInOnePieceAndInMany) {
  const auto& [name, text, kind, record, column, offset] = GetParam();
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    const auto error = read(text, ',', piece).error;
    ASSERT_TRUE(error) << "pieces of " << piece;
    EXPECT_EQ(error->kind, kind);
    EXPECT_EQ(error->record, record);
    EXPECT_EQ(error->column, column);
    EXPECT_EQ(error->offset, offset);
    EXPECT_EQ(error->text, text.substr(error->record_offset, offset - error->record_offset));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Texts, CsvReaderRefuses,
    testing::Values(
        Unreadable{"TextAfterAQuote", "a,b\nc,\"d\"e\n", CsvError::Kind::text_after_quote, 2, 2, 9},
        Unreadable{"ABlankAfterAQuote", "\"a\" ,b\n", CsvError::Kind::text_after_quote, 1, 1, 3},
        Unreadable{"AQuoteThatIsNeverClosed", "a\nb,c,\"d\ne,f\n", CsvError::Kind::quote_not_closed,
                   2, 3, 6},
        Unreadable{"AQuoteThatOpensAtTheEnd", "a,\"", CsvError::Kind::quote_not_closed, 1, 2, 2},
        Unreadable{"AnOddNumberOfQuotes", R"(a,"b"")", CsvError::Kind::quote_not_closed, 1, 2, 2}),
    [](const auto& test) { return test.param.name; });

TEST(CsvReader, GivesTheRecordsBeforeABrokenOne) {
  EXPECT_EQ(read("a\nb\n\"c\"d\n").fields(), (std::vector<Fields>{{"a"}, {"b"}}));
}

class LongRecords : public testing::TestWithParam<std::size_t> {};

TEST_P(LongRecords, AreReadUpToTheLimit) {
  const std::string longest(CsvReader::max_record, 'x');
  const auto reading = read(longest + "\r\nb\n", ',', GetParam());
  EXPECT_FALSE(reading.error);
  EXPECT_EQ(reading.fields(), (std::vector<Fields>{{longest}, {"b"}}));
}

TEST_P(LongRecords, AreRefusedAboveIt) {
  const auto error =
      read("a\n" + std::string(CsvReader::max_record + 1, 'x') + "\nb\n", ',', GetParam()).error;
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, CsvError::Kind::record_too_long);
  EXPECT_EQ(error->record, 2U);
  EXPECT_EQ(error->offset, 2U);
}

TEST_P(LongRecords, AreRefusedWhateverElseIsWrongFurtherOn) {
  const std::string quoted = '"' + std::string(CsvReader::max_record + 1, 'x');
  for (const auto& text : {quoted, quoted + "\"y\n", quoted + "\n"}) {
    const auto error = read(text, ',', GetParam()).error;
    ASSERT_TRUE(error);
    EXPECT_EQ(error->kind, CsvError::Kind::record_too_long);
  }
}

INSTANTIATE_TEST_SUITE_P(Pieces, LongRecords, testing::Values(4096, 100'000, 1 << 30));

TEST(CsvReader, TakesTimeInProportionToARecordThatArrivesByteByByte) {
  // Were the record read from its beginning with each byte, this would take an hour.
  const std::string record(1'000'000, 'x');
  EXPECT_EQ(read(record + "\n", ',', 1).fields(), (std::vector<Fields>{{record}}));
}

/// Any text, of what is most likely to break a reader of CSV.
std::string any_value(std::mt19937& random) {
  static const std::vector<std::string> pieces = {"a",  "B",  " ", ",",    ";",  "\t", "\"", "'",
                                                  "\r", "\n", "é", "\xFF", "日", "😀", ""};
  std::string value;
  for (auto left = random() % 6; left > 0; --left) value += pieces[random() % pieces.size()];
  return value;
}

TEST(CsvReader, ReadsBackWhatTheWriterWrote) {
  std::mt19937 random(20260303);  // NOLINT: the same numbers in each run
  for (int round = 0; round < 3000; ++round) {
    std::vector<Fields> records(random() % 5);
    std::string text;
    for (auto& record : records) {
      record.resize(1 + random() % 5);
      for (auto& value : record) value = any_value(random);
      const std::vector<std::string_view> views(record.begin(), record.end());
      append_csv_row(text, views);
    }
    const auto reading = read(text, ',', 1 + random() % 20);
    ASSERT_FALSE(reading.error) << text;
    ASSERT_EQ(reading.fields(), records) << text;
  }
}

}  // namespace
}  // namespace muster::intake
