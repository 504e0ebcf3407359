#include "cli/commands.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "cli/command_line.h"
#include "cli/temporary_folder.h"
#include "cli/tiny_server.h"

// Whole commands against a real HTTP server: what they ask, what they print, how they end.

namespace muster::cli {
namespace {

using test::CommandLine;
using test::Received;
using test::Reply;
using test::TinyServer;

const std::string finished_batch =
    R"({"id":"bat_1","customer_id":"org_c","state":"finished","rows":3,"order_id":"PO-7",
        "counts":{"pending":0,"registered":2,"failed":1,"cancelled":0},
        "errors":{"device_not_found":1},
        "warnings":[{"code":"heading_differs","message":"Read `model` as `Model`","column":"Model"}]})";
const std::string good_batch =
    R"({"id":"bat_1","state":"finished","rows":3,"counts":{"registered":3,"failed":0}})";
const std::string failed_row =
    R"({"row":3,"state":"failed","input":{"manufacturer":"Contoso","model":"L5","serial_number":"S1"},
        "error":{"code":"device_not_found","title":"Device not found","advice":"Check the three values",
                 "hint":"The directory has `CONTOSO`"}})";

class Commands : public testing::Test {
 protected:
  std::map<std::string, Reply> standard_routes() {
    return {
        {"GET /api/v1/whoami",
         {.body = R"({"organisation":{"id":"org_c","kind":"customer","name":"Fabrikam"}})"}},
        {"GET /api/v1/customers",
         {.body = R"({"items":[{"id":"org_c","name":"Fabrikam"},{"id":"org_d","name":"Twin"},
                     {"id":"org_e","name":"Twin"}],"next_cursor":null})"}},
        {"POST /api/v1/customers/org_c/batches", {.status = 202, .body = finished_batch}},
        {"GET /api/v1/customers/org_c/batches/bat_1/events",
         {.body = "id: 1\nevent: finished\ndata: " + one_line(finished_batch) + "\n\n",
          .content_type = "text/event-stream"}},
        {"GET /api/v1/customers/org_c/batches/bat_1/rows",
         {.body = R"({"items":[)" + failed_row + R"(],"next_cursor":null})"}},
    };
  }
  static std::string one_line(std::string text) {
    std::erase(text, '\n');
    return text;
  }
  int run(const std::vector<std::string>& arguments, std::map<std::string, Reply> replies) {
    server_ = std::make_unique<TinyServer>(test::routes(std::move(replies)));
    command_.use(server_->url());
    return command_.run(arguments);
  }
  int run(const std::vector<std::string>& arguments) { return run(arguments, standard_routes()); }
  std::string out() const { return command_.out.str(); }
  std::string err() const { return command_.err.str(); }
  bool printed(const std::string& text) const { return out().find(text) != std::string::npos; }
  std::string last_target() const { return server_->received().back().target; }

  test::TemporaryFolder folder_;
  std::string file_ = folder_.file("devices.csv", "Manufacturer,Model,Serial Number\nC,L,S\n");
  CommandLine command_;
  std::unique_ptr<TinyServer> server_;
};

TEST_F(Commands, RegisterSendsTheFileForACustomerChosenByName) {
  EXPECT_EQ(run({"register", file_, "--customer", "Fabrikam", "--order-id", "PO 7"}), 0) << err();
  const Received request = server_->received().back();
  EXPECT_EQ(request.target,
            "/api/v1/customers/org_c/batches?order_id=PO%207&file_name=devices.csv");
  EXPECT_EQ(request.body, "Manufacturer,Model,Serial Number\nC,L,S\n");
  EXPECT_TRUE(printed("Accepted 3 rows as batch bat_1"));
}

TEST_F(Commands, RegisterShowsWarnings) {
  run({"register", file_, "--customer", "org_c"});
  EXPECT_NE(err().find("warning: Read `model` as `Model` (column Model)"), std::string::npos);
}

TEST_F(Commands, RegisterReadsStdin) {
  command_.in.str("from stdin");
  EXPECT_EQ(run({"register", "-", "--customer", "org_c"}), 0);
  EXPECT_EQ(server_->received().back().body, "from stdin");
}

TEST_F(Commands, RegisterWaitsAndShowsWhatFailedAndEndsWithOne) {
  EXPECT_EQ(run({"register", file_, "--customer", "org_c", "--wait"}), 1) << err();
  EXPECT_TRUE(printed("bat_1 finished: 2 registered · 1 failed"));
  EXPECT_TRUE(
      printed("  3  Contoso · L5 · S1  Device not found\n     The directory has `CONTOSO`\n"));
  EXPECT_TRUE(printed("   1  Device not found  Check the three values")) << out();
}

TEST_F(Commands, RegisterEndsWithZeroWhenNoRowFailed) {
  auto replies = standard_routes();
  replies["GET /api/v1/customers/org_c/batches/bat_1/events"].body = "data: " + good_batch + "\n\n";
  EXPECT_EQ(run({"register", file_, "--customer", "org_c", "--wait"}, replies), 0);
}

TEST_F(Commands, RegisterPrintsTheBatchWithItsFailedRowsAsJson) {
  EXPECT_EQ(run({"register", file_, "--customer", "org_c", "--wait", "-o", "json"}), 1);
  EXPECT_TRUE(printed("\"failed_rows\": ["));
  EXPECT_TRUE(printed("\"failed_rows_truncated\": false"));
  EXPECT_EQ(err(), "");
}

TEST_F(Commands, RegisterChecksWithoutChanging) {
  const std::string forecast =
      R"({"rows":2,"counts":{"registered":1,"failed":1},"errors":{"device_not_found":1},
          "warnings":[],"failed_rows":[)" +
      failed_row + "]}";
  EXPECT_EQ(run({"register", file_, "--customer", "org_c", "--check"},
                {{"POST /api/v1/customers/org_c/batches", {.body = forecast}}}),
            1);
  EXPECT_NE(last_target().find("dry_run=true"), std::string::npos);
  EXPECT_TRUE(printed("nothing was changed: 1 would be registered, 1 would fail")) << out();
}

TEST_F(Commands, RegisterChecksIntoCsvAndKnowsThatARowWouldFail) {
  const std::string csv =
      "Serial Number,State,Error code,Title,Advice,Hint,Request ID\r\nS,failed,x,T,A,,\r\n";
  EXPECT_EQ(
      run({"register", file_, "--customer", "org_c", "--check", "-o", "csv"},
          {{"POST /api/v1/customers/org_c/batches", {.body = csv, .content_type = "text/csv"}}}),
      1);
  EXPECT_EQ(out(), csv);
}

TEST_F(Commands, RegisterNamesTheNearestCustomer) {
  EXPECT_EQ(run({"register", file_, "--customer", "Fabricam"}), 2);
  EXPECT_NE(err().find("Did you mean `Fabrikam`?"), std::string::npos) << err();
}

TEST_F(Commands, RegisterAsksWhichOfTwoCustomersOfOneName) {
  EXPECT_EQ(run({"register", file_, "--customer", "Twin"}), 2);
  EXPECT_NE(err().find("org_d, org_e"), std::string::npos) << err();
}

TEST_F(Commands, RegisterIsForTheOwnOrganisationWhenThatIsACustomer) {
  EXPECT_EQ(run({"register", file_}), 0) << err();
  EXPECT_TRUE(last_target().starts_with("/api/v1/customers/org_c/"));
}

TEST_F(Commands, RegisterSaysThatTheFileIsMissingBeforeItAsksForAnUpload) {
  EXPECT_EQ(run({"register", "/nonexistent.csv", "--customer", "org_c"}), 2);
  EXPECT_NE(err().find("No such file or directory"), std::string::npos) << err();
  EXPECT_TRUE(server_->received().empty());
}

TEST_F(Commands, EndWithThreeWhenTheServerSaysNo) {
  EXPECT_EQ(run({"batches", "show", "bat_9", "--customer", "org_c"}), 3);
  EXPECT_NE(err().find("request ID: req_from_the_body"), std::string::npos);
}

TEST_F(Commands, EndWithFourWhenNobodyAnswers) {
  run({"samples"});
  server_.reset();
  EXPECT_EQ(command_.run({"samples"}), 4);
}

TEST_F(Commands, ListsFollowEveryCursorAsOneJson) {
  TinyServer server([](const Received& request) {
    const bool second = request.target.find("cursor=next") != std::string::npos;
    return Reply{.body = second ? R"({"items":[{"id":"dev_2"}],"next_cursor":null})"
                                : R"({"items":[{"id":"dev_1"}],"next_cursor":"next"})"};
  });
  command_.use(server.url());
  EXPECT_EQ(command_.run({"devices", "list", "-c", "org_c", "--all", "-o", "json"}), 0);
  EXPECT_EQ(out(),
            "{\n  \"items\": [\n    {\n      \"id\": \"dev_1\"\n    },\n    {\n      \"id\": "
            "\"dev_2\"\n    }\n  ],\n  \"next_cursor\": null\n}\n");
}

TEST_F(Commands, DevicesListSendsItsFiltersAndShowsTheStateByItsTitle) {
  EXPECT_EQ(run({"devices", "list", "-c", "org_c", "--state", "ready_for_user", "--batch", "bat_1"},
                {{"GET /api/v1/customers/org_c/devices",
                  {.body = R"({"items":[{"id":"dev_1","state":"ready_for_user"}]})"}}}),
            0);
  EXPECT_EQ(last_target(),
            "/api/v1/customers/org_c/devices?state=ready_for_user&batch_id=bat_1&limit=50");
  EXPECT_TRUE(printed("Ready for user"));
}

TEST_F(Commands, DevicesHistoryTellsWhoAndWhyAndWhatIsNotSure) {
  EXPECT_EQ(run({"devices", "history", "dev_1", "-c", "org_c"},
                {{"GET /api/v1/customers/org_c/devices/dev_1/history", {.body = R"({"items":[
                  {"event":"accepted","at":"2026-11-23T13:09:20.123Z","exact":true,
                   "device_id":"dev_1","who":{"name":"Ada"},"order_id":"SO-7"},
                  {"event":"failed","at":"2026-11-23T13:09:21.123Z","exact":false,
                   "device_id":"dev_1","who":{"name":"muster"},
                   "error":{"title":"Device not found"}},
                  {"event":"retried","at":"2026-11-23T13:09:22.123Z","exact":true,
                   "device_id":"dev_1","who":{"name":null,"organisation_name":"Quayside"},
                   "retried_as":"dev_2"}]})"}}}),
            0);
  for (const char* text : {"Accepted", "Ada", "order SO-7", "<= 2026-11-23 13:09:21", "muster",
                           "Device not found", "Tried again", "Quayside", "as dev_2"}) {
    EXPECT_TRUE(printed(text)) << text;
  }
}

TEST_F(Commands, DevicesByDayShowsNoStatesWhereNobodyCountedThem) {
  EXPECT_EQ(run({"devices", "by-day", "-c", "org_c", "--days", "2", "-o", "csv"},
                {{"GET /api/v1/customers/org_c/devices/by-day", {.body = R"({"items":[
                  {"day":"2026-11-22","accepted":4,"seen":1,"states":null},
                  {"day":"2026-11-23","accepted":2,"seen":3,"states":{"registration_pending":1,
                   "registration_failed":2,"ready_for_user":3,"enrolled":1200}}]})"}}}),
            0);
  EXPECT_EQ(last_target(), "/api/v1/customers/org_c/devices/by-day?days=2");
  EXPECT_TRUE(printed("2026-11-22,4,0,0,0,0,1,,,,\r\n"));
  EXPECT_TRUE(printed("2026-11-23,2,0,0,0,0,3,1,2,3,1200\r\n"));
}

TEST_F(Commands, DevicesTagSendsTheIdsOfStdin) {
  command_.in.str("dev_1\r\n\ndev_2\n");
  EXPECT_EQ(run({"devices", "tag", "-", "-c", "org_c", "--group-tag", "Kiosk"},
                {{"POST /api/v1/customers/org_c/devices/update",
                  {.body = R"({"updated":2,"refused":[]})"}}}),
            0);
  EXPECT_EQ(server_->received().back().body,
            R"({"group_tag":"Kiosk","device_ids":["dev_1","dev_2"]})");
  EXPECT_EQ(out(), "2 updated\n");
}

TEST_F(Commands, DevicesAssignClearsTheUser) {
  run({"devices", "assign", "dev_1", "-c", "org_c", "--clear"},
      {{"POST /api/v1/customers/org_c/devices/update", {.body = R"({"updated":1,"refused":[]})"}}});
  EXPECT_EQ(server_->received().back().body, R"({"assigned_user":null,"device_ids":["dev_1"]})");
}

TEST_F(Commands, DevicesRemoveAsksAndEndsWithOneWhenSomeAreRefused) {
  const std::string answer =
      R"({"removed":1,"refused":[{"device_id":"dev_2","code":"conflict","message":"Pending"}]})";
  command_.terminal = true;
  command_.in.str("y\n");
  EXPECT_EQ(run({"devices", "remove", "dev_1", "dev_2", "-c", "org_c"},
                {{"POST /api/v1/customers/org_c/devices/remove", {.body = answer}}}),
            1);
  EXPECT_TRUE(printed("1 removed · 1 refused"));
  EXPECT_TRUE(printed("Pending"));
}

TEST_F(Commands, DevicesRemoveDoesNothingWithoutAYes) {
  EXPECT_EQ(run({"devices", "remove", "dev_1", "-c", "org_c"}), 2);
  EXPECT_TRUE(server_->received().empty());
}

TEST_F(Commands, DevicesExportWritesTheFileWhole) {
  const std::string target = (folder_.path() / "out.csv").string();
  EXPECT_EQ(run({"devices", "export", "-c", "org_c", "--output", target},
                {{"GET /api/v1/customers/org_c/devices/export.csv",
                  {.body = "a,b\r\n", .content_type = "text/csv"}}}),
            0);
  EXPECT_EQ(test::text_of_file(target), "a,b\r\n");
}

TEST_F(Commands, DevicesExportLeavesNoHalfFile) {
  const std::string target = (folder_.path() / "out.csv").string();
  EXPECT_EQ(run({"devices", "export", "-c", "org_c", "--output", target},
                {{"GET /api/v1/customers/org_c/devices/export.csv",
                  {.body = "a,b\r\n", .content_type = "text/csv", .missing_bytes = 5}}}),
            4);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.path()), {}), 1);
}

TEST_F(Commands, DirectoryPublishShowsWhatWasRefused) {
  EXPECT_EQ(run({"directory", "publish", file_, "--supplier", "org_s"},
                {{"POST /api/v1/suppliers/org_s/directory",
                  {.body = R"({"rows":2,"published":1,"unchanged":0,"refused":1,"warnings":[],
                     "refused_rows":[{"row":3,"value":"S","title":"Published by another supplier",
                     "advice":"Ask them","code":"published_by_another_supplier"}]})"}}}),
            1);
  EXPECT_TRUE(printed("2 rows: 1 published · 0 unchanged · 1 refused"));
  EXPECT_TRUE(printed("Published by another supplier  Ask them")) << out();
}

TEST_F(Commands, DirectoryWithdrawNamesOneDeviceByItsValues) {
  EXPECT_EQ(
      run({"directory", "withdraw", "--supplier", "Contoso", "--manufacturer", "Contoso", "--model",
           "L5", "--serial-number", "S1"},
          {{"GET /api/v1/organisations",
            {.body = R"({"items":[{"id":"org_s","name":"Contoso"}]})"}},
           {"POST /api/v1/suppliers/org_s/directory/withdraw",
            {.body =
                 R"({"withdrawn":0,"refused":[{"index":0,"code":"claimed","message":"In use"}]})"}}}),
      1);
  EXPECT_EQ(server_->received().back().body,
            R"({"entries":[{"manufacturer":"Contoso","model":"L5","serial_number":"S1"}]})");
  EXPECT_TRUE(printed("In use"));
}

TEST_F(Commands, DirectoryWithdrawGoesOnAfterAnEntryThatIsRefused) {
  EXPECT_EQ(run({"directory", "withdraw", "ent_1", "ent_2", "--supplier", "org_s"},
                {{"DELETE /api/v1/suppliers/org_s/directory/ent_2", {.status = 204}}}),
            1);
  EXPECT_EQ(server_->received().size(), 2U);
  EXPECT_TRUE(printed("1 withdrawn"));
  EXPECT_TRUE(printed("ent_1  not_found"));
}

TEST_F(Commands, BatchesRetryStartsANewBatch) {
  EXPECT_EQ(run({"batches", "retry", "bat_0", "-c", "org_c"},
                {{"POST /api/v1/customers/org_c/batches/bat_0/retry",
                  {.status = 202, .body = good_batch}}}),
            0);
  EXPECT_EQ(out(), "Accepted 3 rows as batch bat_1\n");
}

TEST_F(Commands, BatchesShowStandsAnAnswerWithoutItsMembers) {
  EXPECT_EQ(run({"batches", "show", "bat_1", "-c", "org_c"},
                {{"GET /api/v1/customers/org_c/batches/bat_1", {.body = "{}"}}}),
            0);
  EXPECT_TRUE(printed("no rows"));
}

TEST_F(Commands, BatchesRowsRefuseAStateThatRowsDoNotHave) {
  EXPECT_EQ(run({"batches", "rows", "bat_1", "-c", "org_c", "--state", "active"}), 2);
}

TEST_F(Commands, RelationshipsCreateNamesBothSides) {
  EXPECT_EQ(run({"relationships", "create", "--partner", "org_p", "--customer", "org_c"},
                {{"POST /api/v1/relationships", {.status = 201, .body = R"({"id":"rel_1"})"}}}),
            0);
  EXPECT_EQ(server_->received().back().body,
            R"({"partner_id":"org_p","customer_id":"org_c","delegated_administration":true})");
}

TEST_F(Commands, SamplesNeedNoTokenAndTakeAShortName) {
  const std::string list = R"({"items":[{"name":"device-registration-sample-partner.csv"},
                                        {"name":"device-registration-sample-self-service.csv"}]})";
  server_ = std::make_unique<TinyServer>(test::routes(
      {{"GET /api/v1/samples", {.body = list}},
       {"GET /api/v1/samples/device-registration-sample-partner.csv",
        {.body = "Manufacturer,Model,Serial Number\r\n", .content_type = "text/csv"}}}));
  command_.environment["MUSTER_SERVER"] = server_->url();
  EXPECT_EQ(command_.run({"samples", "partner"}), 0) << err();
  EXPECT_EQ(out(), "Manufacturer,Model,Serial Number\r\n");
}

TEST_F(Commands, LoginKeepsATokenThatWorks) {
  command_.environment["XDG_CONFIG_HOME"] = folder_.path().string();
  command_.in.str("mst_typed\n");
  server_ = std::make_unique<TinyServer>(test::routes(standard_routes()));
  EXPECT_EQ(command_.run({"login", "--server", server_->url() + "/", "--token-stdin"}), 0) << err();
  EXPECT_EQ(server_->received().back().headers.at("authorization"), "Bearer mst_typed");
  const auto path = folder_.path() / "muster/client.toml";
  EXPECT_NE(test::text_of_file(path).find("token = \"mst_typed\""), std::string::npos);
  struct stat status{};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  EXPECT_TRUE(printed("as Fabrikam (customer)"));
  EXPECT_FALSE(printed("mst_typed"));
}

/// Answers a login by code; polls are answered in turn, then with the token.
TinyServer::Answer approved_after(std::vector<std::string> polls, std::string last,
                                  TinyServer::Answer others) {
  return [others, polls, last, next = std::size_t{0}](const test::Received& request) mutable {
    if (request.target == "/oauth2/device_authorization") {
      return test::Reply{.body = R"({"device_code":"mdc_1","user_code":"WDJB-MJHT",)"
                                 R"("verification_uri":"https://m.example/device","interval":0})"};
    }
    if (request.target != "/oauth2/token") return others(request);
    if (next == polls.size()) return test::Reply{.body = last};
    return test::Reply{.status = 400, .body = R"({"error":")" + polls[next++] + R"("})"};
  };
}

TEST_F(Commands, LoginShowsACodeAndKeepsTheTokenThatWasApproved) {
  command_.environment["XDG_CONFIG_HOME"] = folder_.path().string();
  server_ = std::make_unique<TinyServer>(
      approved_after({"authorization_pending", "authorization_pending"},
                     R"({"access_token":"mst_approved"})", test::routes(standard_routes())));
  EXPECT_EQ(command_.run({"login", "--server", server_->url()}), 0) << err();
  EXPECT_NE(err().find("WDJB-MJHT"), std::string::npos);
  EXPECT_NE(err().find("https://m.example/device"), std::string::npos);
  const auto kept = test::text_of_file(folder_.path() / "muster/client.toml");
  EXPECT_NE(kept.find("token = \"mst_approved\""), std::string::npos);
  EXPECT_NE(server_->received().at(1).body.find("device_code=mdc_1"), std::string::npos);
}

TEST_F(Commands, LoginEndsWhenTheCodeWasDenied) {
  command_.environment["XDG_CONFIG_HOME"] = folder_.path().string();
  server_ = std::make_unique<TinyServer>(
      approved_after({"access_denied"}, "{}", test::routes(standard_routes())));
  EXPECT_EQ(command_.run({"login", "--server", server_->url()}), 3);
  EXPECT_NE(err().find("denied"), std::string::npos);
}

TEST_F(Commands, LoginKeepsNothingThatDoesNotWork) {
  command_.environment["XDG_CONFIG_HOME"] = folder_.path().string();
  command_.in.str("mst_typed\n");
  server_ = std::make_unique<TinyServer>(
      test::routes({{"GET /api/v1/whoami", test::problem(401, "unauthenticated", "No")}}));
  EXPECT_EQ(command_.run({"login", "--server", server_->url(), "--token-stdin"}), 3);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "muster/client.toml"));
}

TEST_F(Commands, TokenCreateShowsTheTokenOnce) {
  EXPECT_EQ(run({"token", "create", "--organisation", "org_c", "--name", "ci", "-o", "json"},
                {{"POST /api/v1/organisations/org_c/tokens",
                  {.status = 201, .body = R"({"id":"tok_1","token":"mst_new"})"}}}),
            0);
  EXPECT_EQ(server_->received().back().body, R"({"name":"ci"})");
  EXPECT_TRUE(printed("\"token\": \"mst_new\""));
  EXPECT_EQ(err(), "");
}

}  // namespace
}  // namespace muster::cli
