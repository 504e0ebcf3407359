#include "api/etag.h"

#include <gtest/gtest.h>

#include "api/problems.h"

namespace muster::api {
namespace {

http::Request with(std::string_view header, std::string value) {
  http::Request request;
  request.headers.set(header, std::move(value));
  return request;
}

bool is_refused(std::string if_match, std::string_view etag) {
  try {
    check_if_match(with("If-Match", std::move(if_match)), etag);
    return false;
  } catch (const Refusal& refusal) {
    EXPECT_EQ(refusal.problem().status, 412);
    return true;
  }
}

TEST(ETag, IsQuotedAndFollowsTheRepresentation) {
  const auto etag = etag_of("a");
  EXPECT_EQ(etag.front(), '"');
  EXPECT_EQ(etag.back(), '"');
  EXPECT_EQ(etag, etag_of("a"));
  EXPECT_NE(etag, etag_of("b"));
}

TEST(ETag, MatchesInAListAndByStar) {
  EXPECT_FALSE(is_refused("\"x\"", "\"x\""));
  EXPECT_FALSE(is_refused("\"y\", \"x\"", "\"x\""));
  EXPECT_FALSE(is_refused("*", "\"x\""));
}

TEST(ETag, OfAnotherStateIsRefused) {
  EXPECT_TRUE(is_refused("\"y\"", "\"x\""));
  EXPECT_TRUE(is_refused("x", "\"x\""));
  EXPECT_TRUE(is_refused("", "\"x\""));
  EXPECT_TRUE(is_refused("\"x", "\"x\""));
}

TEST(ETag, ThatIsWeakCountsForReadingOnly) {
  EXPECT_TRUE(is_refused("W/\"x\"", "\"x\""));
  EXPECT_TRUE(is_not_modified(with("If-None-Match", "W/\"x\""), "\"x\""));
}

TEST(ETag, IsNotAskedForWithoutAHeader) {
  EXPECT_FALSE(is_not_modified({}, "\"x\""));
  EXPECT_NO_THROW(check_if_match({}, "\"x\""));
}

}  // namespace
}  // namespace muster::api
