#pragma once
// One client: a coroutine that reads requests, has them handled, and writes the answers.

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <memory>
#include <optional>
#include <string>

#include "http/exchange.h"
#include "http/handler_pool.h"
#include "http/problem.h"
#include "http/server.h"

namespace muster::http {

/// What connections share. Outlives them all.
struct ConnectionContext {
  const ServerOptions& options;
  const Router& router;
  const Hooks& hooks;
  HandlerPool& pool;
  std::atomic<bool> stopping{false};
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::beast::tcp_stream stream, ConnectionContext& context);

  boost::asio::awaitable<void> serve();
  boost::asio::any_io_executor executor() { return stream_.get_executor(); }
  /// Ends it now when it waits for a request, and after the running one otherwise. Any thread.
  void wind_down();
  /// Any thread.
  void cut();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;

  /// What a request needs beside itself until it is answered.
  struct Exchange;

  boost::asio::awaitable<bool> serve_request();
  boost::asio::awaitable<bool> read_header(Parser& parser);
  boost::asio::awaitable<void> handle(Exchange& exchange);
  boost::asio::awaitable<void> read_body(Exchange& exchange);
  boost::asio::awaitable<std::string> read_piece(Exchange& exchange);
  boost::asio::awaitable<void> continue_if_expected(Exchange& exchange);
  boost::asio::awaitable<void> run_streaming(Exchange& exchange, std::shared_ptr<BodyPipe> pipe);
  boost::asio::awaitable<bool> write_response(Exchange& exchange);
  boost::asio::awaitable<bool> write_stream(Exchange& exchange);
  boost::asio::awaitable<bool> write_events(Exchange& exchange);
  boost::asio::awaitable<bool> write_chunk(std::string_view bytes);
  boost::asio::awaitable<void> linger();
  /// nullopt: there is nobody to answer.
  std::optional<Problem> answer_to_broken_header(boost::system::error_code error) const;
  bool find_handler(Exchange& exchange);
  void run_handler(Exchange& exchange);
  void complete(Exchange& exchange);

  boost::beast::tcp_stream stream_;
  ConnectionContext& context_;
  boost::beast::flat_buffer buffer_;
  std::string remote_address_;
  boost::system::error_code header_error_;  ///< why the last header could not be read
  bool waiting_for_request_ = false;
  WakePointer events_wake_;  ///< of the event stream that runs, so that it can be ended
};

}  // namespace muster::http
