#include <gtest/gtest.h>

#include "identity/device_identity.h"
#include "identity/identity_key.h"
#include "identity/utf8.h"

namespace muster::identity {
namespace {

using Field = IdentityError::Field;
using Reason = IdentityError::Reason;

TEST(DeviceIdentity, KeepsEveryByteAsItIs) {
  const auto identity = DeviceIdentity::from(" Contoso ", "Ltd.", "a B");
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->manufacturer, " Contoso ");
  EXPECT_NE(identity, DeviceIdentity::from("Contoso", "Ltd.", "a B"));
  EXPECT_NE(identity, DeviceIdentity::from(" contoso ", "Ltd.", "a B"));
}

TEST(DeviceIdentity, NamesTheFirstValueThatBreaksARule) {
  const std::string long_text(257, 'x');
  EXPECT_EQ(DeviceIdentity::from("", "m", "s").error(),
            (IdentityError{Field::manufacturer, Reason::missing}));
  EXPECT_EQ(DeviceIdentity::from("m", long_text, "s").error(),
            (IdentityError{Field::model, Reason::too_long}));
  EXPECT_EQ(DeviceIdentity::from("m", "m", std::string(129, '1')).error(),
            (IdentityError{Field::serial_number, Reason::too_long}));
  EXPECT_EQ(DeviceIdentity::from("m\n", "m", "s").error(),
            (IdentityError{Field::manufacturer, Reason::control_character}));
  EXPECT_EQ(DeviceIdentity::from("m", "\xC0\x80", "s").error(),
            (IdentityError{Field::model, Reason::not_utf8}));
}

TEST(DeviceIdentity, TakesValuesOfExactlyTheLimit) {
  EXPECT_TRUE(
      DeviceIdentity::from(std::string(256, 'm'), std::string(256, 'm'), std::string(128, 's')));
}

class Keys : public testing::Test {
 protected:
  IdentityKeyer keyer{IdentityKeyer::Secret{1, 2, 3}};
};

TEST_F(Keys, DifferWhereverTheValuesDo) {
  const auto key = keyer.of("ab", "c", "d");
  EXPECT_EQ(key, keyer.of("ab", "c", "d"));
  EXPECT_NE(key, keyer.of("a", "bc", "d"));
  EXPECT_NE(key, keyer.of("ab", "c", "d "));
  EXPECT_NE(key, keyer.of("AB", "c", "d"));
  EXPECT_NE(keyer.of_product_id("abcd"), keyer.of("abcd", "", ""));
}

TEST_F(Keys, DifferBetweenInstallations) {
  const IdentityKeyer other{IdentityKeyer::Secret{9}};
  EXPECT_NE(keyer.of("a", "b", "c"), other.of("a", "b", "c"));
}

TEST_F(Keys, AreMadeOfValuesOfAnyLength) {
  const std::string large(100'000, 'x');
  EXPECT_NE(keyer.of(large, "b", "c"), keyer.of(large + "x", "b", "c"));
}

TEST_F(Keys, AreWrittenAndReadAsHex) {
  const auto key = keyer.of("a", "b", "c");
  EXPECT_EQ(key.hex().size(), 32);
  EXPECT_EQ(IdentityKey::from_hex(key.hex()), key);
  EXPECT_FALSE(IdentityKey::from_hex("00"));
  EXPECT_FALSE(IdentityKey::from_hex(std::string(32, 'g')));
}

TEST(Utf8, FindsTheFirstByteThatIsNoCharacter) {
  const std::vector<std::pair<std::string, std::size_t>> broken = {
      {"ab\x80", 2},           {"\xC1\x81", 0},
      {"a\xE0\x80\x80", 1},    {"\xED\xA0\x80", 0},
      {"\xF4\x90\x80\x80", 0}, {"\xF5\x80\x80\x80", 0},
      {"12345678\xE2\x82", 8}, {"\xC3", 0}};
  for (const auto& [text, offset] : broken) EXPECT_EQ(first_invalid_utf8(text), offset) << text;
  for (const auto* good : {"", "ascii text", "ü", "\u20AC", "\U0001F680", "\uFFFF"}) {
    EXPECT_FALSE(first_invalid_utf8(good)) << good;
  }
}

TEST(Utf8, CutsBetweenCharactersAndShowsBrokenBytes) {
  EXPECT_EQ(cut_utf8("aü", 2), "a");
  EXPECT_EQ(cut_utf8("aü", 3), "aü");
  EXPECT_EQ(with_invalid_bytes_shown("a\xFFü"), "a\\xFFü");
  EXPECT_EQ(count_characters("aü\U0001F680"), 3);
}

TEST(Utf8, KnowsControlCharactersOfBothRanges) {
  EXPECT_EQ(first_control_character("ab\t"), 2);
  EXPECT_EQ(first_control_character("\x7F"), 0);
  EXPECT_EQ(first_control_character("a\u0085"), 1);
  EXPECT_FALSE(first_control_character("ä\u00A0"));
}

}  // namespace
}  // namespace muster::identity
