#include "security/p256.h"

#include <gtest/gtest.h>

#include <vector>

#include "identity/device_key.h"

namespace muster::security {
namespace {

template <std::size_t Size>
std::array<std::uint8_t, Size> bytes(std::string_view hex) {
  std::array<std::uint8_t, Size> out{};
  EXPECT_TRUE(identity::from_hex(hex, out));
  return out;
}

// RFC 6979, A.2.5: P-256, SHA-256, the message "sample".
const auto point = bytes<65>(
    "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
const auto signature = bytes<64>(
    "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");

TEST(P256, VerifiesASignatureOfTheStandard) {
  EXPECT_TRUE(verify_p256(point, "sample", signature));
  EXPECT_FALSE(verify_p256(point, "Sample", signature));
}

TEST(P256, RefusesEverySignatureThatDiffersInABit) {
  for (std::size_t i = 0; i < signature.size(); ++i) {
    auto other = signature;
    other[i] ^= 1;
    EXPECT_FALSE(verify_p256(point, "sample", other)) << i;
  }
  EXPECT_FALSE(verify_p256(point, "sample", std::array<std::uint8_t, 64>{}));
}

TEST(P256, RefusesWhatIsNoPointOfTheCurve) {
  auto off_the_curve = point;
  off_the_curve[64] ^= 1;
  EXPECT_FALSE(verify_p256(off_the_curve, "sample", signature));
  EXPECT_FALSE(verify_p256(std::array<std::uint8_t, 65>{}, "sample", signature));
}

}  // namespace
}  // namespace muster::security
