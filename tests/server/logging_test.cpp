#include "server/logging.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "cli/failure.h"
#include "registry/time.h"

namespace muster::server {
namespace {

namespace json = boost::json;

/// The line as it is logged, read back.
json::object logged(std::string_view message, const LogFields& fields) {
  const auto line = json_line("info", message, fields);
  EXPECT_EQ(line.find('\n'), std::string::npos) << line;
  return json::parse(line).as_object();
}

TEST(LogLine, HasTimeLevelAndMessage) {
  const auto line = logged("ready", {});
  EXPECT_EQ(line.at("level"), "info");
  EXPECT_EQ(line.at("message"), "ready");
  EXPECT_TRUE(registry::time_from_text(line.at("time").as_string()));
}

TEST(LogLine, HasTheFieldsThatItWasGiven) {
  const auto line = logged("batch over", {{"batch_id", "bat_00000001"}, {"request_id", "req_x"}});
  EXPECT_EQ(line.at("batch_id"), "bat_00000001");
  EXPECT_EQ(line.at("request_id"), "req_x");
}

TEST(LogLine, LeavesOutWhatIsEmpty) {
  EXPECT_FALSE(logged("request", {{"traceparent", ""}}).contains("traceparent"));
}

TEST(LogLine, StaysOneLineOfJsonWhateverTheTextHolds) {
  const std::string nasty = "a \"quote\"\nand a break\r\tand \x01 and \\ and \xc3\xa4";
  EXPECT_EQ(logged(nasty, {{"error", nasty}}).at("error"), nasty);
}

TEST(Log, RefusesAnUnknownLevel) {
  EXPECT_THROW(set_up_log("loud", "json"), cli::Failure);
}

TEST(Log, RefusesAnUnknownFormat) {
  EXPECT_THROW(set_up_log("info", "xml"), cli::Failure);
}

/// What a request leaves on stderr.
std::string log_of(const http::RequestLog& request, const std::string& level,
                   const std::string& format) {
  testing::internal::CaptureStderr();
  set_up_log(level, format);
  log_request(request);
  auto text = testing::internal::GetCapturedStderr();
  set_up_log("off", "json");
  return text;
}

http::RequestLog a_request() {
  return {.method = "GET",
          .operation = "list_devices",
          .pattern = "/api/v1/customers/{customer_id}/devices",
          .status = 200,
          .bytes_out = 4711,
          .duration = std::chrono::microseconds{12'345},
          .request_id = "req_01m84envedme6htffbh2weeb0v"};
}

TEST(LogOfARequest, TellsWhichOneHowItEndedAndHowLongItTook) {
  const auto line = json::parse(log_of(a_request(), "info", "json")).as_object();
  EXPECT_EQ(line.at("request_id"), "req_01m84envedme6htffbh2weeb0v");
  EXPECT_EQ(line.at("operation"), "list_devices");
  EXPECT_EQ(line.at("path"), "/api/v1/customers/{customer_id}/devices");
  EXPECT_TRUE(line.contains("status"));
  EXPECT_TRUE(line.contains("duration_ms"));
}

TEST(LogOfARequest, IsReadableAsText) {
  const auto text = log_of(a_request(), "info", "text");
  EXPECT_NE(text.find("request_id=req_01m84envedme6htffbh2weeb0v"), std::string::npos) << text;
  EXPECT_NE(text.find("status=200"), std::string::npos) << text;
}

TEST(LogOfARequest, IsLeftOutBelowTheLevel) {
  EXPECT_EQ(log_of(a_request(), "warn", "json"), "");
}

}  // namespace
}  // namespace muster::server
