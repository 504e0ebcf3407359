#pragma once
// Many small requests to a server on this machine: what thousands of devices and their users send,
// over one connection that is kept, without the cost of a client for everything.

#include <cstdint>
#include <string>
#include <string_view>

namespace muster::server {

/// Speaks HTTP/1.1 without TLS, one request at a time. Used by one thread. Throws cli::Unreachable
/// when no whole answer comes.
class LoopbackConnection {
 public:
  /// `server` as `http://127.0.0.1:8080`; throws cli::Failure (usage) for anything else than this
  /// machine by plain HTTP.
  explicit LoopbackConnection(const std::string& server);
  ~LoopbackConnection();
  LoopbackConnection(const LoopbackConnection&) = delete;
  LoopbackConnection& operator=(const LoopbackConnection&) = delete;

  struct Answer {
    int status = 0;
    std::string head;  ///< the status line and the fields, as they came
    std::string body;

    /// The value of the first such field; empty when there is none. `name` in the server's case.
    std::string_view field(std::string_view name) const;
  };
  /// `fields` are whole lines: `Content-Type: application/json\r\n`.
  Answer post(std::string_view path, std::string_view fields, std::string_view body);

 private:
  void connect();
  void send(std::string_view bytes);
  /// Waits for more of the answer; appends to `received_`.
  void receive();
  [[noreturn]] void fail(std::string_view what) const;

  std::string server_;
  std::string host_;
  std::uint16_t port_ = 0;
  int socket_ = -1;
  std::string received_;
};

}  // namespace muster::server
