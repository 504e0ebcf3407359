#pragma once
// A real HTTP/1.1 server of the smallest kind, for tests of the client: one connection after the
// other, one request each, answers from a function. It can also misbehave: answer half, or hang up.

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace muster::cli::test {

struct Received {
  std::string method;
  std::string target;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;                            ///< decoded when it came in chunks
};

struct Reply {
  int status = 200;
  std::string body = {};
  std::string content_type = "application/json";
  std::map<std::string, std::string> headers = {};
  bool hang_up = false;           ///< close without a word
  std::size_t missing_bytes = 0;  ///< Content-Length promises so many more than are sent
};

class TinyServer {
 public:
  using Answer = std::function<Reply(const Received&)>;
  explicit TinyServer(Answer answer);
  ~TinyServer();
  TinyServer(const TinyServer&) = delete;
  TinyServer& operator=(const TinyServer&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::vector<Received> received() const;

 private:
  void serve();
  void handle(int connection);

  Answer answer_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  mutable std::mutex mutex_;
  std::vector<Received> received_;
  std::thread thread_;
};

/// Answers by "METHOD /path" without the query; everything else is a 404 problem.
TinyServer::Answer routes(std::map<std::string, Reply> replies);
Reply problem(int status, const std::string& code, const std::string& title);

}  // namespace muster::cli::test
