#include "security/secret.h"

#include <gtest/gtest.h>

#include "security/constant_time.h"
#include "security/counting.h"
#include "security/percent_encoding.h"
#include "security/user_code.h"

namespace muster::security {
namespace {

constexpr SecretKind kinds[] = {SecretKind::token, SecretKind::link, SecretKind::session,
                                SecretKind::client_secret, SecretKind::device_code};

TEST(Secret, SaysWhatItIsForBefore256RandomBits) {
  Counting random;
  EXPECT_EQ(make_secret(SecretKind::link, random).text,
            "mlk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
  EXPECT_TRUE(make_secret(SecretKind::token, random).text.starts_with("mst_"));
  EXPECT_TRUE(make_secret(SecretKind::session, random).text.starts_with("mss_"));
  EXPECT_TRUE(make_secret(SecretKind::client_secret, random).text.starts_with("mcs_"));
  EXPECT_TRUE(make_secret(SecretKind::device_code, random).text.starts_with("mdc_"));
}

TEST(Secret, OfOneKindIsNoneOfAnother) {
  SystemRandom random;
  for (const auto kind : kinds) {
    const auto secret = make_secret(kind, random);
    EXPECT_EQ(secret.hash, sha256(secret.text));
    for (const auto other : kinds) EXPECT_EQ(has_secret_form(other, secret.text), other == kind);
  }
}

TEST(Secret, HasOneSpellingOnly) {
  EXPECT_TRUE(
      has_secret_form(SecretKind::session, "mss_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"));
  EXPECT_FALSE(
      has_secret_form(SecretKind::session, "mss_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9"));
  EXPECT_FALSE(
      has_secret_form(SecretKind::session, "mss_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="));
  EXPECT_FALSE(has_secret_form(SecretKind::session, ""));
}

TEST(ConstantTime, ComparesWholeTexts) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abcd"));
  EXPECT_FALSE(equal_in_constant_time("abc", ""));
}

TEST(UserCode, IsEightConsonantsInTwoGroups) {
  Counting random;
  EXPECT_EQ(make_user_code(random), "BCDFGHJK");
  EXPECT_EQ(shown_user_code("WDJBMJHT"), "WDJB-MJHT");
}

TEST(UserCode, DrawsAgainRatherThanPreferALetter) {
  Counting random(249);  // 240..255 would come once more often than the others
  EXPECT_EQ(make_user_code(random), "BCDFGHJK");
}

TEST(UserCode, IsReadAsPeopleTypeIt) {
  for (const auto* entered :
       {"WDJB-MJHT", "wdjbmjht", " WDJB MJHT ", "wdjb.mjht", "W-D-J-B-MJHT"}) {
    EXPECT_EQ(user_code_from(entered), "WDJBMJHT") << entered;
  }
}

TEST(UserCode, RefusesWhatIsNone) {
  for (const auto* entered :
       {"", "WDJB-MJH", "WDJB-MJHTT", "WDJA-MJHT", "WDJ8-MJHT", "WDJB-MJH\xC3\x84"}) {
    EXPECT_EQ(user_code_from(entered), std::nullopt) << entered;
  }
}

TEST(PercentEncoding, KeepsRfc3986sUnreservedCharacters) {
  EXPECT_EQ(percent_encoded("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encoded("a b+c/\xC3\xA4%"), "a%20b%2Bc%2F%C3%A4%25");
}

TEST(PercentEncoding, IsUndoneAsInForms) {
  EXPECT_EQ(form_decoded("a+b%20c%2Bd%c3%A4"), "a b c+d\xC3\xA4");
  EXPECT_EQ(form_decoded("%4"), std::nullopt);
  EXPECT_EQ(form_decoded("%"), std::nullopt);
  EXPECT_EQ(form_decoded("%G0"), std::nullopt);
  EXPECT_EQ(form_decoded("%0G"), std::nullopt);
}

}  // namespace
}  // namespace muster::security
