#include "security/outgoing.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

#include "security/small_server.h"

namespace muster::security {
namespace {

using Reason = OutgoingFailure::Reason;

std::string answer_with(const std::string& body, const std::string& head = "200 OK") {
  return "HTTP/1.1 " + head +
         "\r\nContent-Type: Application/JSON; charset=utf-8\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string url(const SmallServer& server, const std::string& host = "127.0.0.1",
                const std::string& scheme = "http") {
  return scheme + "://" + host + ":" + std::to_string(server.port()) + "/x";
}

OutgoingSettings plain() { return {.plain_http = true, .ca_file = {}}; }

Reason failed(Outgoing& outgoing, const std::string& to) {
  const auto answer = outgoing.send({.url = to, .headers = {}, .body = {}});
  EXPECT_FALSE(answer) << to;
  if (answer) return Reason{};
  EXPECT_FALSE(answer.error().text.empty());
  return answer.error().reason;
}

TEST(Outgoing, BringsTheAnswer) {
  SmallServer server(answer_with("{\"a\":1}", "404 Not Found"));
  CurlOutgoing outgoing(any_address(), plain());
  const auto answer =
      outgoing.send({.url = url(server), .headers = {{"Accept", "a/b"}}, .body = {}});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 404);
  EXPECT_EQ(answer->content_type, "application/json");
  EXPECT_EQ(answer->body, "{\"a\":1}");
  EXPECT_TRUE(server.request().starts_with("GET /x HTTP/1.1\r\n"));
  EXPECT_NE(server.request().find("Accept: a/b\r\n"), std::string::npos);
}

TEST(Outgoing, SendsABody) {
  SmallServer server(answer_with("ok"));
  CurlOutgoing outgoing(any_address(), plain());
  ASSERT_TRUE(outgoing.send({.method = "POST",
                             .url = url(server),
                             .headers = {{"Content-Type", "text/plain"}},
                             .body = std::string("a\0b", 3)}));
  EXPECT_TRUE(server.request().starts_with("POST /x "));
  EXPECT_NE(server.request().find("Content-Type: text/plain\r\n"), std::string::npos);
  EXPECT_TRUE(server.request().ends_with(std::string("\r\n\r\na\0b", 7)));
}

TEST(Outgoing, DoesNotFollowRedirects) {
  SmallServer target(answer_with("secret"));
  SmallServer server("HTTP/1.1 302 Found\r\nLocation: " + url(target) +
                     "\r\nContent-Length: 0\r\n\r\n");
  CurlOutgoing outgoing(any_address(), plain());
  const auto answer = outgoing.send({.url = url(server), .headers = {}, .body = {}});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(target.connections(), 0);
}

TEST(Outgoing, AsksThePolicyOfTheAddressAndNotOfTheName) {
  SmallServer server(answer_with("secret"));
  CurlOutgoing outgoing(public_and({}), plain());
  for (const auto* host : {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1",
                           "[::ffff:127.0.0.1]", "0"}) {
    EXPECT_EQ(failed(outgoing, url(server, host)), Reason::not_allowed) << host;
  }
  EXPECT_EQ(server.connections(), 0);
}

TEST(Outgoing, AsksThePolicyAnewForEachRequest) {
  // As a name behaves that is public when it is looked at and private when it is used.
  SmallServer server(answer_with("ok"));
  std::atomic<int> asked = 0;
  CurlOutgoing outgoing([&](const IpAddress&) { return ++asked == 1; }, plain());
  EXPECT_TRUE(outgoing.send({.url = url(server), .headers = {}, .body = {}}));
  EXPECT_EQ(failed(outgoing, url(server)), Reason::not_allowed);
  EXPECT_EQ(server.connections(), 1);
}

TEST(Outgoing, PassesOnWhatThePolicyThrows) {
  SmallServer server(answer_with("ok"));
  CurlOutgoing outgoing([](const IpAddress&) -> bool { throw std::logic_error("bug"); }, plain());
  EXPECT_THROW(static_cast<void>(outgoing.send({.url = url(server), .headers = {}, .body = {}})),
               std::logic_error);
}

TEST(Outgoing, WantsHttpsUnlessToldOtherwise) {
  SmallServer server(answer_with("ok"));
  CurlOutgoing outgoing(any_address());
  EXPECT_EQ(failed(outgoing, url(server)), Reason::bad_url);
  EXPECT_EQ(server.connections(), 0);
}

TEST(Outgoing, RefusesOtherSchemesAndWhatIsNoUrl) {
  CurlOutgoing outgoing(any_address(), plain());
  for (const auto* bad : {"", "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/",
                          "http://", "https://user:password@127.0.0.1/", "http://user@127.0.0.1/",
                          "dict://127.0.0.1:11211/stat"}) {
    EXPECT_EQ(failed(outgoing, bad), Reason::bad_url) << bad;
  }
}

TEST(Outgoing, StopsAtItsLimit) {
  auto settings = plain();
  settings.max_answer_bytes = 1000;
  CurlOutgoing outgoing(any_address(), settings);
  SmallServer fits(answer_with(std::string(1000, 'a')));
  EXPECT_TRUE(outgoing.send({.url = url(fits), .headers = {}, .body = {}}));
  SmallServer large(answer_with(std::string(1001, 'a')));
  EXPECT_EQ(failed(outgoing, url(large)), Reason::too_large);
  SmallServer undeclared("HTTP/1.1 200 OK\r\n\r\n" + std::string(100'000, 'a'));
  EXPECT_EQ(failed(outgoing, url(undeclared)), Reason::too_large);
}

TEST(Outgoing, GivesUpInTime) {
  auto settings = plain();
  settings.timeout = std::chrono::milliseconds(100);
  CurlOutgoing outgoing(any_address(), settings);
  SmallServer silent("");
  EXPECT_EQ(failed(outgoing, url(silent)), Reason::timed_out);
}

TEST(Outgoing, SaysWhenNobodyIsThere) {
  int port = 0;
  {
    port = SmallServer("x").port();
  }
  CurlOutgoing outgoing(any_address(), plain());
  EXPECT_EQ(failed(outgoing, "http://127.0.0.1:" + std::to_string(port) + "/"),
            Reason::unreachable);
  SmallServer babbling("hello, is this HTTP?");
  EXPECT_EQ(failed(outgoing, url(babbling)), Reason::unreachable);
}

TEST(Outgoing, TrustsACertificateThatItWasToldToTrust) {
  SmallServer server(answer_with("ok"), true);
  CurlOutgoing outgoing(any_address(), {.ca_file = server.ca_file()});
  const auto answer =
      outgoing.send({.url = url(server, "localhost", "https"), .headers = {}, .body = {}});
  ASSERT_TRUE(answer) << answer.error().text;
  EXPECT_EQ(answer->body, "ok");
}

TEST(Outgoing, TrustsNoOtherCertificate) {
  SmallServer server(answer_with("secret"), true);
  CurlOutgoing outgoing(any_address());
  EXPECT_EQ(failed(outgoing, url(server, "localhost", "https")), Reason::bad_tls);
}

TEST(Outgoing, TrustsACertificateForItsNameOnly) {
  SmallServer server(answer_with("secret"), true);
  CurlOutgoing outgoing(any_address(), {.ca_file = server.ca_file()});
  EXPECT_EQ(failed(outgoing, url(server, "127.0.0.1", "https")), Reason::bad_tls);
}

TEST(Outgoing, NeverSendsABrokenHeader) {
  CurlOutgoing outgoing(any_address(), plain());
  EXPECT_THROW(static_cast<void>(outgoing.send(
                   {.url = "http://127.0.0.1/", .headers = {{"A", "b\r\nC: d"}}, .body = {}})),
               std::invalid_argument);
}

}  // namespace
}  // namespace muster::security
