#include "security/token_secret.h"

#include <gtest/gtest.h>

#include <array>

#include "security/base64url.h"
#include "security/counting.h"
#include "security/request_id.h"
#include "security/sealed_text.h"
#include "security/sha256.h"

namespace muster::security {
namespace {

TEST(TokenSecret, HasThePrefixAndFortyThreeCharacters) {
  Counting random;
  const auto secret = make_token_secret(random);
  EXPECT_EQ(secret.text, "mst_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
  EXPECT_TRUE(has_token_form(secret.text));
}

TEST(TokenSecret, IsKnownByTheSha256OfItsWholeText) {
  Counting random;
  const auto secret = make_token_secret(random);
  EXPECT_EQ(secret.hash, sha256(secret.text));
  EXPECT_EQ(secret.hash, hash_of_token(secret.text));
}

TEST(TokenSecret, IsAnotherOneEachTime) {
  SystemRandom random;
  EXPECT_NE(make_token_secret(random).text, make_token_secret(random).text);
}

TEST(TokenSecret, TakesNothingElseForAToken) {
  EXPECT_FALSE(has_token_form(""));
  EXPECT_FALSE(has_token_form("mst_"));
  EXPECT_FALSE(has_token_form("mst_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh"));
  EXPECT_FALSE(has_token_form("MST_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"));
  EXPECT_FALSE(has_token_form("mst_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdH/8"));
}

TEST(Sha256, AgreesWithTheStandardsExample) {
  EXPECT_EQ(to_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, TellsNeighbouringTextsApart) {
  Sha256 first;
  first.add_delimited("ab");
  first.add_delimited("c");
  Sha256 second;
  second.add_delimited("a");
  second.add_delimited("bc");
  EXPECT_NE(first.finish(), second.finish());
}

TEST(Base64Url, ReadsBackWhatItWrote) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes += static_cast<char>(i);
    EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
  }
}

TEST(Base64Url, RefusesWhatItDoesNotWrite) {
  EXPECT_FALSE(from_base64url("AA=="));
  EXPECT_FALSE(from_base64url("A"));
  EXPECT_FALSE(from_base64url("AB"));  // bits that are left over
  EXPECT_FALSE(from_base64url("A+/A"));
  EXPECT_FALSE(from_base64url("AAAA "));
}

TEST(RequestId, HoldsItsTimeAndEightyRandomBits) {
  Counting random;
  const registry::Time time{std::chrono::milliseconds{1'700'000'000'000}};
  EXPECT_EQ(make_request_id(random, time), "req_01hf7yat00000g40r40m30e209");
  EXPECT_EQ(make_request_id(random, time).size(), 30U);
}

TEST(RequestId, OfALaterTimeSortsBehind) {
  SystemRandom random;
  const registry::Time time{std::chrono::milliseconds{1'700'000'000'000}};
  EXPECT_LT(make_request_id(random, time),
            make_request_id(random, time + std::chrono::milliseconds{1}));
}

TEST(SealedText, IsReadWithItsSecretOnly) {
  SystemRandom random;
  const auto sealed = seal("the answer", "mst_one", random);
  EXPECT_EQ(sealed.find("answer"), std::string::npos);
  EXPECT_EQ(unseal(sealed, "mst_one"), "the answer");
  EXPECT_EQ(unseal(sealed, "mst_two"), std::nullopt);
}

TEST(SealedText, IsNotReadOnceChanged) {
  SystemRandom random;
  auto sealed = seal("the answer", "mst_one", random);
  sealed[sealed.size() / 2] = sealed[sealed.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_EQ(unseal(sealed, "mst_one"), std::nullopt);
  EXPECT_EQ(unseal("", "mst_one"), std::nullopt);
}

}  // namespace
}  // namespace muster::security
