#include "api/render.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "api/render_batch.h"
#include "api/render_device.h"

namespace muster::api {
namespace {

using registry::StoredState;
using registry::Time;

constexpr Time noon{std::chrono::milliseconds{1'795'000'000'123}};

registry::Device device_in(StoredState state) {
  registry::Device device;
  device.id = registry::registration_of({5}, 7);
  device.customer = {1};
  device.state = state;
  device.registered_at = noon;
  device.changed_at = noon;
  device.serial_number = "SN-1";
  device.request_id = "req_1";
  return device;
}

std::string state_of(const registry::Device& device, Time now) {
  return std::string(
      to_json(device, {.window = now, .support_contact = ""}).at("state").as_string());
}

TEST(Render, WritesTimesInUtcWithMilliseconds) {
  EXPECT_EQ(to_json(noon), "2026-11-18T11:06:40.123Z");
  EXPECT_TRUE(time_or_null(std::nullopt).is_null());
}

TEST(Render, WritesNullForATextThatIsNotThere) {
  EXPECT_TRUE(text_or_null("").is_null());
  EXPECT_EQ(text_or_null("x"), "x");
}

TEST(Render, ShowsTheFiveStates) {
  EXPECT_EQ(state_of(device_in(StoredState::pending), noon), "registration_pending");
  EXPECT_EQ(state_of(device_in(StoredState::failed), noon), "registration_failed");
  EXPECT_EQ(state_of(device_in(StoredState::registered), noon), "ready_for_user");
  auto seen = device_in(StoredState::enrolled);
  seen.last_seen_at = noon;
  EXPECT_EQ(state_of(seen, noon + std::chrono::days{7} - std::chrono::milliseconds{1}), "active");
  EXPECT_EQ(state_of(seen, noon + std::chrono::days{7}), "inactive");
}

TEST(Render, NamesBatchAndRowOfADevice) {
  const auto object =
      to_json(device_in(StoredState::registered), {.window = noon, .support_contact = ""});
  EXPECT_EQ(object.at("batch_id"), "bat_00000005");
  EXPECT_EQ(object.at("row"), 7);
  EXPECT_TRUE(object.at("group_tag").is_null());
  EXPECT_TRUE(object.at("error").is_null());
}

TEST(Render, GivesAnUnexpectedErrorItsRequestIdAndContact) {
  auto device = device_in(StoredState::failed);
  device.error = registry::RegistrationError{.code = registry::ErrorCode::unexpected_error};
  const auto error =
      to_json(device, {.window = noon, .support_contact = "help@example.com"}).at("error");
  EXPECT_EQ(error.at("code"), "unexpected_error");
  EXPECT_EQ(error.at("title"), "Unexpected error");
  EXPECT_EQ(error.at("request_id"), "req_1");
  EXPECT_EQ(error.at("advice"), "Contact Support (help@example.com) and provide the Request ID.");
}

TEST(Render, TellsOfARowWhatBecameOfItAndOfItsDevice) {
  const auto outcome = [](StoredState state, bool failed, bool cancelled = false) {
    registry::RowResult row{.device = device_in(state), .input = {}, .cancelled = cancelled};
    if (failed) row.device.error = registry::RegistrationError{};
    const auto object = to_json(row, {.window = noon, .support_contact = ""});
    const auto& device_state = object.at("device_state");
    return std::pair(std::string(object.at("state").as_string()),
                     device_state.is_null() ? "" : std::string(device_state.as_string()));
  };
  using Pair = std::pair<std::string, std::string>;
  EXPECT_EQ(outcome(StoredState::pending, false), Pair("pending", "registration_pending"));
  EXPECT_EQ(outcome(StoredState::pending, false, true), Pair("cancelled", ""));
  EXPECT_EQ(outcome(StoredState::failed, true), Pair("failed", "registration_failed"));
  EXPECT_EQ(outcome(StoredState::retried, true), Pair("failed", ""));
  EXPECT_EQ(outcome(StoredState::registered, false), Pair("registered", "ready_for_user"));
  EXPECT_EQ(outcome(StoredState::removed, false), Pair("registered", "removed"));
  EXPECT_EQ(outcome(StoredState::removed, true), Pair("failed", "removed"));
}

TEST(Render, CountsTheErrorsOfABatchByTheirNames) {
  registry::Batch batch;
  batch.id = {5};
  batch.state = registry::BatchState::running;
  batch.rows = 10;
  batch.counts = {.pending = 4, .registered = 3, .failed = 3};
  batch.errors = {{registry::ErrorCode::device_not_found, 2},
                  {registry::ErrorCode::missing_value, 1}};
  batch.file.warnings = R"([{"code":"separator","message":"m"}])";
  batch.started_at = noon;
  const auto object = to_json(batch, noon + std::chrono::seconds{4});
  EXPECT_EQ(object.at("state"), "running");
  EXPECT_EQ(object.at("errors"),
            boost::json::parse(R"({"device_not_found": 2, "missing_value": 1})"));
  EXPECT_EQ(object.at("rows_per_second"), 1.5);
  EXPECT_EQ(object.at("warnings").at(0).at("code"), "separator");
  EXPECT_TRUE(object.at("finished_at").is_null());
  EXPECT_TRUE(object.at("retry_of").is_null());
}

}  // namespace
}  // namespace muster::api
