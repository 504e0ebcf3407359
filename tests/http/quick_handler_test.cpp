#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <latch>
#include <thread>

#include "http/problem.h"
#include "http/server.h"

namespace muster::http {
namespace {

/// Sends one POST and reads its answer to the end of the connection.
std::string post(std::uint16_t port, std::string_view path, std::string_view body) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  const auto request = "POST " + std::string(path) +
                       " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " +
                       std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
  EXPECT_EQ(::send(socket, request.data(), request.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(request.size()));
  std::string answer;
  char buffer[4096];
  for (ssize_t count = 0; (count = ::recv(socket, buffer, sizeof buffer, 0)) > 0;) {
    answer.append(buffer, static_cast<std::size_t>(count));
  }
  ::close(socket);
  return answer;
}

/// `/quick` has both kinds of handlers, and its quick one does what a test says.
class QuickHandlerTest : public testing::Test {
 protected:
  void SetUp() override {
    Router router;
    router.add(
        {.method = "POST",
         .pattern = "/quick",
         .handler =
             [this](Request& request) {
               ++handled;
               return Response::text(200, "text/plain", "slow " + request.body);
             },
         .quick = [this](Request& request, QuickDone done) { quick(request, std::move(done)); }});
    Hooks hooks;
    hooks.new_request_id = [] { return std::string("req_test"); };
    hooks.on_error = [](const Request& request, const std::exception&) {
      return to_response({.status = 500, .code = "unexpected_error"}, request.request_id);
    };
    server = std::make_unique<Server>(ServerOptions{}, std::move(router), std::move(hooks));
    port = server->start().value();
  }

  QuickHandler quick;
  std::atomic<int> handled = 0;
  std::unique_ptr<Server> server;
  std::uint16_t port = 0;
};

TEST_F(QuickHandlerTest, AnswersAtOnceWithoutTheHandler) {
  quick = [](Request& request, const QuickDone& done) {
    done(Response::text(200, "text/plain", "quick " + request.body));
  };
  EXPECT_NE(post(port, "/quick", "a").find("quick a"), std::string::npos);
  EXPECT_EQ(handled, 0);
}

TEST_F(QuickHandlerTest, LeavesARequestToTheHandler) {
  quick = [](Request&, const QuickDone& done) { done(std::nullopt); };
  EXPECT_NE(post(port, "/quick", "b").find("slow b"), std::string::npos);
  EXPECT_EQ(handled, 1);
}

TEST_F(QuickHandlerTest, AnswersLaterFromAnotherThread) {
  std::promise<QuickDone> asked;
  quick = [&](Request&, QuickDone done) { asked.set_value(std::move(done)); };
  auto answer = std::async(std::launch::async, [&] { return post(port, "/quick", "c"); });
  asked.get_future().get()(Response::text(200, "text/plain", "later"));
  EXPECT_NE(answer.get().find("later"), std::string::npos);
}

TEST_F(QuickHandlerTest, LeavesARequestToTheHandlerLater) {
  std::promise<QuickDone> asked;
  quick = [&](Request&, QuickDone done) { asked.set_value(std::move(done)); };
  auto answer = std::async(std::launch::async, [&] { return post(port, "/quick", "d"); });
  asked.get_future().get()(std::nullopt);
  EXPECT_NE(answer.get().find("slow d"), std::string::npos);
}

TEST_F(QuickHandlerTest, IsWaitedForWhenTheServerIsStopped) {
  std::promise<QuickDone> asked;
  quick = [&](Request&, QuickDone done) { asked.set_value(std::move(done)); };
  auto answer = std::async(std::launch::async, [&] { return post(port, "/quick", "e"); });
  auto done = asked.get_future().get();
  std::jthread later([done = std::move(done)] { done(Response::text(200, "text/plain", "done")); });
  server->stop(std::chrono::seconds{5});
  EXPECT_NE(answer.get().find("done"), std::string::npos);
}

}  // namespace
}  // namespace muster::http
