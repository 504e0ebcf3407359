#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/flat_json.h"
#include "agent/https.h"
#include "agent/options.h"

namespace muster::agent {
namespace {

TEST(FlatJson, ReadsTextsAndNumbersAndPassesOverTheRest) {
  const auto members = read_flat_json(
      R"( {"a":"\u00e9\ud83d\ude00\"\n","n":-12,"t":true,"none":null,"list":[1,{"a":[]}],"o":{"a":"x"}} )");
  ASSERT_TRUE(members);
  EXPECT_EQ(*members, (std::map<std::string, std::string>{
                          {"a", "\xC3\xA9\xF0\x9F\x98\x80\"\n"}, {"n", "-12"}, {"t", "true"}}));
}

TEST(FlatJson, RefusesWhatIsNoObject) {
  for (const std::string text :
       {"", "[]", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1}x", "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\x\"}", "{\"a\":tru}", "{\"a\":\"\n\"}"}) {
    EXPECT_FALSE(read_flat_json(text)) << text;
  }
  EXPECT_FALSE(read_flat_json("{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}"));
}

TEST(FlatJson, WritesWhatItReads) {
  const std::string odd = "a\"\\\x01\n";
  EXPECT_EQ(read_flat_json(json_object({{"a", json_text(odd)}, {"n", "7"}})).value()["a"], odd);
}

TEST(Url, TakesHttpsAndPlainHttpForThisMachineAlone) {
  const auto url = parse_url("https://muster.example.com:8443/x");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "muster.example.com");
  EXPECT_EQ(url->port, "8443");
  EXPECT_EQ(url->path, "/x");
  EXPECT_EQ(parse_url("https://[::1]/")->host, "::1");
  EXPECT_EQ(parse_url("https://a")->port, "443");
  EXPECT_TRUE(parse_url("http://127.0.0.1:80/"));
  for (const auto* text : {"http://muster.example.com/", "ftp://a", "https://", "https://a:0",
                           "https://a:99999", "https://a b/", "https://user@a/", ""}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
}

TEST(Answer, IsReadByItsLengthOrItsChunks) {
  const auto plain = parse_answer("HTTP/1.1 200 OK\r\nX-A:  b \r\nContent-Length: 2\r\n\r\nabc");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->status, 200);
  EXPECT_EQ(plain->headers.at("x-a"), "b");
  EXPECT_EQ(plain->body, "ab");
  const auto chunked = parse_answer(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1;x=y\r\nd\r\n0\r\n\r\n");
  ASSERT_TRUE(chunked);
  EXPECT_EQ(chunked->body, "abcd");
}

TEST(Answer, ThatIsCutShortIsNone) {
  for (const auto* text :
       {"", "SSH-2.0", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 xyz\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\nabc"}) {
    EXPECT_FALSE(parse_answer(text)) << text;
  }
}

TEST(Options, AreReadInAnyOrder) {
  const auto options =
      read_options({"--server=https://a/", "enrol", "--token-file", "-", "--state", "s"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->command, "enrol");
  EXPECT_EQ(options->server, "https://a");
  EXPECT_EQ(options->token_file, "-");
}

TEST(Options, SayWhatIsWrong) {
  using Arguments = std::vector<std::string_view>;
  for (const auto& arguments :
       {Arguments{"collect"}, Arguments{"enrol"}, Arguments{"dance"},
        Arguments{"status", "--x", "y"}, Arguments{"status", "--state"},
        Arguments{"collect", "--format", "xml"}, Arguments{"status", "check-in"}}) {
    EXPECT_FALSE(read_options(arguments));
  }
}

}  // namespace
}  // namespace muster::agent
