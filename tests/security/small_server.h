#pragma once
// A server on 127.0.0.1 that answers each connection with the same bytes, over TLS when it has a
// certificate.

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

struct ssl_ctx_st;

namespace muster::security {

class SmallServer {
 public:
  /// `answer` are the bytes; empty: never answers. With `tls`, makes itself a certificate for
  /// `localhost` whose PEM stands in the file `ca_file()`.
  explicit SmallServer(std::string answer, bool tls = false);
  ~SmallServer();
  SmallServer(const SmallServer&) = delete;
  SmallServer& operator=(const SmallServer&) = delete;

  int port() const { return port_; }
  const std::string& ca_file() const { return ca_file_; }
  /// Of the last request; whole once the answer is there.
  const std::string& request() const { return request_; }
  int connections() const { return connections_; }

 private:
  void serve();
  void talk(int connection);

  std::string answer_;
  std::string ca_file_;
  std::shared_ptr<ssl_ctx_st> tls_;
  int listener_ = -1;
  int wake_[2] = {-1, -1};
  int port_ = 0;
  std::string request_;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
};

}  // namespace muster::security
