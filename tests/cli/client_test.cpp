#include "cli/client.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "cli/batch_progress.h"
#include "cli/command_line.h"
#include "cli/failure.h"
#include "cli/tiny_server.h"

namespace muster::cli {
namespace {

using test::Received;
using test::Reply;
using test::TinyServer;

UploadBody body_of(std::string text, bool with_size) {
  UploadBody body;
  if (with_size) body.size = text.size();
  body.read = [text, sent = std::size_t{0}](char* buffer, std::size_t size) mutable {
    const std::size_t count = text.copy(buffer, size, sent);
    sent += count;
    return count;
  };
  return body;
}

TEST(Client, SendsTheTokenAndAnEncodedQuery) {
  TinyServer server(test::routes({{"GET /api/v1/customers", {.body = R"({"items":[]})"}}}));
  Client client(server.url(), "mst_secret");
  client.get("/customers", {{"name", "a b&c/é"}, {"cursor", ""}});
  const Received request = server.received().at(0);
  EXPECT_EQ(request.target, "/api/v1/customers?name=a%20b%26c%2F%C3%A9");
  EXPECT_EQ(request.headers.at("authorization"), "Bearer mst_secret");
  EXPECT_FALSE(request.headers.contains("idempotency-key"));
}

TEST(Client, SendsAnotherIdempotencyKeyWithEveryPost) {
  TinyServer server(test::routes({{"POST /api/v1/x", {.body = "{}"}}}));
  Client client(server.url(), "");
  client.post("/x", boost::json::object{{"a", 1}});
  client.post("/x", boost::json::object{{"a", 1}});
  const auto requests = server.received();
  EXPECT_EQ(requests.at(0).body, R"({"a":1})");
  EXPECT_EQ(requests.at(0).headers.at("content-type"), "application/json");
  EXPECT_EQ(requests.at(0).headers.at("idempotency-key").size(), 32U);
  EXPECT_NE(requests.at(0).headers.at("idempotency-key"),
            requests.at(1).headers.at("idempotency-key"));
}

TEST(Client, ThrowsTheProblemThatTheServerNames) {
  TinyServer server(test::routes({}));
  Client client(server.url(), "");
  try {
    client.get("/nothing");
    FAIL();
  } catch (const ApiError& error) {
    EXPECT_EQ(error.status, 404);
    EXPECT_EQ(error.code, "not_found");
    EXPECT_EQ(error.request_id, "req_from_the_body");
    EXPECT_EQ(error.where, "GET " + server.url() + "/api/v1/nothing");
  }
}

TEST(Client, DoesNotFollowARedirectWithItsToken) {
  TinyServer server(test::routes(
      {{"GET /api/v1/x", {.status = 307, .headers = {{"Location", "/api/v1/elsewhere"}}}}}));
  Client client(server.url(), "mst_secret");
  EXPECT_THROW(client.get("/x"), ApiError);
  EXPECT_EQ(server.received().size(), 1U);
}

TEST(Client, SaysThatNobodyListens) {
  std::string url;
  {
    url = TinyServer(test::routes({})).url();
  }
  Client client(url, "");
  try {
    client.get("/x");
    FAIL();
  } catch (const Unreachable& error) {
    EXPECT_EQ(error.exit_code, ExitCode::unreachable);
    EXPECT_NE(error.next.find("muster serve"), std::string::npos);
  }
}

TEST(Client, RepeatsAGetWhoseConnectionBroke) {
  int count = 0;
  TinyServer server([&](const Received&) {
    return ++count < 3 ? Reply{.hang_up = true} : Reply{.body = R"({"ok":true})"};
  });
  Client client(server.url(), "");
  EXPECT_TRUE(client.get("/x").at("ok").as_bool());
  EXPECT_EQ(server.received().size(), 3U);
}

TEST(Client, NeverRepeatsAPost) {
  TinyServer server([](const Received&) { return Reply{.hang_up = true}; });
  Client client(server.url(), "");
  EXPECT_THROW(client.post("/x", boost::json::object()), Unreachable);
  EXPECT_EQ(server.received().size(), 1U);
}

TEST(Client, RefusesAnAnswerThatIsNoJson) {
  TinyServer server(test::routes({{"GET /api/v1/x", {.body = "<html>"}}}));
  Client client(server.url(), "");
  EXPECT_THROW(client.get("/x"), ApiError);
}

TEST(Client, UploadsAFileOfKnownSize) {
  TinyServer server(test::routes({{"POST /api/v1/x", {.status = 202, .body = "{}"}}}));
  Client client(server.url(), "");
  const std::string text(3'000'000, 'x');
  client.upload("/x", {{"order_id", "PO 7"}}, body_of(text, true));
  const Received request = server.received().at(0);
  EXPECT_TRUE(request.body == text);
  EXPECT_EQ(request.target, "/api/v1/x?order_id=PO%207");
  EXPECT_EQ(request.headers.at("content-type"), "text/csv");
  EXPECT_EQ(request.headers.at("content-length"), "3000000");
  EXPECT_TRUE(request.headers.contains("idempotency-key"));
}

TEST(Client, UploadsAPipeInChunks) {
  TinyServer server(test::routes({{"POST /api/v1/x", {.status = 202, .body = "{}"}}}));
  Client client(server.url(), "");
  const std::string text(700'000, 'y');
  client.upload("/x", {}, body_of(text, false));
  EXPECT_TRUE(server.received().at(0).body == text);
  EXPECT_EQ(server.received().at(0).headers.at("transfer-encoding"), "chunked");
}

TEST(Client, EndsAnUploadWithTheErrorOfItsSource) {
  TinyServer server(test::routes({{"POST /api/v1/x", {.body = "{}"}}}));
  Client client(server.url(), "");
  UploadBody body;
  body.read = [](char*, std::size_t) -> std::size_t {
    throw Failure(ExitCode::usage, "reading failed");
  };
  EXPECT_THROW(client.upload("/x", {}, std::move(body)), Failure);
}

TEST(Client, DoesNotTakeHalfADownloadForWhole) {
  TinyServer server(test::routes({{"GET /api/v1/x", {.body = "a,b", .missing_bytes = 10}}}));
  Client client(server.url(), "");
  std::string got;
  EXPECT_THROW(client.download("/x", {}, "text/csv", [&](std::string_view bytes) { got += bytes; }),
               Unreachable);
  EXPECT_EQ(got, "a,b");
}

TEST(Client, GivesAnErrorInsteadOfADownloadAsAnError) {
  TinyServer server(test::routes({}));
  Client client(server.url(), "");
  EXPECT_THROW(client.download("/x", {}, "text/csv", [](std::string_view) { FAIL(); }), ApiError);
}

class WaitForBatch : public testing::Test {
 protected:
  static Reply batch(const std::string& state) {
    return {.body = R"({"id":"bat_1","state":")" + state +
                    R"(","rows":2,"counts":{"pending":0,"registered":2}})"};
  }
  static Reply events(const std::string& text) {
    return {.body = text, .content_type = "text/event-stream"};
  }
  std::string wait(TinyServer& server) {
    Client client(server.url(), "");
    ProgressBar bar(command_.surroundings(), "Deciding", ProgressUnit::rows);
    const auto last = wait_for_batch(client, "/b", bar, [this] { ++pauses_; });
    return std::string(last.at("state").as_string());
  }

  test::CommandLine command_;
  int pauses_ = 0;
};

TEST_F(WaitForBatch, EndsWithTheFinishedEvent) {
  TinyServer server(
      test::routes({{"GET /api/v1/b/events",
                     events("id: 1\nevent: progress\ndata: {\"state\":\"running\"}\n\n"
                            "id: 2\nevent: finished\ndata: {\"state\":\"finished\"}\n\n")}}));
  EXPECT_EQ(wait(server), "finished");
  EXPECT_EQ(server.received().size(), 1U);
  EXPECT_EQ(server.received().at(0).headers.at("accept"), "text/event-stream");
}

TEST_F(WaitForBatch, GoesOnAfterTheLastEventThatItSaw) {
  int streams = 0;
  int asked = 0;
  TinyServer server([&](const Received& request) {
    if (request.target == "/api/v1/b") return batch(++asked < 3 ? "running" : "finished");
    return ++streams == 1 ? events("id: 41\ndata: {\"state\":\"running\"}\n\n")
                          : events("id: 42\ndata: {\"state\":\"cancelled\"}\n\n");
  });
  EXPECT_EQ(wait(server), "cancelled");
  EXPECT_EQ(server.received().back().headers.at("last-event-id"), "41");
}

TEST_F(WaitForBatch, AsksAgainWhereThereAreNoEvents) {
  int asked = 0;
  TinyServer server([&](const Received& request) {
    if (request.target != "/api/v1/b") return test::problem(404, "not_found", "Not found");
    return batch(++asked < 3 ? "running" : "finished");
  });
  EXPECT_EQ(wait(server), "finished");
  EXPECT_EQ(pauses_, 3);
}

TEST_F(WaitForBatch, WaitsForAServerThatRestarts) {
  int requests = 0;
  TinyServer server([&](const Received& request) {
    if (++requests < 6) return Reply{.hang_up = true};
    return request.target == "/api/v1/b" ? batch("finished") : events("");
  });
  EXPECT_EQ(wait(server), "finished");
}

TEST_F(WaitForBatch, GivesUpOnAServerThatStaysAway) {
  TinyServer server([](const Received&) { return Reply{.hang_up = true}; });
  EXPECT_THROW(wait(server), Unreachable);
  EXPECT_EQ(pauses_, 60);
}

TEST_F(WaitForBatch, EndsWhenTheBatchCannotBeRead) {
  TinyServer server(test::routes({}));
  EXPECT_THROW(wait(server), ApiError);
}

}  // namespace
}  // namespace muster::cli
