#include <gtest/gtest.h>

#include <array>

#include "api/api_fixture.h"
#include "api/events.h"

namespace muster::api {
namespace {

using registry::OrganisationKind;

class BatchesTest : public ApiFixture {
 protected:
  std::string batches() const { return "/api/v1/customers/" + customer_.id + "/batches"; }
  /// Uploads and returns where the batch is.
  std::string accepted(std::string csv, const std::string& query = "") {
    const auto answer = upload(batches() + query, customer_.token, std::move(csv));
    EXPECT_EQ(answer.status, 202) << answer.body;
    return answer.header("Location");
  }

  Member supplier_ = member(OrganisationKind::supplier, "Contoso");
  Member customer_ = member(OrganisationKind::customer, "Fabrikam");
};

TEST_F(BatchesTest, AcceptsAFileAndSaysWhatItRead) {
  const auto csv = partner_csv({"Contoso,Book 1,SN-1", "Contoso,Book 1,SN-2"});
  const auto answer =
      upload(batches() + "?order_id=PO%204711&purchase_id=%E4%BD%A0&file_name=a.csv",
             customer_.token, csv);
  ASSERT_EQ(answer.status, 202) << answer.body;
  const auto batch = answer.json();
  EXPECT_EQ(batch.at("state"), "pending");
  EXPECT_EQ(batch.at("order_id"), "PO 4711");
  EXPECT_EQ(batch.at("purchase_id"), "你");
  EXPECT_EQ(batch.at("file_name"), "a.csv");
  EXPECT_EQ(batch.at("format"), "partner");
  EXPECT_EQ(batch.at("encoding"), "utf-8");
  EXPECT_EQ(batch.at("rows"), 2);
  EXPECT_EQ(batch.at("counts").at("pending"), 2);
  EXPECT_EQ(batch.at("bytes"), csv.size());
  EXPECT_EQ(batch.at("sha256").as_string().size(), 64U);
  EXPECT_EQ(batch.at("created_by").at("token_name"), "test");
  EXPECT_EQ(get(answer.header("Location"), customer_.token).json(), batch);
}

TEST_F(BatchesTest, DecidesEachRow) {
  publish(supplier_, 1);
  const auto location = accepted(partner_csv({"Contoso,Book 1,SN-1", "Contoso,Book 1,SN-9"}));
  decide_all();
  const auto batch = get(location, customer_.token).json();
  EXPECT_EQ(batch.at("state"), "finished");
  EXPECT_EQ(batch.at("errors").at("device_not_found"), 1);

  const auto rows = get(location + "/rows", customer_.token).json().at("items");
  ASSERT_EQ(rows.as_array().size(), 2U);
  EXPECT_EQ(rows.at(0).at("row"), 2);
  EXPECT_EQ(rows.at(0).at("state"), "registered");
  EXPECT_EQ(rows.at(0).at("device_state"), "ready_for_user");
  EXPECT_EQ(rows.at(1).at("error").at("title"), "Device not found");
  EXPECT_EQ(rows.at(1).at("input").at("serial_number"), "SN-9");

  const auto csv = get(location + "/results.csv", customer_.token).body;
  EXPECT_NE(csv.find("\r\nContoso,Book 1,SN-1,registered,,,,,req_"), std::string::npos) << csv;
  EXPECT_NE(csv.find("\r\nContoso,Book 1,SN-9,failed,device_not_found,"), std::string::npos);
}

TEST_F(BatchesTest, PagesThroughRowsOfOneState) {
  publish(supplier_, 5);
  std::string csv = partner_csv({});
  for (int i = 1; i <= 7; ++i) csv += "Contoso,Book 1,SN-" + std::to_string(i) + "\n";
  const auto location = accepted(csv);
  decide_all();
  std::vector<std::int64_t> rows;
  std::string cursor;
  do {
    const auto page = get(location + "/rows?state=registered&limit=2" +
                              (cursor.empty() ? "" : "&cursor=" + cursor),
                          customer_.token)
                          .json();
    for (const auto& item : page.at("items").as_array()) rows.push_back(item.at("row").as_int64());
    const auto& next = page.at("next_cursor");
    cursor = next.is_null() ? "" : std::string(next.as_string());
  } while (!cursor.empty());
  EXPECT_EQ(rows, (std::vector<std::int64_t>{2, 3, 4, 5, 6}));
}

TEST_F(BatchesTest, ForetellsWithoutChangingAnything) {
  publish(supplier_, 1);
  const auto csv = partner_csv({"Contoso,Book 1,SN-1", "Contoso,Book 1,SN-9"});
  const auto answer = upload(batches() + "?dry_run=true", customer_.token, csv);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto forecast = answer.json();
  EXPECT_EQ(forecast.at("counts").at("registered"), 1);
  EXPECT_EQ(forecast.at("counts").at("failed"), 1);
  EXPECT_EQ(forecast.at("errors").at("device_not_found"), 1);
  EXPECT_EQ(forecast.at("failed_rows").at(0).at("row"), 3);
  EXPECT_EQ(forecast.at("failed_rows_truncated"), false);
  EXPECT_TRUE(get(batches(), customer_.token).json().at("items").as_array().empty());
}

TEST_F(BatchesTest, ForetellsEveryRowAsCsv) {
  publish(supplier_, 1);
  const auto answer = call("POST", batches() + "?dry_run=true",
                           {.token = customer_.token,
                            .body = partner_csv({"Contoso,Book 1,SN-1", "Contoso,Book 1,SN-9"}),
                            .content_type = "text/csv",
                            .headers = {{"Accept", "text/csv"}}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_TRUE(answer.body.starts_with("Manufacturer,Model,Serial Number,State,Error code,"));
  EXPECT_NE(answer.body.find("Contoso,Book 1,SN-1,registered,"), std::string::npos);
  EXPECT_NE(answer.body.find("Contoso,Book 1,SN-9,failed,device_not_found,"), std::string::npos);
}

TEST_F(BatchesTest, TakesDevicesAsJson) {
  publish(supplier_, 1);
  const auto answer = post(batches(), customer_.token, R"({
    "order_id": "PO-1",
    "devices": [
      {"manufacturer": "Contoso", "model": "Book 1", "serial_number": "SN-1", "group_tag": "lab"},
      {"manufacturer": "Contoso", "model": "Book 1"}
    ]})");
  ASSERT_EQ(answer.status, 202) << answer.body;
  EXPECT_EQ(answer.json().at("format"), "json");
  EXPECT_TRUE(answer.json().at("separator").is_null());
  decide_all();
  const auto rows = get(answer.header("Location") + "/rows", customer_.token).json().at("items");
  EXPECT_EQ(rows.at(0).at("row"), 1);
  EXPECT_EQ(rows.at(0).at("state"), "registered");
  EXPECT_EQ(rows.at(0).at("input").at("group_tag"), "lab");
  EXPECT_EQ(rows.at(1).at("error").at("code"), "missing_value");
  EXPECT_EQ(rows.at(1).at("error").at("column"), "serial_number");
}

/// A form with these parts, each `name`, `filename` or empty, and content.
std::string form(std::initializer_list<std::array<std::string_view, 3>> parts) {
  std::string text;
  for (const auto& [name, file_name, content] : parts) {
    text += "--XX\r\nContent-Disposition: form-data; name=\"" + std::string(name) + "\"";
    if (!file_name.empty()) text += "; filename=\"" + std::string(file_name) + "\"";
    text += "\r\n\r\n" + std::string(content) + "\r\n";
  }
  return text + "--XX--\r\n";
}

constexpr const char* form_type = "multipart/form-data; boundary=XX";

TEST_F(BatchesTest, TakesAFormWithTextsBeforeTheFile) {
  const auto csv = partner_csv({"Contoso,Book 1,SN-1"});
  const auto answer = call(
      "POST", batches(),
      {.token = customer_.token,
       .body = form({{"order_id", "", "PO 1"}, {"purchase_id", "", "你"}, {"file", "a.csv", csv}}),
       .content_type = form_type});
  ASSERT_EQ(answer.status, 202) << answer.body;
  const auto batch = answer.json();
  EXPECT_EQ(batch.at("order_id"), "PO 1");
  EXPECT_EQ(batch.at("purchase_id"), "你");
  EXPECT_EQ(batch.at("file_name"), "a.csv");
  EXPECT_EQ(batch.at("bytes"), csv.size());
  EXPECT_EQ(batch.at("rows"), 1);
}

TEST_F(BatchesTest, KnowsAFormAgainThatIsSentWithAnotherBoundary) {
  auto body = form({{"order_id", "", "PO 1"}, {"file", "a.csv", partner_csv({"a,b,c"})}});
  Sent sent{.token = customer_.token,
            .body = body,
            .content_type = form_type,
            .headers = {{"Idempotency-Key", "key-1"}}};
  const auto first = call("POST", batches(), sent);
  for (auto at = body.find("--XX"); at != std::string::npos; at = body.find("--XX", at)) {
    body.replace(at, 4, "--YY");
  }
  sent.body = body;
  sent.content_type = "multipart/form-data; boundary=\"YY\"";
  const auto second = call("POST", batches(), sent);
  EXPECT_EQ(first.status, 202);
  EXPECT_EQ(second.body, first.body);
}

TEST_F(BatchesTest, RefusesAFormThatIsNotAsItShouldBe) {
  const auto code = [&](std::string body, const std::string& type = form_type) {
    return call("POST", batches(),
                {.token = customer_.token, .body = std::move(body), .content_type = type})
        .code();
  };
  const auto csv = partner_csv({"a,b,c"});
  EXPECT_EQ(code(form({{"order_id", "", "PO"}})), "validation_failed");
  EXPECT_EQ(code(form({{"file", "a", csv}, {"order_id", "", "PO"}})), "validation_failed");
  EXPECT_EQ(code(form({{"orderid", "", "PO"}, {"file", "a", csv}})), "validation_failed");
  EXPECT_EQ(code(form({{"order_id", "", "\xFF"}, {"file", "a", csv}})), "validation_failed");
  EXPECT_EQ(code(form({{"order_id", "", std::string(5000, 'x')}, {"file", "a", csv}})),
            "invalid_request");
  EXPECT_EQ(code("nonsense"), "invalid_request");
  EXPECT_EQ(code(form({{"file", "a", csv}}), "multipart/form-data"), "invalid_request");
  const auto whole = form({{"file", "a", csv}});
  EXPECT_EQ(code(whole.substr(0, whole.size() - 8)), "invalid_request");
}

TEST_F(BatchesTest, RefusesJsonWithAnUnknownField) {
  const auto answer =
      post(batches(), customer_.token, R"({"devices": [{"serialnumber": "SN-1"}]})");
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.json().at("errors").at(0).at("pointer"), "/devices/0/serialnumber");
}

TEST_F(BatchesTest, NamesRowColumnAndByteOfAFileThatCanNotBeRead) {
  const auto answer = upload(batches(), customer_.token, partner_csv({"Contoso,Book 1,\"SN-1\"x"}));
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.code(), "file_not_readable");
  const auto json = answer.json();
  const auto& error = json.at("errors").at(0);
  EXPECT_EQ(error.at("code"), "bad_quoting");
  EXPECT_EQ(error.at("row"), 2);
  EXPECT_EQ(error.at("column"), "Serial Number");
  EXPECT_TRUE(error.as_object().contains("byte"));
}

TEST_F(BatchesTest, SaysWhichHeadingsItExpected) {
  const auto answer = upload(batches(), customer_.token, "Manufacturer,Modell,Serial\nx,y,z\n");
  EXPECT_EQ(answer.code(), "file_not_readable");
  EXPECT_NE(answer.body.find("Serial Number"), std::string::npos);
}

TEST_F(BatchesTest, ListsTheMediaTypesThatItTakes) {
  const auto answer =
      call("POST", batches(), {.token = customer_.token, .body = "x", .content_type = "image/png"});
  EXPECT_EQ(answer.status, 415);
  EXPECT_NE(answer.body.find("text/csv"), std::string::npos);
}

TEST_F(BatchesTest, RefusesTextsThatAreTooLong) {
  const std::string long_text(257, 'x');
  EXPECT_EQ(upload(batches() + "?order_id=" + long_text, customer_.token, partner_csv({})).code(),
            "validation_failed");
}

TEST_F(BatchesTest, RetriesWhatFailedOnceItIsPublished) {
  const auto location = accepted(partner_csv({"Contoso,Book 1,SN-1"}), "?order_id=PO-1");
  decide_all();
  publish(supplier_, 1);
  const auto retry = post(location + "/retry", customer_.token, "");
  ASSERT_EQ(retry.status, 202) << retry.body;
  EXPECT_EQ(retry.json().at("order_id"), "PO-1");
  EXPECT_EQ(retry.json().at("retry_of"), get(location, customer_.token).json().at("id"));
  decide_all();
  EXPECT_EQ(get(retry.header("Location"), customer_.token).json().at("counts").at("registered"), 1);
  EXPECT_EQ(post(location + "/retry", customer_.token, "{}").code(), "conflict");
}

TEST_F(BatchesTest, CancelsWhatIsPending) {
  const auto location = accepted(partner_csv({"Contoso,Book 1,SN-1"}));
  EXPECT_EQ(post(location + "/cancel", customer_.token, "").json().at("state"), "cancelling");
  decide_all();
  EXPECT_EQ(get(location, customer_.token).json().at("state"), "cancelled");
  EXPECT_EQ(
      get(location + "/rows?state=cancelled", customer_.token).json().at("items").at(0).at("state"),
      "cancelled");
  EXPECT_EQ(post(location + "/cancel", customer_.token, "").code(), "conflict");
}

TEST_F(BatchesTest, TellsItsProgressThenItsEnd) {
  const auto location = accepted(partner_csv({"Contoso,Book 1,SN-1"}));
  const auto watching = get(location + "/events", customer_.token);
  ASSERT_TRUE(watching.events);
  int wakes = 0;
  watching.events->on_wake([&] { ++wakes; });
  const auto first = watching.events->next();
  ASSERT_EQ(first.events.size(), 1U);
  EXPECT_EQ(first.events[0].event, "progress");
  EXPECT_FALSE(first.finished);
  EXPECT_TRUE(watching.events->next().events.empty());

  decide_all();
  EXPECT_GT(wakes, 0);
  const auto last = watching.events->next();
  ASSERT_EQ(last.events.size(), 1U);
  EXPECT_EQ(last.events[0].event, "finished");
  EXPECT_TRUE(last.finished);

  const auto again =
      call("GET", location + "/events",
           {.token = customer_.token, .headers = {{"Last-Event-ID", last.events[0].id}}});
  EXPECT_EQ(again.status, 204);
}

TEST_F(BatchesTest, EndsItsEventsWhenTheTokenIsRevoked) {
  const auto location = accepted(partner_csv({"Contoso,Book 1,SN-1"}));
  const auto watching = get(location + "/events", customer_.token);
  const auto token = store_->tokens().list(customer_.organisation.id).at(0);
  store_->tokens().revoke(customer_.organisation.id, token.id);
  clock_.move(std::chrono::seconds{2});
  const auto next = watching.events->next();
  EXPECT_TRUE(next.finished);
  EXPECT_TRUE(next.events.empty());
}

}  // namespace
}  // namespace muster::api
