#include "identity/endorsement_match.h"

#include <gtest/gtest.h>

#include <vector>

#include "identity/device_key.h"

namespace muster::identity {
namespace {

const std::vector<std::uint8_t> modulus(256, 0xC1);
const std::string key(256, '\xC1');

HardwareHash hash_with(std::string tpm_key, std::string tpm_key_hash = {}) {
  return {.manufacturer = "Contoso",
          .model = "Book",
          .serial_number = "7",
          .product_id = {},
          .uuid = {},
          .tpm_key = std::move(tpm_key),
          .tpm_key_hash = std::move(tpm_key_hash)};
}

TEST(EndorsementMatch, KnowsTheKeyAsItStandsInTheHash) {
  EXPECT_EQ(match_endorsement(hash_with(key), modulus), EndorsementMatch::same);
  EXPECT_EQ(match_endorsement(hash_with(std::string(256, '\xC2')), modulus),
            EndorsementMatch::other);
  EXPECT_EQ(match_endorsement(hash_with(""), modulus), EndorsementMatch::not_named);
}

TEST(EndorsementMatch, KnowsTheFormsThatWindowsHasForAKey) {
  const std::string rsa_public_key = std::string("\x30\x82\x01\x0a\x02\x82\x01\x01\x00", 9) + key +
                                     "\x02\x03\x01" + std::string("\x00\x01", 2);
  EXPECT_EQ(match_endorsement(hash_with(rsa_public_key), modulus), EndorsementMatch::same);
  const std::string blob = std::string("RSA1\x00\x08\x00\x00\x03\x00\x00\x00\x00\x01\x00\x00", 16) +
                           std::string(8, '\0') + std::string("\x01\x00\x01", 3) + key;
  EXPECT_EQ(match_endorsement(hash_with(blob), modulus), EndorsementMatch::same);
}

TEST(EndorsementMatch, KnowsItsHashWhereTheKeyIsLeftOut) {
  // head -c 256 /dev/zero | tr '\0' '\301' | sha256sum
  std::vector<std::uint8_t> sha256(32);
  ASSERT_TRUE(from_hex("7bd00411bed6035fd576e4f7a37da1c273df9a8e03fcd3e4115f5af94423994e", sha256));
  EXPECT_EQ(match_endorsement(hash_with("", {sha256.begin(), sha256.end()}), modulus),
            EndorsementMatch::same);
  EXPECT_EQ(match_endorsement(hash_with("", std::string(32, '\x11')), modulus),
            EndorsementMatch::other);
}

TEST(EndorsementMatch, IsReadBackFromAHash) {
  const auto text = make_hardware_hash(hash_with(key, std::string(32, '\x11')));
  const auto read = decode_hardware_hash(text).value();
  EXPECT_EQ(read.tpm_key, key);
  EXPECT_EQ(read.tpm_key_hash, std::string(32, '\x11'));
  EXPECT_EQ(match_endorsement(read, modulus), EndorsementMatch::same)
      << "the key itself counts where it is there";
}

}  // namespace
}  // namespace muster::identity
