#include "server/logging.h"

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <boost/json.hpp>

#include "cli/failure.h"
#include "registry/time.h"

namespace muster::server {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& line, std::string_view key) {
  return json::value_to<std::string>(line.at(key));
}

/// The line as it is logged, read back.
json::object logged(std::string_view message, const LogFields& fields) {
  const auto line = json_line("info", message, fields);
  EXPECT_EQ(line.find('\n'), std::string::npos) << line;
  return json::parse(line).as_object();
}

TEST(LogLine, HasTimeLevelAndMessage) {
  const auto line = logged("ready", {});
  EXPECT_EQ(text_of(line, "level"), "info");
  EXPECT_EQ(text_of(line, "message"), "ready");
  EXPECT_TRUE(registry::time_from_text(line.at("time").as_string()));
}

TEST(LogLine, HasTheFieldsThatItWasGiven) {
  const auto line = logged("batch over", {{"batch_id", "bat_00000001"}, {"request_id", "req_x"}});
  EXPECT_EQ(text_of(line, "batch_id"), "bat_00000001");
  EXPECT_EQ(text_of(line, "request_id"), "req_x");
}

TEST(LogLine, LeavesOutWhatIsEmpty) {
  EXPECT_FALSE(logged("request", {{"traceparent", ""}}).contains("traceparent"));
}

TEST(LogLine, StaysOneLineOfJsonWhateverTheTextHolds) {
  const std::string nasty = "a \"quote\"\nand a break\r\tand \x01 and \\ and \xc3\xa4";
  EXPECT_EQ(text_of(logged(nasty, {{"error", nasty}}), "error"), nasty);
}

TEST(Log, RefusesAnUnknownLevel) { EXPECT_THROW(set_up_log("loud", "json"), cli::Failure); }

TEST(Log, RefusesAnUnknownFormat) { EXPECT_THROW(set_up_log("info", "xml"), cli::Failure); }

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
  EXPECT_EQ(text_of(line, "request_id"), "req_01m84envedme6htffbh2weeb0v");
  EXPECT_EQ(text_of(line, "operation"), "list_devices");
  EXPECT_EQ(text_of(line, "path"), "/api/v1/customers/{customer_id}/devices");
  EXPECT_EQ(line.at("status").as_int64(), 200);
  EXPECT_DOUBLE_EQ(line.at("duration_ms").as_double(), 12.345);
}

TEST(LogOfARequest, IsReadableAsText) {
  const auto text = log_of(a_request(), "info", "text");
  EXPECT_NE(text.find("request_id=req_01m84envedme6htffbh2weeb0v"), std::string::npos) << text;
  EXPECT_NE(text.find("status=200"), std::string::npos) << text;
}

TEST(Log, MakesLinesOfJsonOfWhatOtherLayersLog) {
  testing::internal::CaptureStderr();
  set_up_log("info", "json");
  spdlog::warn("the \"disk\" is {}", "full");
  const auto text = testing::internal::GetCapturedStderr();
  set_up_log("off", "json");
  const auto line = json::parse(text).as_object();
  EXPECT_EQ(text_of(line, "level"), "warning");
  EXPECT_EQ(text_of(line, "message"), "the \"disk\" is full");
}

TEST(LogOfARequest, IsLeftOutBelowTheLevel) { EXPECT_EQ(log_of(a_request(), "warn", "json"), ""); }

}  // namespace
}  // namespace muster::server
