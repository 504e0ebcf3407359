#include "identity/tpm_public.h"

#include <gtest/gtest.h>

#include "identity/device_key.h"

namespace muster::identity {
namespace {

TpmBytes bytes_of(std::string_view hex) {
  TpmBytes bytes(hex.size() / 2);
  EXPECT_TRUE(from_hex(hex, bytes));
  return bytes;
}

std::string repeated(std::string_view hex, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += hex;
  return text;
}

const std::string policy = "837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa";
/// The TCG's template L-1: type, name algorithm, attributes, policy, AES-128-CFB, no scheme, 2048
/// bits, the default exponent, the modulus.
const std::string endorsement_key = "0001000b000300b20020" + policy +
                                    "000600800043"
                                    "0010"
                                    "0800"
                                    "00000000"
                                    "0100" +
                                    repeated("c1", 256);
/// ECDSA with SHA-256 on P-256, no key derivation, X, Y.
const std::string device_key =
    "0023000b00040472"
    "0000"
    "0010"
    "0018000b"
    "0003"
    "0010"
    "0020" +
    repeated("a1", 32) + "0020" + repeated("b2", 32);

TEST(TpmPublic, ReadsAnEndorsementKey) {
  const auto area = parse_tpm_public(bytes_of(endorsement_key));
  ASSERT_TRUE(area);
  EXPECT_EQ(endorsement_modulus(*area).value(), TpmBytes(256, 0xC1));
  EXPECT_FALSE(device_point(*area));
}

TEST(TpmPublic, ReadsADevicesKey) {
  const auto area = parse_tpm_public(bytes_of(device_key));
  ASSERT_TRUE(area);
  const auto point = device_point(*area).value();
  EXPECT_EQ(to_hex(point), "04" + repeated("a1", 32) + repeated("b2", 32));
  EXPECT_FALSE(endorsement_modulus(*area));
}

TEST(TpmPublic, PutsShortCoordinatesToTheRight) {
  auto hex = device_key;
  hex.replace(hex.find("0020" + repeated("b2", 32)), 4 + 64, "0001b2");
  const auto point = device_point(parse_tpm_public(bytes_of(hex)).value()).value();
  EXPECT_EQ(to_hex(point), "04" + repeated("a1", 32) + repeated("00", 31) + "b2");
}

TEST(TpmPublic, IsReadWholeOrNotAtAll) {
  for (const auto& hex : {endorsement_key, device_key}) {
    const auto bytes = bytes_of(hex);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_FALSE(parse_tpm_public(std::span(bytes).first(size))) << size;
    }
    auto longer = bytes;
    longer.push_back(0);
    EXPECT_FALSE(parse_tpm_public(longer));
  }
  EXPECT_FALSE(parse_tpm_public(bytes_of("0008000b" + device_key.substr(8))));  // a keyed hash
}

TEST(TpmPublic, TakesNoDevicesKeyThatCouldLeaveItsTpmOrDoesSomethingElse) {
  for (const auto* const attributes : {
           "00040470",  // not fixed to its TPM
           "00040462",  // nor to its parent
           "00040452",  // made elsewhere
           "00000472",  // does not sign
           "00050472",  // signs only what the TPM makes
           "00060472",  // decrypts as well
       }) {
    auto hex = device_key;
    hex.replace(8, 8, attributes);
    EXPECT_FALSE(device_point(parse_tpm_public(bytes_of(hex)).value())) << attributes;
  }
  auto other_curve = device_key;
  other_curve.replace(device_key.find("00030010"), 4, "0004");
  EXPECT_FALSE(device_point(parse_tpm_public(bytes_of(other_curve)).value()));
}

TEST(TpmPublic, TakesNoEndorsementKeyOfAnotherKind) {
  for (const auto* const attributes : {"000300b0", "000200b2", "000700b2", "000100b2"}) {
    auto hex = endorsement_key;
    hex.replace(8, 8, attributes);
    EXPECT_FALSE(endorsement_modulus(parse_tpm_public(bytes_of(hex)).value())) << attributes;
  }
}

TEST(TpmPublic, HasANameThatEveryBitOfItChanges) {
  const auto area = bytes_of(device_key);
  const auto name = tpm_name(area);
  EXPECT_EQ(name.size(), 34U);
  EXPECT_EQ(to_hex(std::span(name).first(2)), "000b");
  auto other = area;
  other[7] ^= 1;
  EXPECT_NE(tpm_name(other), name);
}

}  // namespace
}  // namespace muster::identity
