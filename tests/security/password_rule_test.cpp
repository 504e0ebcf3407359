#include "security/password_rule.h"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <vector>

#include "security/password_points.h"

namespace muster::security {
namespace {

std::optional<PasswordRule> refused(std::string_view password) {
  const std::array<std::string, 3> personal = {"Alice.Smith@example.com", "Alice Smith",
                                               "Contoso Ltd"};
  const auto checked = check_password(password, personal);
  if (checked) return std::nullopt;
  EXPECT_FALSE(checked.error().advice.empty());
  return checked.error().rule;
}

TEST(PasswordRule, TakesLongPasswordsOfAnyKind) {
  for (const auto* good : {"nine quiet lanterns", "xk7qv-pw2md-zr", "correct horse battery staple",
                           "VLzq83jdnQpx", "Der Igel trinkt Tee", "парольдлядома",
                           "合言葉は山と川と海と空と星", "monkey sunshine football cheese"}) {
    EXPECT_EQ(refused(good), std::nullopt) << good;
  }
}

TEST(PasswordRule, CountsCharactersAndNotBytes) {
  EXPECT_EQ(refused("ñandúpájaro"), PasswordRule::too_short);  // 11 characters, 14 bytes
  EXPECT_EQ(refused("xk7qvpw2mdz"), PasswordRule::too_short);
  EXPECT_EQ(refused(""), PasswordRule::too_short);
  std::string longest;
  for (int i = 0; i < 64; ++i) longest += "\u00e4\u6f22" + std::to_string(10 + i);
  EXPECT_EQ(refused(longest), std::nullopt);  // 256 characters, 448 bytes
  EXPECT_EQ(refused(longest + "x"), PasswordRule::too_long);
}

TEST(PasswordRule, RefusesWhatIsNoText) {
  EXPECT_EQ(refused("nine quiet \xFFlanterns"), PasswordRule::not_text);
  EXPECT_EQ(refused("nine quiet\nlanterns"), PasswordRule::not_text);
  EXPECT_EQ(refused(std::string_view("nine quiet\0lanterns", 19)), PasswordRule::not_text);
}

TEST(PasswordRule, RefusesOftenUsedWordsHoweverTheyAreDressed) {
  for (const auto* bad :
       {"password1234", "Password1234!", "P4$$w0rd2024!", "passwordpassword", "!!!Password!!!",
        "summer2024!!!", "Summer-2025-Summer", "iloveyou1234", "letmein!!!!!!", "welcome-admin-1",
        "AdminAdmin99", "F00tb4ll2023", "1996-dragon-x"}) {
    EXPECT_EQ(refused(bad), PasswordRule::common) << bad;
  }
}

TEST(PasswordRule, RefusesRunsAndRepeats) {
  for (const auto* bad :
       {"aaaaaaaaaaaa", "qwertyuiop12", "123456789012", "abcdefghijkl", "1qaz2wsx3edc",
        "1q2w3e4r5t6y", "zyxwvutsrqpo", "poiuytrewq09", "!@#$%^&*()_+", "xkqz7xkqz7xkqz7",
        "ababababababab", "111222333444", "qwertzuiop123"}) {
    EXPECT_EQ(refused(bad), PasswordRule::common) << bad;
  }
}

TEST(PasswordRule, RefusesWhatIsKnownOfThePerson) {
  for (const auto* bad : {"alice.smith@example.com", "AliceSmith2024", "smith-alice-1",
                          "Contoso-2024!", "Muster-Muster1", "muster-alice1", "4l1ce$mith123"}) {
    EXPECT_EQ(refused(bad), PasswordRule::personal) << bad;
  }
}

TEST(PasswordRule, TakesANameAmongOtherWords) {
  EXPECT_EQ(refused("alice likes heavy umbrellas"), std::nullopt);
  EXPECT_EQ(refused("the whole muster sang"), std::nullopt);
}

TEST(PasswordPoints, AreWhatTheHeaderSays) {
  EXPECT_EQ(password_points("Password1234!", {}), 5U);
  EXPECT_EQ(password_points("vlzq83jdnqpx", {}), 12U);
  EXPECT_EQ(password_points("ää", {}), 2U);
  const std::vector<std::string> known = {"alice"};
  EXPECT_EQ(password_points("alicexv", known), 4U);
}

TEST(PasswordPoints, StayQuickForTheLongest) {
  EXPECT_EQ(password_points(std::string(1024, 'a'), {}), 2U);
}

TEST(CommonPasswords, AreInTheFormThatTheyAreComparedIn) {
  EXPECT_GE(common_passwords().size(), 400U);
  for (const auto word : common_passwords()) {
    EXPECT_GE(word.size(), 4U);
    EXPECT_EQ(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), std::string_view::npos) << word;
  }
}

}  // namespace
}  // namespace muster::security
