#pragma once
// An HTTP/1.1 server that knows nothing of what it serves. Sockets live on a few I/O threads, as
// coroutines; handlers run on a pool of their own, since they may block.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http/body_pace.h"
#include "http/forwarding.h"
#include "http/message.h"
#include "http/rate_limits.h"
#include "http/router.h"

namespace muster::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any that is free
  /// PEM files; both empty: no TLS. They are read again on SIGHUP, for new connections.
  std::string tls_certificate;
  std::string tls_key;
  TrustedProxies trusted_proxies;
  RateLimitOptions rate_limits;  ///< of routes that say so
  std::size_t io_threads = 2;
  std::size_t max_handler_threads = 32;
  std::size_t max_waiting_requests = 1024;  ///< more are answered 503
  std::size_t max_uploads = 32;             ///< at once, of streaming routes; more: 429
  std::size_t max_uploads_per_owner = 8;    ///< at once, as Request::turns counts them
  std::size_t max_streams = 32;             ///< streamed answers at once; as many again wait
  std::size_t max_connections = 10'000;     ///< more are closed at once
  std::size_t max_header_bytes = 32UL * 1024;
  std::size_t max_header_fields = 100;
  std::size_t max_target_bytes = 8UL * 1024;         ///< of the request line
  std::chrono::milliseconds header_timeout{10'000};  ///< from the first byte of a request
  std::chrono::milliseconds idle_timeout{60'000};    ///< between two requests
  PaceLimits body_pace;                              ///< slower bodies are answered 408
  std::chrono::milliseconds write_timeout{60'000};   ///< without the client reading anything
  std::chrono::milliseconds heartbeat{15'000};       ///< of event streams
};

/// What is known of a request when it has been answered.
struct RequestLog {
  std::string method;
  std::string operation;  ///< of the route; empty where none matched
  std::string pattern;
  std::string path;  ///< as it was asked for, without the query
  int status = 0;
  std::string problem;  ///< Response::problem
  std::string problem_detail;
  std::string user;  ///< Request::user
  std::string user_realm;
  std::uint64_t bytes_in = 0;   ///< of the body
  std::uint64_t bytes_out = 0;  ///< of the body
  std::chrono::microseconds duration{0};
  std::string request_id;
  std::string remote_address;
  std::string traceparent;  ///< W3C Trace Context, as the client sent it; empty for none
};

/// Called from any thread.
struct Hooks {
  std::function<std::string()> new_request_id;
  /// Answers what a handler threw.
  std::function<Response(const Request&, const std::exception&)> on_error;
  std::function<void(const RequestLog&)> on_complete;
  /// The certificate was read again; `error` says why it is no good and the old one stays, or is
  /// empty. May be null.
  std::function<void(const std::string& error)> on_certificate;
};

struct ListenError {
  bool address_in_use = false;
  std::string message;  ///< what, where, and what to do
};

class Server {
 public:
  Server(ServerOptions options, Router router, Hooks hooks);
  ~Server();  ///< stop(), when that was not called
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens and returns the port.
  std::expected<std::uint16_t, ListenError> start();
  /// Takes no more connections, ends event streams, lets running requests finish until `patience`
  /// is over, then cuts them.
  void stop(std::chrono::milliseconds patience);

  RateLimits& rate_limits();  ///< as this server has spent them

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace muster::http
