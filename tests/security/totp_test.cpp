#include "security/totp.h"

#include <gtest/gtest.h>

#include "security/base32.h"
#include "security/counting.h"
#include "security/hmac.h"

namespace muster::security {
namespace {

constexpr std::string_view rfc_key = "12345678901234567890";

registry::Time at(std::int64_t seconds) {
  return registry::Time{std::chrono::milliseconds{seconds * 1000}};
}

TEST(Totp, AgreesWithRfc6238AppendixB) {
  // The RFC shows eight digits; six digits are its last six.
  EXPECT_EQ(totp_code(rfc_key, totp_step(at(59))), "287082");
  EXPECT_EQ(totp_code(rfc_key, totp_step(at(1111111109))), "081804");
  EXPECT_EQ(totp_code(rfc_key, totp_step(at(1111111111))), "050471");
  EXPECT_EQ(totp_code(rfc_key, totp_step(at(1234567890))), "005924");
  EXPECT_EQ(totp_code(rfc_key, totp_step(at(2000000000))), "279037");
  EXPECT_EQ(totp_code(rfc_key, totp_step(at(20000000000))), "353130");
}

TEST(Totp, AgreesWithRfc4226AppendixD) {
  const char* const codes[] = {"755224", "287082", "359152", "969429", "338314",
                               "254676", "287922", "162583", "399871", "520489"};
  for (std::uint64_t i = 0; i < 10; ++i) EXPECT_EQ(totp_code(rfc_key, i), codes[i]);
}

TEST(Totp, SaysWhichStepItAccepted) {
  EXPECT_EQ(accept_totp(rfc_key, "050471", at(1111111111), std::nullopt), 1111111111U / 30);
  EXPECT_EQ(accept_totp(rfc_key, "050 471", at(1111111111), std::nullopt), 1111111111U / 30);
}

TEST(Totp, AllowsAClockThatIsOneStepOff) {
  const auto code = totp_code(rfc_key, 1000);
  EXPECT_EQ(accept_totp(rfc_key, code, at(999 * 30), std::nullopt), 1000U);
  EXPECT_EQ(accept_totp(rfc_key, code, at(1001 * 30), std::nullopt), 1000U);
  EXPECT_EQ(accept_totp(rfc_key, code, at(1001 * 30 + 29), std::nullopt), 1000U);
  EXPECT_EQ(accept_totp(rfc_key, code, at(998 * 30), std::nullopt), std::nullopt);
  EXPECT_EQ(accept_totp(rfc_key, code, at(1002 * 30), std::nullopt), std::nullopt);
}

TEST(Totp, RefusesACodeThatWasUsed) {
  const auto code = totp_code(rfc_key, 1000);
  EXPECT_EQ(accept_totp(rfc_key, code, at(1000 * 30), 999), 1000U);
  EXPECT_EQ(accept_totp(rfc_key, code, at(1000 * 30), 1000), std::nullopt);
  EXPECT_EQ(accept_totp(rfc_key, code, at(1000 * 30), 1001), std::nullopt);
}

TEST(Totp, RefusesWhatIsNoCode) {
  for (const auto* entered : {"", "0", "05047", "0504710", "abcdef", "-50471", "050471050471"}) {
    EXPECT_EQ(accept_totp(rfc_key, entered, at(1111111111), std::nullopt), std::nullopt) << entered;
  }
}

TEST(Totp, CountsFromTheBeginningOfTime) {
  EXPECT_EQ(accept_totp(rfc_key, "755224", at(0), std::nullopt), 0U);
  EXPECT_EQ(totp_step(at(-5)), 0U);
}

TEST(Totp, MakesKeysOf160Bits) {
  Counting random;
  EXPECT_EQ(to_base32(make_totp_key(random)), "AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT");
}

TEST(Totp, DescribesItselfToApps) {
  EXPECT_EQ(otpauth_uri("Hello!\xDE\xAD\xBE\xEF", "Muster GmbH", "alice@example.com"),
            "otpauth://totp/Muster%20GmbH:alice%40example.com?secret=JBSWY3DPEHPK3PXP"
            "&issuer=Muster%20GmbH&algorithm=SHA1&digits=6&period=30");
}

TEST(Base32, AgreesWithRfc4648Section10) {
  EXPECT_EQ(to_base32(""), "");
  EXPECT_EQ(to_base32("f"), "MY");
  EXPECT_EQ(to_base32("fo"), "MZXQ");
  EXPECT_EQ(to_base32("foo"), "MZXW6");
  EXPECT_EQ(to_base32("foob"), "MZXW6YQ");
  EXPECT_EQ(to_base32("fooba"), "MZXW6YTB");
  EXPECT_EQ(to_base32("foobar"), "MZXW6YTBOI");
}

TEST(Hmac, AgreesWithRfc4231AndRfc2202) {
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(hmac_sha1("Jefe", "what do ya want for nothing?")),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

TEST(Hmac, HasAnEmptyKeyOfItsOwn) {
  EXPECT_EQ(to_hex(hmac_sha256("", "")),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

}  // namespace
}  // namespace muster::security
