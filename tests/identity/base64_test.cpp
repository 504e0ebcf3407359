#include "identity/base64.h"

#include <gtest/gtest.h>

#include <random>

namespace muster::identity {
namespace {

std::vector<std::uint8_t> bytes(std::string_view text) { return {text.begin(), text.end()}; }

/// RFC 4648, section 10.
constexpr std::pair<std::string_view, std::string_view> rfc_vectors[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

TEST(Base64, WritesTheVectorsOfTheRfc) {
  for (const auto& [plain, text] : rfc_vectors) EXPECT_EQ(to_base64(bytes(plain)), text);
}

TEST(Base64, ReadsTheVectorsOfTheRfc) {
  for (const auto& [plain, text] : rfc_vectors) EXPECT_EQ(from_base64(text), bytes(plain)) << text;
}

TEST(Base64, ReadsATextWithoutItsPadding) {
  EXPECT_EQ(from_base64("Zg"), bytes("f"));
  EXPECT_EQ(from_base64("Zm9vYmE"), bytes("fooba"));
}

TEST(Base64, SkipsBlanksLineBreaksAndQuotes) {
  EXPECT_EQ(from_base64("\"Zm 9v\r\nYm\tFy\""), bytes("foobar"));
}

TEST(Base64, ReadsBackWhatItWrote) {
  std::mt19937 random(20260301);  // NOLINT: the same numbers in each run
  for (std::size_t size = 0; size < 300; ++size) {
    std::vector<std::uint8_t> given(size);
    for (auto& byte : given) byte = static_cast<std::uint8_t>(random());
    ASSERT_EQ(from_base64(to_base64(given)), given) << size;
  }
}

struct Refused {
  std::string_view text;
  std::size_t character;
};

class Base64Refuses : public testing::TestWithParam<Refused> {};

TEST_P(Base64Refuses, AndNamesTheCharacter) {
  const auto read = from_base64(GetParam().text);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().character, GetParam().character);
}

INSTANTIATE_TEST_SUITE_P(Texts, Base64Refuses,
                         testing::Values(Refused{"Zm9v*mFy", 5},     // not of the alphabet
                                         Refused{"Zm9v-mFy", 5},     // of the alphabet for URLs
                                         Refused{"\"Zm9v\"\n?", 8},  // counted as it is written
                                         Refused{"Zm\xC3\xA9v", 3},
                                         Refused{"Z", 2},      // ends within a byte
                                         Refused{"Zm9vY", 6},  // the same, further on
                                         Refused{"=", 1}, Refused{"Z===", 2},
                                         Refused{"Zg=", 4},      // half of its padding
                                         Refused{"Zm9v=", 5},    // padding of nothing
                                         Refused{"Zg===", 5},    // too much padding
                                         Refused{"Zg==Zg==", 5}  // two texts in one
                                         ));

}  // namespace
}  // namespace muster::identity
