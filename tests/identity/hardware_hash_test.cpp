#include "identity/hardware_hash.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "identity/blob.h"

namespace muster::identity {
namespace {

using Kind = HardwareHashError::Kind;
using testing::HasSubstr;

const HardwareHash device = {.manufacturer = "Contoso Ltd.",
                             .model = "ContosoBook 14",
                             .serial_number = "5CG1234567",
                             .product_id = "00329-00000-0003-AA606"};

/// The error of a text that must be refused.
HardwareHashError error_of(std::string_view text) {
  const auto hash = decode_hardware_hash(text);
  EXPECT_FALSE(hash);
  return hash ? HardwareHashError{} : hash.error();
}

TEST(HardwareHash, NamesItsDevice) {
  const auto text = make_hardware_hash(device);
  EXPECT_EQ(text.size(), 4000U) << "as Windows writes it";
  EXPECT_THAT(text, testing::StartsWith("T0"));
  EXPECT_EQ(decode_hardware_hash(text), device);
}

TEST(HardwareHash, DiffersInTheFirstThingThatBothHaveAndThatNamesTheDevice) {
  auto full = device;
  full.uuid = "0123456789abcdef";
  full.tpm_key = std::string(256, 'k');
  EXPECT_EQ(decode_hardware_hash(make_hardware_hash(full)), full);
  EXPECT_EQ(differing_item(full, full), "");
  EXPECT_EQ(differing_item(full, device), "") << "what one of them lacks is not compared";
  auto other = full;
  other.product_id = "00329-00000-0003-AA607";
  EXPECT_EQ(differing_item(full, other), "product ID (item 24)");
  other.tpm_key[0] = 'x';
  EXPECT_EQ(differing_item(full, other), "TPM endorsement key (item 25)");
  other.uuid[0] = 'x';
  EXPECT_EQ(differing_item(full, other), "SMBIOS UUID (item 12)");
}

TEST(HardwareHash, TakesNoUuidThatNamesNothing) {
  for (const auto& value : {std::string(16, '\0'), std::string(16, '\xFF'), std::string(15, 'a')}) {
    EXPECT_EQ(decode_hardware_hash(Blob::of_a_device().item(12, value).base64())->uuid, "");
  }
}

TEST(HardwareHash, NeedNotHoldAProductId) {
  const auto hash = decode_hardware_hash(Blob::of_a_device().base64());
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->product_id, "");
  EXPECT_EQ(hash->serial_number, "5CG1234567");
}

TEST(HardwareHash, MayBeShorterThanWindowsWritesIt) {
  const auto text = Blob::of_a_device().base64();
  EXPECT_LT(text.size(), 100U);
  EXPECT_TRUE(decode_hardware_hash(text));
}

TEST(HardwareHash, MayHoldItemsThatAreNotKnown) {
  const auto text =
      Blob::of_a_device().item(250, "whatever").item(0, "").item(0xFFFF, "\xFF\xFE").base64();
  EXPECT_TRUE(decode_hardware_hash(text));
}

TEST(HardwareHash, MayHoldAnythingInItsPadding) {
  auto blob = Blob::of_a_device();
  EXPECT_TRUE(decode_hardware_hash(blob.padded_with("\x0E\x05 is no item").base64()));
}

TEST(HardwareHash, MayRepeatItsDisksAndItsOwnTexts) {
  EXPECT_TRUE(decode_hardware_hash(
      Blob::of_a_device().text(7, "disk 1").text(7, "disk 2").text(14, "5CG1234567").base64()));
}

TEST(HardwareHash, TextsEndAtTheirNulOrWithTheirItem) {
  using std::string_view_literals::operator""sv;
  const auto hash = decode_hardware_hash(
      Blob().item(14, "SN 1").item(16, "Maker\0rest"sv).item(17, "Model\0\0\0"sv).base64());
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->serial_number, "SN 1");
  EXPECT_EQ(hash->manufacturer, "Maker");
  EXPECT_EQ(hash->model, "Model");
}

TEST(HardwareHash, KeepsBlanksOfItsTexts) {
  const auto hash =
      decode_hardware_hash(Blob().text(14, " SN ").text(16, "Büro").text(17, "M ").base64());
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->serial_number, " SN ");
  EXPECT_EQ(hash->manufacturer, "Büro");
}

TEST(HardwareHash, IsReadWithWhatToolsAddToIt) {
  const auto text = make_hardware_hash(device);
  EXPECT_EQ(decode_hardware_hash('"' + text + '"'), device);
  EXPECT_EQ(decode_hardware_hash("  " + text + " \r\n"), device);
  std::string wrapped;
  for (std::size_t i = 0; i < text.size(); i += 76) wrapped += text.substr(i, 76) + "\r\n";
  EXPECT_EQ(decode_hardware_hash(wrapped), device);
}

TEST(HardwareHash, RefusesTheSampleOfPartnerCenterWhichIsCutShort) {
  const auto error = error_of("T0FzAQEAHAAAAAoA6AOCOgEABgBgW7EdzorHH3g");
  EXPECT_EQ(error.kind, Kind::cut_short);
  EXPECT_EQ(error.position, 0x0173U);
  EXPECT_THAT(error.describe(), HasSubstr("says that it has 371 bytes"));
}

TEST(HardwareHash, RefusesATextThatIsNotBase64) {
  auto text = make_hardware_hash(device);
  text[16] = '?';
  EXPECT_EQ(error_of(text), (HardwareHashError{Kind::not_base64, 17}));
  EXPECT_EQ(error_of(text).describe(), "Not Base64 at character 17.");
}

TEST(HardwareHash, RefusesAnEmptyText) { EXPECT_EQ(error_of("").kind, Kind::empty); }

TEST(HardwareHash, RefusesATextOfBlanksAlone) { EXPECT_EQ(error_of(" \r\n ").kind, Kind::empty); }

TEST(HardwareHash, RefusesBase64OfSomethingElseAndSaysHowItBegins) {
  const auto error = error_of("R9+ZNP67");
  EXPECT_EQ(error.kind, Kind::not_a_hash);
  EXPECT_THAT(error.describe(), HasSubstr("begins with 47 DF,"));
  EXPECT_THAT(error_of("Tw==").describe(), HasSubstr("begins with 4F,"));
}

TEST(HardwareHash, RefusesATotalLengthThatIsSmallerThanItsHeader) {
  for (std::size_t total = 0; total < 4; ++total) {
    const auto error = error_of(Blob::of_a_device().telling_total(total).base64());
    EXPECT_EQ(error.kind, Kind::length_impossible);
    EXPECT_EQ(error.position, total);
    EXPECT_THAT(error.describe(), HasSubstr(std::to_string(total)));
  }
}

TEST(HardwareHash, RefusesOneThatEndsWithinItsHeader) {
  EXPECT_EQ(error_of("T0E=").kind, Kind::cut_short);
  EXPECT_EQ(error_of("T0FA").kind, Kind::cut_short);
}

TEST(HardwareHash, RefusesEachWayOfCuttingIt) {
  const auto whole = Blob::of_a_device().bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(decode_hardware_hash(to_base64({whole.begin(), whole.begin() + size}))) << size;
  }
}

TEST(HardwareHash, RefusesAnItemThatRunsPastTheEndAndNamesIt) {
  auto blob = Blob::of_a_device();
  const auto at = blob.size();
  const auto error = error_of(blob.lying_item(24, 300, "short").base64());
  EXPECT_EQ(error, (HardwareHashError{Kind::item_out_of_range, at, 24}));
  EXPECT_THAT(error.describe(), HasSubstr("Item type 24 at byte " + std::to_string(at)));
  EXPECT_THAT(error.describe(), HasSubstr("past"));
}

TEST(HardwareHash, RefusesAnItemThatRunsIntoThePadding) {
  auto blob = Blob::of_a_device();
  const auto at = blob.size();
  blob.lying_item(24, 20, "short").padded_with(std::string(100, ' '));
  EXPECT_EQ(error_of(blob.base64()), (HardwareHashError{Kind::item_out_of_range, at, 24}));
}

TEST(HardwareHash, RefusesAnItemThatIsShorterThanItsHeader) {
  for (std::size_t length = 0; length < 4; ++length) {
    auto blob = Blob::of_a_device();
    const auto at = blob.size();
    EXPECT_EQ(error_of(blob.lying_item(24, length, "text").base64()),
              (HardwareHashError{Kind::item_out_of_range, at, 24}));
  }
}

TEST(HardwareHash, RefusesAnItemThatEndsWithinItsHeader) {
  auto blob = Blob::of_a_device();
  const auto at = blob.size();
  blob.padded_with("\x18\x10\x10").telling_total(at + 3);
  EXPECT_EQ(error_of(blob.base64()).kind, Kind::item_out_of_range);
  EXPECT_EQ(error_of(blob.base64()).position, at);
}

TEST(HardwareHash, RefusesOneWithoutASerialNumber) {
  const auto error = error_of(Blob().text(16, "Contoso").text(17, "Book").base64());
  EXPECT_EQ(error.kind, Kind::item_missing);
  EXPECT_THAT(error.describe(), HasSubstr("no serial number"));
}

TEST(HardwareHash, RefusesOneWhoseSerialNumberIsEmpty) {
  EXPECT_EQ(error_of(Blob().text(14, "").text(16, "Contoso").text(17, "Book").base64()),
            (HardwareHashError{Kind::item_missing, 0, 14}));
}

TEST(HardwareHash, RefusesOneWithoutManufacturerOrModel) {
  EXPECT_EQ(error_of(Blob().text(14, "SN").text(17, "Book").base64()).item, 16);
  EXPECT_EQ(error_of(Blob().text(14, "SN").text(16, "Contoso").base64()).item, 17);
}

TEST(HardwareHash, RefusesTwoDifferentSerialNumbers) {
  const auto error = error_of(Blob::of_a_device().text(14, "OTHER").base64());
  EXPECT_EQ(error, (HardwareHashError{Kind::item_repeated, 0, 14}));
  EXPECT_THAT(error.describe(), HasSubstr("serial number"));
}

TEST(HardwareHash, RefusesTextsThatAreNotUtf8) {
  const auto error = error_of(Blob::of_a_device().text(24, "\xC0\xAF").base64());
  EXPECT_EQ(error, (HardwareHashError{Kind::not_utf8, 0, 24}));
  EXPECT_THAT(error.describe(), HasSubstr("product ID"));
}

TEST(HardwareHash, RefusesATextLongerThanItsLimit) {
  const auto error = error_of(std::string(1 << 20, 'A'));
  EXPECT_EQ(error, (HardwareHashError{Kind::too_long, 1 << 20}));
  EXPECT_THAT(error.describe(), HasSubstr("1048576 characters"));
  EXPECT_NE(error_of(std::string(max_hardware_hash, 'A')).kind, Kind::too_long);
}

TEST(HardwareHash, SurvivesAnyChangeOfOneByte) {
  const auto whole = Blob::of_a_device().text(24, "00329").bytes();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int value = 0; value < 256; ++value) {
      auto changed = whole;
      changed[at] = static_cast<std::uint8_t>(value);
      const auto hash = decode_hardware_hash(to_base64(changed));
      if (!hash) {
        ASSERT_NE(hash.error().describe(), "");
      }
    }
  }
}

TEST(HardwareHash, SurvivesRandomBytesBehindARightBeginning) {
  std::mt19937 random(20260302);  // NOLINT: the same numbers in each run
  for (int round = 0; round < 20'000; ++round) {
    std::vector<std::uint8_t> bytes = {'O', 'A', static_cast<std::uint8_t>(random() % 64), 0};
    const auto size = 4 + random() % 64;
    while (bytes.size() < size) bytes.push_back(static_cast<std::uint8_t>(random() % 32));
    const auto hash = decode_hardware_hash(to_base64(bytes));
    if (!hash) {
      ASSERT_NE(hash.error().describe(), "");
    }
  }
}

}  // namespace
}  // namespace muster::identity
