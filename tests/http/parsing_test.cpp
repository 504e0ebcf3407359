#include <gtest/gtest.h>

#include <array>

#include "http/multipart.h"
#include "http/router.h"
#include "http/target.h"

namespace muster::http {
namespace {

TEST(Target, DecodesSegmentsAndQuery) {
  const auto target = parse_target("/a%2Db/c%20d?x=1&y=%C3%BC+z&flag");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->segments, (std::vector<std::string>{"a-b", "c d"}));
  EXPECT_EQ(target->query, (std::vector<std::pair<std::string, std::string>>{
                               {"x", "1"}, {"y", "ü z"}, {"flag", ""}}));
}

TEST(Target, RefusesBadPercentSignsAndNul) {
  for (const auto* bad : {"", "a", "/%", "/%2", "/%zz", "/%00", "/a?b=%"}) {
    EXPECT_FALSE(parse_target(bad)) << bad;
  }
}

TEST(Target, RefusesSegmentsThatLeadElsewhere) {
  for (const auto* bad : {"/a/..", "/a/../b", "/./b", "/a/%2e%2E/b", "/a/.%2e", "/a%2Fb", "/a%2fb",
                          "/a%5Cb", "/a\\b", "http://x/../b"}) {
    EXPECT_FALSE(parse_target(bad)) << bad;
  }
  for (const auto* good : {"/a/...", "/a/.b", "/a/b..c", "/a?x=../b%2F"}) {
    EXPECT_TRUE(parse_target(good)) << good;
  }
}

TEST(Target, TakesAWholeAddressWithoutItsHost) {
  EXPECT_EQ(parse_target("http://example.com:80/a/b?x=1")->path, "/a/b");
  EXPECT_EQ(parse_target("HTTPS://example.com")->path, "/");
  EXPECT_EQ(parse_target("http://example.com?x=1")->query.size(), 1U);
  for (const auto* bad : {"ftp://x/", "http:/x/", "http:///a", "http://me@x/a", "*"}) {
    EXPECT_FALSE(parse_target(bad)) << bad;
  }
}

Router a_router() {
  Router router;
  for (const auto* pattern : {"/a/{id}", "/a/fixed", "/a/{id}/b"}) {
    router.add({.method = "GET", .pattern = pattern, .operation = pattern});
  }
  router.add({.method = "POST", .pattern = "/a/{id}", .operation = "post"});
  return router;
}

std::string matched(std::string_view method, const std::vector<std::string>& segments) {
  const auto router = a_router();
  const auto match = router.match(method, segments);
  return match ? match->route->operation : "none";
}

TEST(Router, PrefersTheFixedSegmentToTheParameter) {
  EXPECT_EQ(matched("GET", {"a", "fixed"}), "/a/fixed");
  EXPECT_EQ(matched("GET", {"a", "x"}), "/a/{id}");
  EXPECT_EQ(matched("HEAD", {"a", "x"}), "/a/{id}");
  EXPECT_EQ(matched("POST", {"a", "fixed"}), "post");
}

TEST(Router, MatchesNoEmptyParameterNorAnotherLength) {
  EXPECT_EQ(matched("GET", {"a", ""}), "none");
  EXPECT_EQ(matched("GET", {"a"}), "none");
  EXPECT_EQ(matched("GET", {"a", "x", "b", ""}), "none");
}

TEST(Router, FallsBackForPagesButNotBesideTheApiNorBehindAnEmptySegment) {
  auto router = a_router();
  constexpr std::array<std::string_view, 2> never = {"/api", "/device/v1"};
  router.add_fallback({.method = "GET", .pattern = "/", .handler = {}, .operation = "page"}, never);
  const auto answers = [&](std::vector<std::string> segments) {
    return router.match("GET", segments).has_value();
  };
  EXPECT_TRUE(answers({""}));
  EXPECT_TRUE(answers({"device"}));
  EXPECT_FALSE(answers({"device", "v1", "nothing"}));
  EXPECT_FALSE(answers({"api", "nothing"}));
  EXPECT_FALSE(answers({"", "api", "v1", "nothing"}));
}

TEST(Router, NamesTheMethodsThatAreAllowed) {
  const auto router = a_router();
  const std::vector<std::string> segments = {"a", "x"};
  EXPECT_EQ(router.match("PUT", segments).error().allowed,
            (std::vector<std::string>{"GET", "HEAD", "POST"}));
}

struct Recorder final : FormHandler {
  std::string log;
  void on_part(const FormPart& part) override {
    log += "[" + part.name + (part.file_name ? ":" + *part.file_name : "") + "|" +
           part.content_type + "]";
  }
  void on_data(std::string_view data) override { log += data; }
  void on_part_end() override { log += ";"; }
};

std::string parsed(const std::string& body, std::size_t piece) {
  Recorder recorder;
  FormParser parser("b", recorder);
  for (std::size_t at = 0; at < body.size(); at += piece) {
    if (!parser.feed(std::string_view(body).substr(at, piece))) return "error";
  }
  return parser.finish() ? recorder.log : "cut short";
}

const std::string form =
    "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\none\r\n--b\r\n"
    "content-disposition: form-data; name=\"empty\"\r\n\r\n\r\n--b\r\n"
    "Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: "
    "text/csv\r\n\r\n1\r\n2\r\n--\r\n-b\r\n\r\n--b--\r\n";

TEST(FormParser, ReadsPartsWhereverThePiecesAreCut) {
  for (std::size_t piece = 1; piece <= form.size(); ++piece) {
    EXPECT_NE(parsed(form, piece).find("[x|]one;[empty|];[file:a.csv|text/csv]1\r\n2\r\n--"),
              std::string::npos)
        << piece;
  }
}

TEST(FormParser, RefusesWhatIsNoForm) {
  EXPECT_EQ(parsed("hello", 1), "error");
  EXPECT_EQ(parsed("--b\r\nNo-Name: x\r\n\r\n", 100), "error");
  EXPECT_EQ(parsed(form.substr(0, form.size() - 10), 7), "cut short");
  EXPECT_EQ(parsed("--b\r\nX: " + std::string(10'000, 'x'), 1000), "error");
}

}  // namespace
}  // namespace muster::http
