#include "http/server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <latch>
#include <thread>

#include "http/problem.h"

namespace muster::http {
namespace {

using namespace std::chrono_literals;

/// One TCP connection that sends exactly the bytes it is told to.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  RawClient& send(std::string_view bytes) {
    EXPECT_EQ(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
    return *this;
  }
  /// Until `end` was seen, or the server closed.
  std::string read_until(std::string_view end) {
    while (received_.find(end) == std::string::npos) {
      char buffer[4096];
      const auto count = ::recv(socket_, buffer, sizeof buffer, 0);
      if (count <= 0) break;
      received_.append(buffer, static_cast<std::size_t>(count));
    }
    const auto at = received_.find(end);
    auto text = received_.substr(0, at == std::string::npos ? at : at + end.size());
    received_.erase(0, text.size());
    return text;
  }
  std::string read_all() { return read_until(std::string(1, '\0') + "never"); }

 private:
  int socket_;
  std::string received_;
};

std::string get(std::string_view path, std::string_view more = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n" + std::string(more) + "\r\n";
}

class Events final : public EventSource {
 public:
  void on_wake(std::function<void()> wake) override {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
  }
  Batch next() override {
    const std::lock_guard lock(mutex_);
    return std::exchange(waiting_, {});
  }
  void push(Batch batch) {
    std::function<void()> wake;
    {
      const std::lock_guard lock(mutex_);
      waiting_ = std::move(batch);
      wake = wake_;
    }
    if (wake) wake();
  }

 private:
  std::mutex mutex_;
  std::function<void()> wake_;
  Batch waiting_;
};

/// Has no events; tells when its stream is over.
class Silence final : public EventSource {
 public:
  ~Silence() override { closed->set_value(); }
  explicit Silence(std::shared_ptr<std::promise<void>> when_over) : closed(std::move(when_over)) {}
  void on_wake(std::function<void()>) override {}
  Batch next() override { return {}; }
  std::shared_ptr<std::promise<void>> closed;
};

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    add("GET", "/hello", [](Request&) { return Response::text(200, "text/plain", "hello"); });
    add("GET", "/throw", [](Request&) -> Response { throw std::runtime_error("secret"); });
    add("POST", "/echo", [](Request& r) { return Response::text(200, "text/plain", r.body); }, 100);
    add(
        "POST", "/count",
        [](Request& r) {
          std::size_t total = 0;
          std::vector<std::byte> buffer(1000);
          for (;;) {
            const auto size = r.stream->read(buffer);
            if (!size) return Response::text(400, "text/plain", "broken");
            if (*size == 0) return Response::text(200, "text/plain", std::to_string(total));
            total += *size;
          }
        },
        1 << 20, true);
    add(
        "POST", "/refuse", [](Request&) { return Response::text(403, "text/plain", "no"); },
        1 << 30, true);
    add(
        "POST", "/half-read",
        [](Request& r) {
          std::vector<std::byte> buffer(1000);
          (void)r.stream->read(buffer);
          return Response::text(422, "text/plain", "no");
        },
        1 << 30, true);
    add("GET", "/stream", [](Request&) {
      auto response = Response::empty(200);
      response.stream = [](ResponseSink& sink) {
        for (int i = 0; i < 100; ++i) {
          if (!sink.write(std::string(10'000, 'x'))) return false;
        }
        return true;
      };
      return response;
    });
    add("GET", "/half", [](Request&) {
      auto response = Response::empty(200);
      response.stream = [](ResponseSink& sink) {
        sink.write("half");
        return false;
      };
      return response;
    });
    add("GET", "/events", [this](Request&) {
      auto response = Response::empty(200);
      response.events = events;
      return response;
    });
    add("GET", "/silence", [this](Request&) {
      auto response = Response::empty(200);
      response.events = std::make_shared<Silence>(silence_over);
      return response;
    });
    add("GET", "/split", [](Request&) {
      auto response = Response::empty(200);
      response.headers.set("X-Good", "a\r\nX-Evil: b");
      return response;
    });
    add("GET", "/slow", [this](Request&) {
      started.count_down();
      go_on.wait();
      return Response::text(200, "text/plain", "late");
    });
    Hooks hooks;
    hooks.new_request_id = [] { return std::string("req_test"); };
    hooks.on_error = [](const Request& request, const std::exception&) {
      return to_response({.status = 500, .code = "unexpected_error"}, request.request_id);
    };
    hooks.on_complete = [this](const RequestLog& log) { last_status = log.status; };
    ServerOptions options;
    options.header_timeout = 200ms;
    options.body_pace = body_pace;
    options.heartbeat = heartbeat;
    options.max_header_bytes = std::size_t{16} * 1024;
    options.max_handler_threads = handler_threads;
    options.max_waiting_requests = waiting_requests;
    server = std::make_unique<Server>(options, std::move(router), std::move(hooks));
    port = server->start().value();
  }

  void add(std::string method, std::string pattern, Handler handler, std::uint64_t limit = 1 << 20,
           bool streams = false) {
    router.add({.method = std::move(method),
                .pattern = std::move(pattern),
                .handler = std::move(handler),
                .body_limit = limit,
                .streams_body = streams});
  }

  std::string answer_to(const std::string& request) {
    return RawClient(port).send(request).read_until("\r\n\r\n");
  }

  Router router;
  std::unique_ptr<Server> server;
  std::uint16_t port = 0;
  std::shared_ptr<Events> events = std::make_shared<Events>();
  std::atomic<int> last_status = 0;
  std::latch started{1};
  std::latch go_on{1};
  std::shared_ptr<std::promise<void>> silence_over = std::make_shared<std::promise<void>>();
  std::chrono::milliseconds heartbeat{50};
  decltype(ServerOptions::body_pace) body_pace{
      .silence = 300ms, .grace = 300ms, .window = 200ms, .bytes_per_second = 1000};
  std::size_t handler_threads = 32;
  std::size_t waiting_requests = 1024;
};

class WithOneHandler : public ServerTest {
 protected:
  WithOneHandler() {
    handler_threads = 1;
    waiting_requests = 1;
    heartbeat = std::chrono::hours{1};
  }
};

class WithRareHeartbeats : public ServerTest {
 protected:
  WithRareHeartbeats() { heartbeat = std::chrono::hours{1}; }
};

class WithPatience : public ServerTest {
 protected:
  WithPatience() {
    body_pace.silence = std::chrono::hours{1};
    body_pace.grace = std::chrono::hours{1};
  }
};

TEST_F(ServerTest, AnswersWithRequestIdAndSafeHeaders) {
  RawClient client(port);
  const auto answer = client.send(get("/hello")).read_until("hello");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200"));
  EXPECT_NE(answer.find("Request-Id: req_test"), std::string::npos);
  EXPECT_NE(answer.find("X-Content-Type-Options: nosniff"), std::string::npos);
  EXPECT_NE(answer.find("Cache-Control: no-store"), std::string::npos);
}

TEST_F(ServerTest, KeepsTheConnectionAndAnswersPipelinedRequestsInOrder) {
  RawClient client(port);
  client.send(get("/hello") + get("/nothing") + get("/hello"));
  EXPECT_TRUE(client.read_until("hello").starts_with("HTTP/1.1 200"));
  EXPECT_NE(client.read_until("\"errors\":[]}").find("404"), std::string::npos);
  EXPECT_FALSE(client.read_until("hello").empty());
}

TEST_F(ServerTest, AnswersHeadWithoutABody) {
  const auto answer = RawClient(port)
                          .send("HEAD /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                          .read_all();
  EXPECT_NE(answer.find("Content-Length: 5"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(ServerTest, HidesWhatAHandlerThrew) {
  const auto answer = RawClient(port).send(get("/throw", "Connection: close\r\n")).read_all();
  EXPECT_NE(answer.find("unexpected_error"), std::string::npos);
  EXPECT_EQ(answer.find("secret"), std::string::npos);
}

std::string many_fields(int count) {
  std::string fields;
  for (int i = 0; i < count; ++i) fields += "X: y\r\n";
  return fields;
}

struct Hostile {
  std::string name;
  std::string request;
  std::string status;
};

TEST_F(ServerTest, RefusesHostileRequests) {
  const std::vector<Hostile> requests = {
      {"no host", "GET /hello HTTP/1.1\r\n\r\n", "400"},
      {"two hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
      {"length and chunked",
       "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
       "400"},
      {"two lengths",
       "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
       "400"},
      {"unknown coding",
       "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "501"},
      {"blank before colon", "GET /hello HTTP/1.1\r\nHost : x\r\n\r\n", "400"},
      {"header flood",
       "GET /hello HTTP/1.1\r\nHost: x\r\nA: " + std::string(20'000, 'a') + "\r\n\r\n", "431"},
      {"nonsense", "\x16\x03\x01\r\n\r\n", "400"},
      {"bad percent", get("/%zz"), "400"},
      {"dots", get("/../hello"), "400"},
      {"encoded dots", get("/x/%2e%2e/hello"), "400"},
      {"encoded slash", get("/x%2Fhello"), "400"},
      {"two codings",
       "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
       "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       "400"},
      {"chunked not last",
       "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n", "400"},
      {"chunked twice",
       "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", "400"},
      {"chunked in 1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       "400"},
      {"the same length twice",
       "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
       "400"},
      {"a list of lengths", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3, 3\r\n\r\nabc",
       "400"},
      {"a signed length", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc", "400"},
      {"folded field", "GET /hello HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", "400"},
      {"bare line feed", "GET /hello HTTP/1.1\nHost: x\n\n", "400"},
      {"bare carriage return", "GET /hello HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n", "400"},
      {"control character", "GET /hello HTTP/1.1\r\nHost: x\r\nA: \x01\r\n\r\n", "400"},
      {"odd host", "GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n", "400"},
      {"long target", get("/" + std::string(9000, 'a')), "414"},
      {"expectation", "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n", "417"},
      {"compressed body",
       "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n"
       "abc",
       "415"},
      {"many fields", get("/hello", many_fields(100)), "431"},
      {"old version", "GET /hello HTTP/0.9\r\nHost: x\r\n\r\n", "400"},
      {"broken chunk", "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
       "400"},
      {"wrong method", "PUT /hello HTTP/1.1\r\nHost: x\r\n\r\n", "405"},
      {"too large", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n", "413"},

  };
  for (const auto& hostile : requests) {
    const auto answer = answer_to(hostile.request);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + hostile.status)) << hostile.name << ": " << answer;
  }
}

TEST_F(ServerTest, TakesAsManyFieldsAsTheLimit) {
  EXPECT_TRUE(answer_to(get("/hello", many_fields(99))).starts_with("HTTP/1.1 200"));
}

TEST_F(ServerTest, TakesATargetWithItsHost) {
  EXPECT_TRUE(
      answer_to("GET http://x/hello HTTP/1.1\r\nHost: x\r\n\r\n").starts_with("HTTP/1.1 200"));
}

TEST_F(ServerTest, ClosesAfterAHeadThatItRefused) {
  RawClient client(port);
  const auto answers =
      client.send("GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + get("/hello")).read_all();
  EXPECT_NE(answers.find("Connection: close"), std::string::npos);
  EXPECT_EQ(answers.find("200 OK"), std::string::npos);
}

TEST_F(ServerTest, SendsNoChunksToAnOldClient) {
  const auto answer = RawClient(port).send("GET /stream HTTP/1.0\r\n\r\n").read_all();
  EXPECT_EQ(answer.find("Transfer-Encoding"), std::string::npos);
  EXPECT_EQ(answer.size() - answer.find("\r\n\r\n") - 4, 1'000'000U);
}

TEST_F(ServerTest, LetsNoValueAddAFieldToAnAnswer) {
  const auto answer = answer_to(get("/split"));
  EXPECT_EQ(answer.find("\r\nX-Evil"), std::string::npos);
  EXPECT_NE(answer.find("X-Good: a  X-Evil: b"), std::string::npos);
}

TEST_F(WithRareHeartbeats, NoticesAtOnceThatAWatcherHungUp) {
  {
    RawClient watching(port);
    watching.send(get("/silence")).read_until(": heartbeat\n\n");
  }
  EXPECT_EQ(silence_over->get_future().wait_for(5s), std::future_status::ready);
}

TEST_F(ServerTest, RefusesAChunkedBodyThatGrowsBeyondTheLimit) {
  const auto chunk = "50\r\n" + std::string(80, 'a') + "\r\n";
  const auto answer =
      answer_to("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk +
                chunk + "0\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413")) << answer;
}

TEST_F(ServerTest, RefusesChunksThatAreMostlyExtensions) {
  const auto chunk = "1;" + std::string(2000, 'x') + "\r\na\r\n";
  std::string chunks;
  for (int i = 0; i < 20; ++i) chunks += chunk;
  const auto answer =
      answer_to("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks +
                "0\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 400")) << answer;
}

TEST_F(ServerTest, StreamsABodyToItsHandler) {
  RawClient client(port);
  client.send("POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n");
  for (int i = 0; i < 50; ++i) client.send(std::string(10'000, 'x'));
  EXPECT_NE(client.read_until("500000").find("200 OK"), std::string::npos);
  EXPECT_FALSE(client.send(get("/hello")).read_until("hello").empty());
}

TEST_F(ServerTest, TellsAClientThatItIsTooSlow) {
  for (const auto* slow :
       {"GET /hello HTT", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nabc",
        "POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nabc"}) {
    const auto answer = answer_to(slow);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 408 ")) << slow << ": " << answer;
  }
}

TEST_F(ServerTest, TellsAStreamingHandlerThatItsClientBrokeOff) {
  {
    RawClient leaving(port);
    leaving.send(
        "POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\nExpect: 100-continue\r\n\r\n");
    leaving.read_until("100 Continue\r\n\r\n");
  }
  server->stop(5s);
  EXPECT_EQ(last_status, 400);
}

TEST_F(ServerTest, AsksForTheBodyOnlyWhenItsHandlerReads) {
  RawClient client(port);
  client.send(
      "POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 100"));
  EXPECT_NE(client.send("abc").read_until("\r\n\r\n3").find("200 OK"), std::string::npos);
  const auto refused = answer_to(
      "POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 403"));
}

TEST_F(ServerTest, LetsARefusedUploaderSeeTheAnswer) {
  RawClient client(port);
  client.send("POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" +
              std::string(1000, 'x'));
  EXPECT_TRUE(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 403"));
}

TEST_F(ServerTest, AnswersAnUploadThatIsRefusedHalfWayWithoutWaitingForMoreOfIt) {
  RawClient client(port);
  client.send("POST /half-read HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nabc");
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_TRUE(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 422"));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 200ms);  // a silence is 300 ms
}

TEST_F(WithPatience, AnswersAWholeRequestWhileAllUploadsWaitForTheirClients) {
  std::vector<std::unique_ptr<RawClient>> uploads;
  for (std::size_t i = 0; i < ServerOptions{}.max_uploads; ++i) {
    uploads.push_back(std::make_unique<RawClient>(port));
    uploads.back()->send(
        "POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n");
    uploads.back()->read_until("100 Continue\r\n\r\n");
  }
  EXPECT_FALSE(RawClient(port).send(get("/hello")).read_until("hello").empty());
  const auto refused = answer_to("POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n");
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 429")) << refused;
  EXPECT_NE(refused.find("Retry-After: "), std::string::npos);
}

TEST_F(ServerTest, StreamsAnAnswerInChunks) {
  const auto answer = RawClient(port).send(get("/stream", "Connection: close\r\n")).read_all();
  EXPECT_GT(answer.size(), 1'000'000);
  EXPECT_TRUE(answer.ends_with("0\r\n\r\n"));
}

TEST_F(ServerTest, CutsAStreamThatBrokeSoThatNobodyTakesItForWhole) {
  const auto answer = RawClient(port).send(get("/half")).read_all();
  EXPECT_NE(answer.find("half"), std::string::npos);
  EXPECT_FALSE(answer.ends_with("0\r\n\r\n"));
}

TEST_F(ServerTest, SurvivesAClientThatLeavesInTheMiddleOfAStream) {
  for (int i = 0; i < 20; ++i) RawClient(port).send(get("/stream"));
  EXPECT_FALSE(RawClient(port).send(get("/hello")).read_until("hello").empty());
}

TEST_F(WithOneHandler, RefusesWhatItHasNoThreadForAndCutsNoStream) {
  RawClient streaming(port);
  streaming.send(get("/stream", "Connection: close\r\n")).read_until("\r\n\r\n");
  RawClient watching(port);
  watching.send(get("/events")).read_until(": heartbeat\n\n");
  RawClient slow(port);
  slow.send(get("/slow"));
  started.wait();
  // One of two may wait for the thread.
  auto one = std::async(std::launch::async, [&] { return answer_to(get("/hello")); });
  auto other = std::async(std::launch::async, [&] { return answer_to(get("/hello")); });
  while (one.wait_for(1ms) != std::future_status::ready) {
    if (other.wait_for(1ms) == std::future_status::ready) std::swap(one, other);
  }
  const auto refused = one.get();
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 503")) << refused;
  EXPECT_NE(refused.find("Retry-After: "), std::string::npos);
  EXPECT_TRUE(streaming.read_all().ends_with("0\r\n\r\n"));
  go_on.count_down();
  EXPECT_NE(slow.read_until("late").find("200 OK"), std::string::npos);
  EXPECT_TRUE(other.get().starts_with("HTTP/1.1 200"));
  events->push({.events = {{.id = "1", .event = "progress", .data = "still here"}}});
  EXPECT_NE(watching.read_until("still here").find("id: 1"), std::string::npos);
}

TEST_F(ServerTest, SendsEventsAndHeartbeatsUntilTheSourceIsFinished) {
  RawClient client(port);
  client.send(get("/events"));
  EXPECT_FALSE(client.read_until(": heartbeat\n\n").empty());
  events->push({.events = {{.id = "7", .event = "progress", .data = "a\nb"}}});
  EXPECT_NE(client.read_until("data: b\n\n").find("id: 7\nevent: progress\ndata: a\n"),
            std::string::npos);
  events->push({.events = {}, .finished = true});
  EXPECT_TRUE(client.read_until("0\r\n\r\n").ends_with("0\r\n\r\n"));
}

TEST_F(ServerTest, LetsARunningRequestFinishWhenItIsStopped) {
  RawClient client(port);
  client.send(get("/slow"));
  started.wait();
  auto stopping = std::async(std::launch::async, [&] { server->stop(5s); });
  go_on.count_down();
  EXPECT_NE(client.read_until("late").find("200 OK"), std::string::npos);
  stopping.get();
}

TEST_F(ServerTest, EndsEventStreamsAndIdleConnectionsWhenItIsStopped) {
  RawClient watching(port);
  watching.send(get("/events")).read_until("heartbeat");
  RawClient idle(port);
  idle.send(get("/hello")).read_until("hello");
  const auto begun = std::chrono::steady_clock::now();
  server->stop(5s);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 3s);
  idle.read_all();
  watching.read_all();
}

TEST_F(ServerTest, SaysWhenItsPortIsTaken) {
  ServerOptions options;
  options.port = port;
  Server second(options, Router(), Hooks());
  const auto refused = second.start();
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().address_in_use);
}

}  // namespace
}  // namespace muster::http
