#include "identity/identity_key.h"

#include <gtest/gtest.h>

#include <set>

namespace muster::identity {
namespace {

/// 00, 01, ... 1F.
IdentityKeyer::Secret counting_secret() {
  IdentityKeyer::Secret secret{};
  for (std::size_t i = 0; i < secret.size(); ++i) secret[i] = static_cast<std::uint8_t>(i);
  return secret;
}

const IdentityKeyer keyer(counting_secret());

// The expected keys are Python's: hashlib.blake2b(b"\x01" + b"".join(struct.pack("<I", len(v)) + v
// for v in values), digest_size=16, key=bytes(range(32))), with 02 before a product ID. Keys are
// stored: they may never change.
TEST(IdentityKeyer, MakesTheKeysThatAnotherBlake2bMakes) {
  EXPECT_EQ(keyer.of("Contoso Ltd.", "ContosoBook 14", "5CG1234567").hex(),
            "aa8520418faaae9b0c2f02af38a77d39");
  EXPECT_EQ(keyer.of("", "", "").hex(), "5c17af5737b28933ca574c22dc9b84c8");
  EXPECT_EQ(keyer.of_product_id("00329-00000-0003-AA606").hex(),
            "459bf3a6df1a4b8207c90cd0ff7b92c7");
}

TEST(IdentityKeyer, MakesTheKeysOfLongValuesTheSameWay) {
  const std::string a(256, 'a');
  EXPECT_EQ(keyer.of(a, a, std::string(128, 'b')).hex(), "8e9282b2a7d30ef8cb13fc9a71ab70e2");
  EXPECT_EQ(keyer.of(std::string(5000, 'a'), "", "").hex(), "dd104167c2143e95b4de1b3ec4f80488");
}

TEST(IdentityKeyer, KeepsValuesApartThatRunTogether) {
  EXPECT_NE(keyer.of("ab", "c", "d"), keyer.of("a", "bc", "d"));
  EXPECT_NE(keyer.of("a", "b", "cd"), keyer.of("a", "bc", "d"));
  EXPECT_NE(keyer.of("a", "", ""), keyer.of("", "a", ""));
}

TEST(IdentityKeyer, TellsValuesApartByteForByte) {
  const auto key = keyer.of("Contoso", "Book", "5CG1");
  EXPECT_EQ(key, keyer.of("Contoso", "Book", "5CG1"));
  EXPECT_NE(key, keyer.of("contoso", "Book", "5CG1"));
  EXPECT_NE(key, keyer.of("Contoso", "Book ", "5CG1"));
}

TEST(IdentityKeyer, NeverMakesAnIdentitysKeyOfAProductId) {
  EXPECT_NE(keyer.of_product_id("x"), keyer.of("x", "", ""));
  EXPECT_NE(keyer.of_product_id(""), keyer.of("", "", ""));
}

TEST(IdentityKeyer, MakesOtherKeysInAnotherInstallation) {
  const IdentityKeyer other(IdentityKeyer::Secret{});
  EXPECT_NE(keyer.of("a", "b", "c"), other.of("a", "b", "c"));
}

TEST(IdentityKeyer, MakesADifferentKeyOfEachSerialNumber) {
  std::set<IdentityKey> keys;
  for (int i = 0; i < 10'000; ++i) keys.insert(keyer.of("Contoso", "Book", std::to_string(i)));
  EXPECT_EQ(keys.size(), 10'000U);
}

TEST(IdentityKey, ReadsItsHexadecimalFormBack) {
  const auto key = keyer.of("a", "b", "c");
  EXPECT_EQ(IdentityKey::from_hex(key.hex()), key);
}

TEST(IdentityKey, RefusesWhatIsNotItsHexadecimalForm) {
  const std::string zeros(32, '0');
  EXPECT_TRUE(IdentityKey::from_hex(zeros));
  EXPECT_FALSE(IdentityKey::from_hex(""));
  EXPECT_FALSE(IdentityKey::from_hex(zeros.substr(1)));
  EXPECT_FALSE(IdentityKey::from_hex(zeros + "0"));
  EXPECT_FALSE(IdentityKey::from_hex("g" + zeros.substr(1)));
  EXPECT_FALSE(IdentityKey::from_hex("A" + zeros.substr(1))) << "it is written in lower case";
}

}  // namespace
}  // namespace muster::identity
