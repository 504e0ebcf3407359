// Why a whole file is refused, and what the person is told.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake/reading.h"

namespace muster::intake {
namespace {

using testing::HasSubstr;

const std::string partner = "Manufacturer,Model,Serial Number\n";

/// The error of a file that must be refused.
FileError error_of(const std::string& bytes, FileLimits limits = {}) {
  const auto reading = FileSource(bytes, Purpose::registering, limits).whole();
  EXPECT_FALSE(reading.outcome);
  return reading.outcome ? FileError{} : reading.outcome.error();
}

TEST(RefusedFile, IsEmpty) {
  for (const auto* bytes : {"", "\n\n", "\xEF\xBB\xBF", ",,\n"}) {
    EXPECT_EQ(error_of(bytes).code, FileErrorCode::empty_file);
    EXPECT_THAT(error_of(bytes).message, HasSubstr("empty"));
  }
}

TEST(RefusedFile, HasNoDevices) {
  EXPECT_EQ(error_of(partner).code, FileErrorCode::empty_file);
  EXPECT_THAT(error_of(partner + "\n,,\n").message, HasSubstr("no devices"));
}

TEST(RefusedFile, HasTextBehindAQuote) {
  const auto bytes = partner + "a,b,c\nd,\"e\"f,g\n";
  const auto error = error_of(bytes);
  EXPECT_EQ(error.code, FileErrorCode::bad_quoting);
  EXPECT_EQ(error.row, 3U);
  EXPECT_EQ(error.column, "Model");
  EXPECT_EQ(error.byte, bytes.find("f,g"));
  EXPECT_THAT(error.message, HasSubstr("row 3"));
  EXPECT_NE(error.advice, "");
}

TEST(RefusedFile, HasAQuoteThatIsNeverClosedAndIsToldWhereItOpens) {
  const auto bytes = partner + "\na,b,\"c\nd,e,f\n";
  const auto error = error_of(bytes);
  EXPECT_EQ(error.code, FileErrorCode::bad_quoting);
  EXPECT_EQ(error.row, 3U);
  EXPECT_EQ(error.column, "Serial Number");
  EXPECT_EQ(error.byte, bytes.find('"'));
}

TEST(RefusedFile, OfUtf16NamesTheByteAsUploaded) {
  const std::u16string text = u"Manufacturer,Model,Serial Number\r\n日,😀,\"c\"d\r\n";
  const auto error = error_of(encoded(text, Encoding::utf16be));
  EXPECT_EQ(error.code, FileErrorCode::bad_quoting);
  EXPECT_EQ(error.byte, 2 * (1 + text.find(u"d\r\n")));
}

TEST(RefusedFile, HasBadQuotingInItsHeaderLine) {
  const auto error = error_of("Manufacturer,\"Model\"x,Serial Number\na,b,c\n");
  EXPECT_EQ(error.code, FileErrorCode::bad_quoting);
  EXPECT_EQ(error.row, 1U);
  EXPECT_EQ(error.column, "2") << "a column without a heading is told by its number";
}

TEST(RefusedFile, HasAHeaderLineThatIsNotKnownBelowBlankLines) {
  const auto error = error_of("\r\n\r\nMaker,Model,Serial Number\r\na,b,c\r\n");
  EXPECT_EQ(error.code, FileErrorCode::header_not_recognised);
  EXPECT_EQ(error.row, 3U);
  EXPECT_EQ(error.byte, 4U);
}

TEST(RefusedFile, HasMoreRowsThanTheLimit) {
  const auto error = error_of(partner + "a,b,1\n\na,b,2\na,b,3\n", {.max_rows = 2});
  EXPECT_EQ(error.code, FileErrorCode::too_many_rows);
  EXPECT_EQ(error.row, 5U);
  EXPECT_THAT(error.message, HasSubstr("2 rows"));
  EXPECT_TRUE(FileSource(partner + "a,b,1\na,b,2\n", Purpose::registering, {.max_rows = 2})
                  .whole()
                  .outcome);
}

TEST(RefusedFile, HasMoreBytesThanTheLimit) {
  const auto bytes = partner + "a,b,1\n";
  EXPECT_EQ(error_of(bytes, {.max_bytes = bytes.size() - 1}).code, FileErrorCode::too_large);
  EXPECT_TRUE(FileSource(bytes, Purpose::registering, {.max_bytes = bytes.size()}).whole().outcome);
}

TEST(RefusedFile, IsToldToBeSavedAsUtf8) {
  const auto marked = encoded(u"Manufacturer,Model,Serial Number\na,b,c\n", Encoding::utf16le);
  const auto error = error_of(marked.substr(2));
  EXPECT_EQ(error.code, FileErrorCode::encoding_not_supported);
  EXPECT_THAT(error.message, HasSubstr("byte order mark"));
  EXPECT_THAT(error.advice, HasSubstr("UTF-8"));
}

TEST(RefusedFile, HasARecordLongerThanAMegabyteWithoutColumn) {
  const auto error = error_of(partner + "a,b,\"" + std::string(2 << 20, 'c'));
  EXPECT_EQ(error.code, FileErrorCode::record_too_long);
  EXPECT_EQ(error.row, 2U);
  EXPECT_EQ(error.column, std::nullopt);
  EXPECT_EQ(error.byte, partner.size());
}

TEST(RefusedFile, StaysRefusedWhateverComesNext) {
  const auto more = std::as_bytes(std::span("a,b,c\n", 6));
  for (const auto& bytes :
       {std::string("M\0a\0", 4), std::string("Maker,Model\na,b\n"), partner + "\"a\"b\n"}) {
    DeviceFileReader reader({}, Purpose::registering);
    std::size_t rows = 0;
    const auto count = [&](const UploadedRow&) { ++rows; };
    const auto first = reader.feed(std::as_bytes(std::span(bytes)), count);
    ASSERT_FALSE(first);
    EXPECT_EQ(reader.feed(more, count), first);
    EXPECT_EQ(reader.finish(count).error(), first.error());
    EXPECT_EQ(rows, 0U);
  }
}

}  // namespace
}  // namespace muster::intake
