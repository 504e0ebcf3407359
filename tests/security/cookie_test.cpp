#include "security/cookie.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace muster::security {
namespace {

using std::nullopt;
using Own = std::expected<std::optional<std::string_view>, DuplicateCookie>;

TEST(Cookie, IsFoundAmongOthers) {
  EXPECT_EQ(cookie_value("SID=31d4d96e407aad42; lang=en-US", "lang"), "en-US");  // RFC 6265, 3.1
  EXPECT_EQ(cookie_value("SID=31d4d96e407aad42; lang=en-US", "SID"), "31d4d96e407aad42");
  EXPECT_EQ(cookie_value("a=1;b=2;  c = 3 ;d", "c"), "3");
  EXPECT_EQ(cookie_value("a=b=c", "a"), "b=c");
  EXPECT_EQ(cookie_value("a=", "a"), "");
  EXPECT_EQ(cookie_value("a=\"quoted\"", "a"), "\"quoted\"");
}

TEST(Cookie, IsNotFoundUnderAnotherName) {
  EXPECT_EQ(cookie_value("", "a"), nullopt);
  EXPECT_EQ(cookie_value("A=1; aa=2; =3; a", "a"), nullopt);
  EXPECT_EQ(cookie_value("b=a=1", "a"), nullopt);
  EXPECT_EQ(cookie_value("b=\"x; a\"", "a"), nullopt);
}

TEST(Cookie, OfSeveralIsTheFirst) { EXPECT_EQ(cookie_value("a=1; a=2", "a"), "1"); }

TEST(Cookie, OfOursMayComeOnceOnly) {
  EXPECT_EQ(own_cookie_value("a=1; b=2", "a"), Own("1"));
  EXPECT_EQ(own_cookie_value("b=2", "a"), Own(nullopt));
  EXPECT_EQ(own_cookie_value("a=1; b=2; a=1", "a"), Own(std::unexpect));
  EXPECT_EQ(own_cookie_value("a=1; a=2; a=3", "a"), Own(std::unexpect));
}

TEST(Cookie, IsForThisHostOverTlsOnly) {
  EXPECT_EQ(set_cookie("muster_session", "mss_abc-_", {}),
            "__Host-muster_session=mss_abc-_; Path=/; HttpOnly; Secure; SameSite=Strict");
  EXPECT_EQ(cookie_name("muster_session", true), "__Host-muster_session");
}

TEST(Cookie, HasAPlainNameWithoutTls) {
  EXPECT_EQ(
      set_cookie("muster_session", "mss_abc",
                 {.tls = false, .same_site = SameSite::lax, .max_age = std::chrono::minutes(10)}),
      "muster_session=mss_abc; Path=/; Max-Age=600; HttpOnly; SameSite=Lax");
  EXPECT_EQ(cookie_name("muster_session", false), "muster_session");
}

TEST(Cookie, IsForgottenUnderItsOwnName) {
  EXPECT_EQ(clear_cookie("muster_session", {}),
            "__Host-muster_session=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict");
}

TEST(Cookie, CannotCarryAnotherAttributeOrHeader) {
  for (const auto* value :
       {"a; Domain=example.com", "a\r\nX: y", "a b", "a,b", "\"a\"", "\xC3\xA4"}) {
    EXPECT_THROW(set_cookie("a", value, {}), std::invalid_argument) << value;
  }
  EXPECT_THROW(set_cookie("a=b", "c", {}), std::invalid_argument);
  EXPECT_THROW(set_cookie("", "c", {}), std::invalid_argument);
}

}  // namespace
}  // namespace muster::security
