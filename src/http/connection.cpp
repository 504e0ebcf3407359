// Everything of a connection runs on its strand, but for handlers. A handler that is still running
// when its client has gone is waited for: its request lives in this coroutine's frame.

#include "http/connection.h"

#include <fmt/format.h>

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <charconv>

#include "http/connection_exchange.h"
#include "http/problem.h"
#include "http/target.h"

namespace muster::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::awaitable;
using boost::system::error_code;

namespace {

constexpr std::size_t wake_slots = 8;

Problem problem(int status, std::string code, std::string title, std::string detail,
                std::string advice) {
  return {.status = status,
          .code = std::move(code),
          .title = std::move(title),
          .detail = std::move(detail),
          .advice = std::move(advice),
          .errors = {},
          .headers = {}};
}

Problem too_busy() {
  auto busy = problem(503, "unavailable", "Service unavailable",
                      "The server has more requests than it can take.", "Try again in a second.");
  busy.headers.set("Retry-After", "1");
  return busy;
}

}  // namespace

Connection::Connection(beast::tcp_stream stream, ConnectionContext& context)
    : stream_(std::move(stream)), context_(context) {
  error_code ignored;
  remote_address_ = stream_.socket().remote_endpoint(ignored).address().to_string(ignored);
  stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
}

awaitable<void> Connection::serve() {
  const auto keep = shared_from_this();
  while (!context_.stopping && co_await serve_request()) {
  }
  error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
}

void Connection::wind_down() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    if (self->waiting_for_request_) self->stream_.cancel();
    if (self->events_wake_) self->events_wake_->close();
  });
}

void Connection::cut() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    error_code ignored;
    self->stream_.socket().close(ignored);
  });
}

awaitable<bool> Connection::serve_request() {
  Exchange exchange;
  exchange.wake = std::make_shared<Wake>(stream_.get_executor(), wake_slots);
  auto& request = exchange.request;
  request.remote_address = remote_address_;

  const bool readable = co_await read_header(exchange.parser);
  exchange.begun = std::chrono::steady_clock::now();
  request.request_id = context_.hooks.new_request_id();
  if (!readable) {
    const auto answer = answer_to_broken_header(header_error_);
    if (!answer) co_return false;
    exchange.response = to_response(*answer, request.request_id);
    exchange.keep_alive = false;
    co_await write_response(exchange);
    complete(exchange);
    co_await linger();
    co_return false;
  }
  const auto& head = exchange.parser.get();
  request.method = std::string(head.method_string());
  request.target = std::string(head.target());
  for (const auto& field : head) {
    request.headers.add(std::string(field.name_string()), std::string(field.value()));
  }
  exchange.keep_alive = head.keep_alive();
  exchange.expects_continue = beast::iequals(head[beast::http::field::expect], "100-continue");
  exchange.body_read = exchange.parser.is_done();

  if (find_handler(exchange)) co_await handle(exchange);
  if (!exchange.body_read) exchange.keep_alive = false;
  const bool written = co_await write_response(exchange);
  complete(exchange);
  if (written && !exchange.body_read && !exchange.body_failed) co_await linger();
  co_return written&& exchange.keep_alive&& exchange.body_read;
}

awaitable<bool> Connection::read_header(Parser& parser) {
  parser.header_limit(static_cast<std::uint32_t>(context_.options.max_header_bytes));
  parser.body_limit(boost::none);
  // Between requests a client may be idle for long; once it has begun one, it must go on.
  if (buffer_.size() == 0) {
    stream_.expires_after(context_.options.idle_timeout);
    waiting_for_request_ = true;
    auto [error, count] = co_await stream_.async_read_some(buffer_.prepare(4096), no_throw);
    waiting_for_request_ = false;
    if (error || context_.stopping) {
      header_error_ = error ? error : error_code(asio::error::operation_aborted);
      co_return false;
    }
    buffer_.commit(count);
  }
  stream_.expires_after(context_.options.header_timeout);
  auto [error, ignored] =
      co_await beast::http::async_read_header(stream_, buffer_, parser, no_throw);
  header_error_ = error;
  co_return !error;
}

std::optional<Problem> Connection::answer_to_broken_header(error_code why) const {
  using beast::http::error;
  if (why == beast::error::timeout && buffer_.size() > 0) {
    return problem(408, "invalid_request", "Request timeout", "The request was not sent in time.",
                   "Send the request again.");
  }
  if (why == error::header_limit || why == error::buffer_overflow) {
    return problem(431, "invalid_request", "Header fields too large",
                   fmt::format("The header fields have more than {} bytes.",
                               context_.options.max_header_bytes),
                   "Send fewer or shorter header fields.");
  }
  if (why.category() == make_error_code(error::bad_method).category() &&
      why != error::end_of_stream && why != error::partial_message) {
    return problem(400, "invalid_request", "Malformed request",
                   fmt::format("The request is not valid HTTP: {}.", why.message()),
                   "Check the program that sent it.");
  }
  return std::nullopt;
}

bool Connection::find_handler(Exchange& exchange) {
  auto& request = exchange.request;
  const auto refuse = [&](const Problem& why) {
    exchange.response = to_response(why, request.request_id);
    return false;
  };
  const auto& head = exchange.parser.get();
  if (head.version() != 10 && head.version() != 11) {
    exchange.keep_alive = false;
    return refuse(problem(505, "invalid_request", "HTTP version not supported",
                          "This server speaks HTTP/1.1.", "Use HTTP/1.1."));
  }
  const auto hosts = head.count(beast::http::field::host);
  if (hosts > 1 || (hosts == 0 && head.version() == 11)) {
    exchange.keep_alive = false;
    return refuse(problem(400, "invalid_request", "Malformed request",
                          "A request needs exactly one Host header field.",
                          "Check the program that sent it."));
  }
  const auto coding = head[beast::http::field::transfer_encoding];
  if (!coding.empty() && !beast::iequals(coding, "chunked")) {
    exchange.keep_alive = false;
    return refuse(
        problem(501, "invalid_request", "Transfer coding not supported",
                fmt::format("The transfer coding `{}` is not supported.", std::string_view(coding)),
                "Send the body with Content-Length or chunked."));
  }
  auto target = parse_target(request.target);
  if (!target) {
    return refuse(problem(400, "invalid_request", "Malformed request",
                          "The target of the request is not a valid path.",
                          "Check the percent signs in the address."));
  }
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  auto match = context_.router.match(request.method, target->segments);
  if (!match && match.error().allowed.empty()) {
    return refuse(problem(404, "not_found", "Not found", "There is nothing at this address.",
                          "Check the address; /api/docs lists what there is."));
  }
  if (!match) {
    std::string allowed;
    for (const auto& method : match.error().allowed) {
      allowed += (allowed.empty() ? "" : ", ") + method;
    }
    if (request.method == "OPTIONS") {
      exchange.response = Response::empty(204);
      exchange.response.headers.set("Allow", allowed);
      return false;
    }
    auto not_allowed =
        problem(405, "method_not_allowed", "Method not allowed",
                fmt::format("{} is not possible here; {} is.", request.method, allowed),
                "Use one of the methods named in the Allow header field.");
    not_allowed.headers.set("Allow", allowed);
    return refuse(not_allowed);
  }
  exchange.route = match->route;
  request.path_parameters = std::move(match->path_parameters);
  exchange.body_limit = exchange.route->body_limit;
  const auto declared = exchange.parser.content_length();
  if (declared && *declared > exchange.body_limit) {
    return refuse(problem(
        413, "payload_too_large", "Payload too large",
        fmt::format("The body may have {} bytes; this one has {}.", exchange.body_limit, *declared),
        "Send a smaller body, or split it."));
  }
  return true;
}

awaitable<void> Connection::handle(Exchange& exchange) {
  std::shared_ptr<BodyPipe> pipe;
  if (exchange.route->streams_body) {
    const auto declared = exchange.parser.content_length();
    pipe = std::make_shared<BodyPipe>(
        exchange.wake, declared ? std::optional<std::uint64_t>(*declared) : std::nullopt);
    exchange.request.stream = pipe;
  } else {
    co_await read_body(exchange);
    if (!exchange.body_read) co_return;
  }
  const bool taken = context_.pool.run([this, &exchange] {
    run_handler(exchange);
    // Hold the channel: once `handled` is seen the exchange may be gone.
    const auto wake = exchange.wake;
    exchange.handled = true;
    wake->try_send(error_code{});
  });
  if (!taken) {
    exchange.response = to_response(too_busy(), exchange.request.request_id);
    co_return;
  }
  if (pipe) {
    co_await run_streaming(exchange, pipe);
  } else {
    while (!exchange.handled) co_await exchange.wake->async_receive(no_throw);
  }
}

void Connection::run_handler(Exchange& exchange) {
  try {
    exchange.response = exchange.route->handler(exchange.request);
  } catch (const std::exception& error) {
    exchange.response = context_.hooks.on_error(exchange.request, error);
  }
}

awaitable<void> Connection::run_streaming(Exchange& exchange, std::shared_ptr<BodyPipe> pipe) {
  while (!exchange.handled) {
    if (!pipe->wants_more()) {
      co_await exchange.wake->async_receive(no_throw);
      continue;
    }
    if (exchange.body_read) {
      pipe->end();
      continue;
    }
    auto piece = co_await read_piece(exchange);
    if (exchange.body_failed) {
      pipe->fail(BodyError::disconnected);
    } else if (exchange.bytes_in > exchange.body_limit) {
      pipe->fail(BodyError::too_large);
    } else {
      pipe->push(std::move(piece));
    }
  }
}

awaitable<void> Connection::continue_if_expected(Exchange& exchange) {
  if (!std::exchange(exchange.expects_continue, false)) co_return;
  constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  stream_.expires_after(context_.options.write_timeout);
  co_await asio::async_write(stream_, asio::buffer(go_on), no_throw);
}

/// The next bytes of the body; sets body_read at its end and body_failed when it breaks.
awaitable<std::string> Connection::read_piece(Exchange& exchange) {
  co_await continue_if_expected(exchange);
  std::string piece(piece_size, '\0');
  auto& body = exchange.parser.get().body();
  body.data = piece.data();
  body.size = piece.size();
  while (!exchange.parser.is_done() && body.size > 0) {
    stream_.expires_after(context_.options.body_timeout);
    auto [error, count] =
        co_await beast::http::async_read_some(stream_, buffer_, exchange.parser, no_throw);
    if (error && error != beast::http::error::need_buffer) {
      exchange.body_failed = true;
      break;
    }
  }
  piece.resize(piece.size() - body.size);
  exchange.bytes_in += piece.size();
  exchange.body_read = exchange.parser.is_done();
  co_return piece;
}

awaitable<void> Connection::read_body(Exchange& exchange) {
  auto& body = exchange.request.body;
  while (!exchange.body_read) {
    body += co_await read_piece(exchange);
    if (exchange.body_failed) {
      exchange.response =
          to_response(problem(408, "invalid_request", "Request timeout",
                              "The body of the request broke off or was not sent in time.",
                              "Send the request again."),
                      exchange.request.request_id);
      co_return;
    }
    if (body.size() > exchange.body_limit) {
      exchange.body_read = false;
      exchange.response =
          to_response(problem(413, "payload_too_large", "Payload too large",
                              fmt::format("The body may have {} bytes.", exchange.body_limit),
                              "Send a smaller body, or split it."),
                      exchange.request.request_id);
      co_return;
    }
  }
}

}  // namespace muster::http
