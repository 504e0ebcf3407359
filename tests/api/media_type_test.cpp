#include "api/media_type.h"

#include <gtest/gtest.h>

namespace muster::api {
namespace {

http::Request with(std::string_view header, std::string value) {
  http::Request request;
  request.headers.set(header, std::move(value));
  return request;
}

TEST(MediaType, LeavesParametersAndCaseOut) {
  EXPECT_EQ(content_type_of(with("Content-Type", " Text/CSV ; charset=utf-8")), "text/csv");
  EXPECT_EQ(content_type_of({}), "");
}

TEST(MediaType, IsAcceptedByNameFamilyAndWildcard) {
  for (const char* accept : {"text/csv", "text/*", "*/*", "application/json, text/csv;q=0.5", ""}) {
    EXPECT_TRUE(accepts(with("Accept", accept), "text/csv")) << accept;
  }
  EXPECT_TRUE(accepts({}, "text/csv"));
}

TEST(MediaType, IsNotAcceptedWhereItIsNotNamedOrRefused) {
  for (const char* accept : {"application/json", "text/csv;q=0", "*/*, text/csv;q=0.0"}) {
    EXPECT_FALSE(accepts(with("Accept", accept), "text/csv")) << accept;
  }
}

TEST(MediaType, IsAskedForByItsNameOnly) {
  EXPECT_TRUE(asks_for(with("Accept", "text/csv"), "text/csv"));
  EXPECT_FALSE(asks_for(with("Accept", "*/*"), "text/csv"));
  EXPECT_FALSE(asks_for({}, "text/csv"));
}

}  // namespace
}  // namespace muster::api
