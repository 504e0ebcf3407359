#include "identity/device_key.h"

#include <gtest/gtest.h>

namespace muster::identity {
namespace {

// What docs/device.md and api/openapi.yaml show, made by another library (Python's cryptography).
const DeviceSeed seed = [] {
  DeviceSeed bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
  return bytes;
}();
const DeviceIdentity device = {
    .manufacturer = "Everglen", .model = "Ridge 5", .serial_number = "SDJKPMJDZK"};
constexpr auto public_key = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";
constexpr auto enrolment_signature =
    "4aef75edd532782189085d0d35c053f12a199132733ff61373fe1b5558538c7b"
    "587886d5a00edf3c38779a22679f7acb8a3039ee60776825c724fc3b0ee03509";
constexpr auto check_in_signature =
    "b715b0a8224de5388e2c69c8cb8fbdaba1100eeed4fd1abecd5949404dab25d7"
    "dfc391f3b6b132076770221dfe2e373b662ad8edc43f9747649e86621e0af60c";

TEST(DeviceKey, SignsAnEnrolmentAsTheDocumentationShows) {
  const auto key = public_key_of(seed);
  EXPECT_EQ(to_hex(key), public_key);
  const auto text = enrolment_text(device, key, 1'795'000'000'000);
  EXPECT_EQ(text, std::string("muster-enrol-1\nEverglen\nRidge 5\nSDJKPMJDZK\n") + public_key +
                      "\n1795000000000\n");
  EXPECT_EQ(to_hex(sign(seed, text)), enrolment_signature);
}

TEST(DeviceKey, SignsACheckInAsTheDocumentationShows) {
  const auto text = check_in_text("org_0sqg4r025nexf", "dev_000g6c1y00001", 1'795'000'021'104);
  EXPECT_EQ(text, "muster-check-in-1\norg_0sqg4r025nexf\ndev_000g6c1y00001\n1795000021104\n");
  EXPECT_EQ(to_hex(sign(seed, text)), check_in_signature);
}

TEST(DeviceKey, MakesTheMacOfASessionAsTheDocumentationShows) {
  CheckInKey key{};
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
  EXPECT_EQ(to_hex(check_in_mac(key, "org_0sqg4r025nexf", "dev_000g6c1y00001", 1'795'000'042'208,
                                "4711.1795086421104")),
            "2d3627c2a7e1733641b671f833f00875"
            "0604a67a933fbee9845efee048bcadfd");
}

TEST(DeviceKey, VerifiesWhatItSignedAndNothingElse) {
  const auto key = public_key_of(seed);
  auto signature = sign(seed, "text");
  EXPECT_TRUE(verify(key, "text", signature));
  EXPECT_FALSE(verify(key, "Text", signature));
  EXPECT_FALSE(verify(public_key_of(make_device_seed()), "text", signature));
  signature[0] ^= 1;
  EXPECT_FALSE(verify(key, "text", signature));
  EXPECT_FALSE(verify({}, "text", {})) << "no key signs nothing";
}

TEST(DeviceKey, ReadsHexOfOneSpellingAndLengthOnly) {
  std::array<std::uint8_t, 2> bytes{};
  EXPECT_TRUE(from_hex("0aff", bytes));
  EXPECT_EQ(to_hex(bytes), "0aff");
  for (const auto* text : {"", "0af", "0aff0", "0AFF", "0agf", "0a f"}) {
    EXPECT_FALSE(from_hex(text, bytes)) << text;
  }
}

}  // namespace
}  // namespace muster::identity
