#include "security/form_body.h"

#include <gtest/gtest.h>

namespace muster::security {
namespace {

FormError refused(std::string_view body, const FormLimits& limits = {}) {
  const auto form = FormBody::parse(body, limits);
  EXPECT_FALSE(form) << body;
  return form ? FormError{} : form.error();
}

TEST(FormBody, ReadsTheTokenRequestOfRfc6749Section413) {
  const auto form = FormBody::parse(
      "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA"
      "&redirect_uri=https%3A%2F%2Fclient%2Eexample%2Ecom%2Fcb");
  ASSERT_TRUE(form);
  EXPECT_EQ((*form)["grant_type"], "authorization_code");
  EXPECT_EQ((*form)["redirect_uri"], "https://client.example.com/cb");
  EXPECT_EQ(form->fields().size(), 3U);
}

TEST(FormBody, TellsAnEmptyFieldFromNone) {
  const auto form = FormBody::parse("a=&b&c=x+y%2Bz=");
  ASSERT_TRUE(form);
  ASSERT_NE(form->find("a"), nullptr);
  EXPECT_EQ(*form->find("a"), "");
  EXPECT_EQ(*form->find("b"), "");
  EXPECT_EQ(*form->find("c"), "x y+z=");
  EXPECT_EQ(form->find("d"), nullptr);
  EXPECT_EQ((*form)["d"], "");
}

TEST(FormBody, MayBeEmpty) { EXPECT_TRUE(FormBody::parse("")->fields().empty()); }

TEST(FormBody, RefusesANameThatComesTwice) {
  EXPECT_EQ(refused("a=1&b=2&a=1"), FormError::duplicate);
  EXPECT_EQ(refused("a=1&%61=2"), FormError::duplicate);
}

TEST(FormBody, RefusesWhatIsNotWellFormed) {
  for (const auto* body : {"a=%", "a=%4", "a=%zz", "%=1", "=1", "&", "a=1&", "&a=1", "a=1&&b=2",
                           "a=1 2", "a=1\n", "a=\xC3\xA4", "a=\x7F"}) {
    EXPECT_EQ(refused(body), FormError::malformed);
  }
}

TEST(FormBody, RefusesWhatIsNoText) {
  EXPECT_EQ(refused("a=%FF"), FormError::not_text);
  EXPECT_EQ(refused("a=%C0%80"), FormError::not_text);
  EXPECT_EQ(refused("a=x%00y"), FormError::not_text);
  EXPECT_EQ(refused("%ED%A0%80=x"), FormError::not_text);
}

TEST(FormBody, HoldsItsLimits) {
  EXPECT_TRUE(FormBody::parse("a=1&b=2", {.fields = 2}));
  EXPECT_EQ(refused("a=1&b=2&c=3", {.fields = 2}), FormError::too_large);
  EXPECT_TRUE(FormBody::parse("abc=def", {.body_bytes = 7, .name_bytes = 3, .value_bytes = 3}));
  EXPECT_EQ(refused("abc=def", {.body_bytes = 6}), FormError::too_large);
  EXPECT_EQ(refused("abc=def", {.name_bytes = 2}), FormError::too_large);
  EXPECT_EQ(refused("abc=def", {.value_bytes = 2}), FormError::too_large);
}

TEST(FormBody, IsReadBackAsItWasWritten) {
  const std::vector<std::pair<std::string, std::string>> fields = {
      {"scope", "openid email"}, {"a&b", "c=d+e%"}, {"\u00e4", ""}};
  const auto form = FormBody::parse(form_encoded(fields));
  ASSERT_TRUE(form);
  EXPECT_EQ(form->fields(), fields);
}

}  // namespace
}  // namespace muster::security
