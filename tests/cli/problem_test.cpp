#include "cli/problem.h"

#include <gtest/gtest.h>

namespace muster::cli {
namespace {

Response answer(int status, std::string body) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  response.request_id = "req_header";
  return response;
}

TEST(ErrorOf, ReadsProblemDetails) {
  const ApiError error = error_of(
      answer(422,
             R"({"title":"File not readable","detail":"Row 3 is broken","code":"file_not_readable",
        "request_id":"req_1","advice":"Mend it","errors":[
        {"row":3,"column":"Model","byte":311,"value":"x","code":"bad_quoting","message":"A quote is open"},
        {"parameter":"order_id","code":"value_too_long","message":"Too long"},
        {"pointer":"/devices/0","code":"unknown_field","message":"Unknown"}]})"),
      "POST x");
  EXPECT_EQ(error.code, "file_not_readable");
  EXPECT_EQ(error.exit_code, ExitCode::server_refused);
  EXPECT_EQ(error.what_happened, "File not readable: Row 3 is broken");
  EXPECT_EQ(error.next, "Mend it");
  EXPECT_EQ(error.request_id, "req_1");
  ASSERT_EQ(error.items.size(), 3U);
  EXPECT_EQ(error.items[0].where, "row 3, column Model, byte 311");
  EXPECT_EQ(error.items[0].value, "x");
  EXPECT_EQ(error.items[1].where, "order_id");
  EXPECT_EQ(error.items[1].value, std::nullopt);
  EXPECT_EQ(error.items[2].where, "/devices/0");
}

TEST(ErrorOf, SaysThatSomethingElseAnswered) {
  const ApiError error = error_of(answer(502, "<html>Bad gateway</html>"), "GET x");
  EXPECT_EQ(error.what_happened, "Status 502, which is no answer of a Muster server");
  EXPECT_EQ(error.request_id, "req_header");
  EXPECT_EQ(error.code, "");
}

TEST(ErrorOf, SaysWhereARedirectPoints) {
  Response response = answer(301, "");
  response.location = "https://other/";
  EXPECT_EQ(error_of(response, "GET x").what_happened,
            "The server answered 301 and points to https://other/");
}

TEST(ErrorOf, AdvisesToLogInWhenTheServerDoesNot) {
  EXPECT_NE(error_of(answer(401, R"({"title":"Unauthenticated"})"), "x").next.find("muster login"),
            std::string::npos);
}

}  // namespace
}  // namespace muster::cli
