#include "http/head_check.h"

#include <gtest/gtest.h>

#include <string>

namespace muster::http {
namespace {

constexpr HeadLimits limits{.bytes = 200, .fields = 2, .request_line = 20};

/// The length of the head, or minus the status; byte by byte, as the slowest client sends it.
int looked_at(const std::string& text) {
  HeadCheck check(limits);
  for (std::size_t end = 1; end <= text.size(); ++end) {
    const auto seen = check.look(std::string_view(text).substr(0, end));
    if (!seen) return -seen.error().status;
    if (*seen) return static_cast<int>(**seen);
  }
  return 0;
}

TEST(HeadCheck, FindsTheEndOfAHead) {
  EXPECT_EQ(looked_at("GET / HTTP/1.1\r\nA: b\r\n\r\nbody"), 24);
  EXPECT_EQ(looked_at("GET / HTTP/1.1\r\nA: b\r\n"), 0);
}

TEST(HeadCheck, TakesALineAsLongAsTheLimitAndNoneThatIsLonger) {
  EXPECT_EQ(looked_at("GET /234567 HTTP/1.1\r\n\r\n"), 24);
  EXPECT_EQ(looked_at("GET /2345678 HTTP/1.1\r\n\r\n"), -414);
}

TEST(HeadCheck, TakesAsManyFieldsAsTheLimitAndNoMore) {
  EXPECT_EQ(looked_at("GET / HTTP/1.1\r\nA: b\r\nA: b\r\n\r\n"), 30);
  EXPECT_EQ(looked_at("GET / HTTP/1.1\r\nA: b\r\nA: b\r\nA: b\r\n\r\n"), -431);
}

TEST(HeadCheck, RefusesALongHeadBeforeItsEnd) {
  EXPECT_EQ(looked_at("GET / HTTP/1.1\r\nA: " + std::string(200, 'b')), -431);
}

TEST(HeadCheck, RefusesWhatProgramsReadInTwoWays) {
  for (const auto* bad :
       {"GET / HTTP/1.1\nA: b\n\n", "GET / HTTP/1.1\r\n\n", "GET / HTTP/1.1\r\nA : b\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", "GET / HTTP/1.1\r\n A: b\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n", "GET / HTTP/1.1\r\nAb\r\n\r\n",
        "GET / HTTP/1.1\r\n: b\r\n\r\n", "\r\nGET / HTTP/1.1\r\n\r\n", " GET / HTTP/1.1\r\n\r\n"}) {
    EXPECT_EQ(looked_at(bad), -400) << bad;
  }
}

}  // namespace
}  // namespace muster::http
