#include "server/portal.h"

#include <gtest/gtest.h>

#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace muster::server {
namespace {

class CountingRandom final : public security::Random {
 public:
  void fill(std::span<std::byte> bytes) override {
    for (auto& byte : bytes) byte = static_cast<std::byte>(next_++);
  }

 private:
  unsigned next_ = 0;
};

constexpr std::string_view bundle =
    "assets/a-1.js\ttext/javascript\tidentity\t5\n"
    "assets/a-1.js\ttext/javascript\tgzip\t3\n"
    "icon.svg\timage/svg+xml\tidentity\t4\n"
    "index.html\ttext/html\tidentity\t25\n"
    "\n"
    "alertgzp<svg<p nonce=MUSTER-NONCE></p";

struct Served {
  CountingRandom random;
  Portal portal{bundle, random};
  http::Router router;

  Served() { portal.add_routes(router); }

  std::optional<http::Response> get(const std::string& path, const std::string& accept = "",
                                    const std::string& method = "GET") {
    std::vector<std::string> segments;
    for (std::size_t from = 1; from <= path.size();) {
      const auto end = std::min(path.find('/', from), path.size());
      segments.push_back(path.substr(from, end - from));
      from = end + 1;
    }
    const auto match = router.match(method, segments);
    if (!match) return std::nullopt;
    http::Request request;
    request.path = path;
    request.path_parameters = match->path_parameters;
    if (!accept.empty()) request.headers.set("Accept-Encoding", accept);
    return match->route->handler(request);
  }
};

TEST(Portal, AnswersEveryPathOfAPageWithThePage) {
  Served served;
  for (const auto* path : {"/", "/sign-in", "/customers/org_1/devices"}) {
    const auto page = served.get(path);
    ASSERT_TRUE(page) << path;
    EXPECT_EQ(page->headers.get("Cache-Control"), "no-cache");
    EXPECT_TRUE(page->body.starts_with("<p nonce=")) << page->body;
  }
}

TEST(Portal, GivesEachPageANonceOfItsOwnThatItsPolicyNames) {
  Served served;
  const auto first = *served.get("/");
  const auto second = *served.get("/");
  EXPECT_NE(first.body, second.body);
  const auto nonce = first.body.substr(9, 24);
  EXPECT_NE(first.headers.get("Content-Security-Policy")->find("'nonce-" + nonce + "'"),
            std::string_view::npos);
}

TEST(Portal, LeavesPathsOfTheServerAlone) {
  Served served;
  for (const auto* path : {"/api/v1/nothing", "/oauth2/x", "/oidc/x", "/healthz", "/metrics"}) {
    EXPECT_FALSE(served.get(path)) << path;
  }
}

TEST(Portal, TakesNothingButGetAndHead) {
  Served served;
  EXPECT_TRUE(served.get("/customers", "", "HEAD"));
  EXPECT_FALSE(served.get("/customers", "", "POST"));
}

TEST(Portal, LetsFilesBeKeptForEverAndAnUnknownOneBeUnknown) {
  Served served;
  const auto file = *served.get("/assets/a-1.js");
  EXPECT_EQ(file.body, "alert");
  EXPECT_EQ(file.headers.get("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(served.get("/assets/a-0.js")->status, 404);
  EXPECT_EQ(served.get("/icon.svg")->body, "<svg");
}

TEST(Portal, SendsTheEncodingThatTheBrowserTakes) {
  Served served;
  const auto file = *served.get("/assets/a-1.js", "br, gzip;q=0.8");
  EXPECT_EQ(file.body, "gzp");
  EXPECT_EQ(file.headers.get("Content-Encoding"), "gzip");
  EXPECT_EQ(file.headers.get("Vary"), "Accept-Encoding");
  EXPECT_EQ(served.get("/assets/a-1.js", "gzip;q=0")->body, "alert");
}

TEST(Portal, ServesNothingWhereItIsNotBuiltIn) {
  CountingRandom random;
  http::Router router;
  Portal("", random).add_routes(router);
  EXPECT_FALSE(router.match("GET", std::vector<std::string>{"customers"}));
}

TEST(Portal, RefusesABundleThatIsCutShort) {
  CountingRandom random;
  EXPECT_THROW(Portal(bundle.substr(0, bundle.size() - 1), random), std::invalid_argument);
  EXPECT_THROW(Portal("index.html\ttext", random), std::invalid_argument);
}

TEST(TakesEncoding, ReadsNamesAndWeights) {
  EXPECT_TRUE(takes_encoding("gzip, deflate, br", "br"));
  EXPECT_TRUE(takes_encoding("GZIP;q=0.5", "gzip"));
  EXPECT_FALSE(takes_encoding("gzip;q=0.000", "gzip"));
  EXPECT_FALSE(takes_encoding("x-gzip", "gzip"));
  EXPECT_FALSE(takes_encoding("", "gzip"));
}

}  // namespace
}  // namespace muster::server
