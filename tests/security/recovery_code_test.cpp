#include "security/recovery_code.h"

#include <gtest/gtest.h>

#include <set>

#include "security/counting.h"

namespace muster::security {
namespace {

TEST(RecoveryCode, ComesTenAtATimeEachAnother) {
  SystemRandom random;
  std::set<std::string> texts;
  for (const auto& code : make_recovery_codes(random)) texts.insert(code.text);
  EXPECT_EQ(texts.size(), 10U);
}

TEST(RecoveryCode, IsFourGroupsOfFour) {
  Counting random;
  const auto codes = make_recovery_codes(random);
  EXPECT_EQ(codes[0].text, "0123-4567-89ab-cdef");
  EXPECT_EQ(codes[1].text, "ghjk-mnpq-rstv-wxyz");
}

TEST(RecoveryCode, IsFoundByItsHash) {
  SystemRandom random;
  for (const auto& code : make_recovery_codes(random)) {
    EXPECT_EQ(hash_of_recovery_code(code.text), code.hash);
  }
}

TEST(RecoveryCode, IsReadAsPeopleTypeIt) {
  const auto hash = hash_of_recovery_code("0123-4567-89ab-cdef");
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash_of_recovery_code("0123456789ABCDEF"), hash);
  EXPECT_EQ(hash_of_recovery_code(" o123 4567 89ab cdef "), hash);
  EXPECT_EQ(hash_of_recovery_code("OI23-4567-89ab-cdef"), hash);
  EXPECT_EQ(hash_of_recovery_code("0L23-4567-89ab-cdef"), hash);
  EXPECT_NE(hash_of_recovery_code("0123-4567-89ab-cdeg"), hash);
}

TEST(RecoveryCode, RefusesWhatIsNone) {
  for (const auto* text : {"", "0123-4567-89ab-cde", "0123-4567-89ab-cdef0", "0123-4567-89ab-cdeu",
                           "0123_4567_89ab_cdef", "0123-4567-89ab-cde\xC3\xA4"}) {
    EXPECT_EQ(hash_of_recovery_code(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace muster::security
