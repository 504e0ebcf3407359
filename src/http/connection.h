#pragma once
// One client: a coroutine that reads requests, has them handled, and writes the answers.

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/connection_transport.h"
#include "http/exchange.h"
#include "http/handler_pool.h"
#include "http/problem.h"
#include "http/rate_limits.h"
#include "http/server.h"
#include "http/turns.h"

namespace muster::http {

/// What connections share. Outlives them all. The pools are three so that clients which are slow to
/// send or to read keep nobody waiting but their like.
struct ConnectionContext {
  const ServerOptions& options;
  const Router& router;
  const Hooks& hooks;
  HandlerPool& handlers;  ///< of requests that are there as a whole
  HandlerPool& uploads;   ///< of requests whose body is still coming
  HandlerPool& streams;   ///< of answers that are made while they are sent
  Turns& upload_turns;    ///< of the server
  Turns& owner_turns;     ///< of each owner of uploads
  RateLimits& rate_limits;
  std::atomic<bool> stopping{false};
  /// Requests that a quick handler has not answered; shared with whoever does.
  std::shared_ptr<std::atomic<std::size_t>> quick_pending =
      std::make_shared<std::atomic<std::size_t>>(0);
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Transport> transport, ConnectionContext& context);

  boost::asio::awaitable<void> serve();
  boost::asio::any_io_executor executor() { return transport_->executor(); }
  /// Ends it now when it waits for a request, and after the running one otherwise. Any thread.
  void wind_down();
  /// Any thread.
  void cut();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;

  /// What a request needs beside itself until it is answered.
  struct Exchange;
  /// The read that notices when the client of an event stream has gone.
  struct Watch;

  boost::asio::awaitable<bool> serve_request();
  boost::asio::awaitable<bool> read_head(Exchange& exchange);
  bool take_head(Exchange& exchange, std::size_t length);
  bool find_handler(Exchange& exchange);
  boost::asio::awaitable<void> handle(Exchange& exchange);
  boost::asio::awaitable<void> read_body(Exchange& exchange);
  boost::asio::awaitable<std::string> read_piece(Exchange& exchange);
  boost::asio::awaitable<bool> read_more(Exchange& exchange);
  boost::asio::awaitable<void> continue_if_expected(Exchange& exchange);
  boost::asio::awaitable<void> feed_handler(Exchange& exchange, std::shared_ptr<BodyPipe> pipe);
  boost::asio::awaitable<bool> write_response(Exchange& exchange);
  boost::asio::awaitable<bool> write_stream(Exchange& exchange);
  boost::asio::awaitable<bool> write_events(Exchange& exchange);
  boost::asio::awaitable<bool> send_events(Exchange& exchange, Watch& watch);
  boost::asio::awaitable<bool> write_head(Exchange& exchange);
  boost::asio::awaitable<bool> write_piece(Exchange& exchange, std::string_view bytes);
  boost::asio::awaitable<bool> write_end(Exchange& exchange);
  boost::asio::awaitable<void> watch_client(std::shared_ptr<Watch> watch);
  boost::asio::awaitable<void> linger();
  bool is_within_rate(Exchange& exchange);
  void begin_quick(Exchange& exchange);
  bool begin_handler(Exchange& exchange);
  void refuse(Exchange& exchange, const Problem& why);
  void complete(Exchange& exchange);

  std::shared_ptr<Transport> transport_;
  ConnectionContext& context_;
  boost::beast::flat_buffer buffer_;  ///< what was read and not yet used
  std::string remote_address_;
  bool waiting_for_request_ = false;
  bool waiting_for_body_ = false;  ///< for a handler that may be done before it comes
  bool winding_down_ = false;
  WakePointer events_wake_;  ///< of the event stream that runs, so that it can be ended
};

}  // namespace muster::http
