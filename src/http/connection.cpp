// Everything of a connection runs on its strand, but for handlers. A handler that is still running
// when its client has gone is waited for: its request lives in this coroutine's frame.

#include "http/connection.h"

#include <fmt/format.h>

#include <boost/asio.hpp>
#include <boost/beast.hpp>

#include "http/connection_exchange.h"
#include "http/field_check.h"
#include "http/forwarding.h"
#include "http/head_check.h"
#include "http/problem.h"
#include "http/refusals.h"
#include "http/target.h"

namespace muster::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::awaitable;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t wake_slots = 8;
constexpr std::size_t head_piece = 4096;  ///< bytes that are read at once of a head

std::string_view text_of(const beast::flat_buffer& buffer) {
  return {static_cast<const char*>(buffer.data().data()), buffer.size()};
}

}  // namespace

Connection::Connection(std::shared_ptr<Transport> transport, ConnectionContext& context)
    : transport_(std::move(transport)),
      context_(context),
      remote_address_(transport_->remote_address()) {}

awaitable<void> Connection::serve() {
  const auto keep = shared_from_this();
  bool go_on = true;
  if (transport_->is_tls()) {
    go_on = co_await transport_->begin_tls(context_.options.header_timeout);
    if (!go_on) co_return;
  }
  while (go_on && !context_.stopping) go_on = co_await serve_request();
  constexpr std::chrono::seconds farewell{1};
  if (transport_->is_tls()) co_await transport_->end_tls(farewell);
  transport_->close();
}

void Connection::wind_down() {
  asio::post(executor(), [self = shared_from_this()] {
    self->winding_down_ = true;
    if (self->waiting_for_request_) self->transport_->cancel();
    if (self->events_wake_) self->events_wake_->try_send(error_code{});
  });
}

void Connection::cut() {
  asio::post(executor(), [self = shared_from_this()] { self->transport_->close(); });
}

void Connection::refuse(Exchange& exchange, const Problem& why) {
  exchange.response = to_response(why, exchange.request.request_id);
  exchange.refused = true;
}

awaitable<bool> Connection::serve_request() {
  Exchange exchange(context_.options.body_pace);
  exchange.wake = std::make_shared<Wake>(executor(), wake_slots);
  exchange.request.remote_address = exchange.request.client_address = remote_address_;
  exchange.request.secure = transport_->is_tls();

  if (!co_await read_head(exchange)) co_return false;
  if (!exchange.refused && find_handler(exchange) && is_within_rate(exchange)) {
    co_await handle(exchange);
  }
  if (!exchange.body_read) exchange.keep_alive = false;
  bool written = exchange.body_fault != Exchange::BodyFault::disconnected;
  if (written) written = co_await write_response(exchange);
  complete(exchange);
  if (written && !exchange.body_read) co_await linger();
  co_return written&& exchange.keep_alive&& exchange.body_read;
}

/// false: there is nobody to answer. A head that is refused leaves its answer in the exchange.
awaitable<bool> Connection::read_head(Exchange& exchange) {
  const auto& options = context_.options;
  if (buffer_.size() == 0) {
    // Between requests a client may be idle for long; once it has begun one, it must go on.
    waiting_for_request_ = true;
    const auto first =
        co_await transport_->read_some(buffer_.prepare(head_piece), options.idle_timeout);
    waiting_for_request_ = false;
    if (first.error || context_.stopping) co_return false;
    buffer_.commit(first.count);
  }
  exchange.begun = Clock::now();
  exchange.request.request_id = context_.hooks.new_request_id();
  HeadCheck check({.bytes = options.max_header_bytes,
                   .fields = options.max_header_fields,
                   .request_line = options.max_target_bytes});
  const auto give_up_at = exchange.begun + options.header_timeout;
  for (;;) {
    const auto length = check.look(text_of(buffer_));
    if (!length) {
      refuse(exchange, invalid_request(length.error().status, length.error().detail));
      co_return true;
    }
    if (*length) {
      if (take_head(exchange, **length)) exchange.body_read = exchange.parser.is_done();
      co_return true;
    }
    const auto more =
        co_await transport_->read_some(buffer_.prepare(head_piece), give_up_at - Clock::now());
    buffer_.commit(more.count);
    if (more.error == asio::error::timed_out) {
      refuse(exchange, invalid_request(408, "The head of the request was not sent in time."));
      co_return true;
    }
    if (more.error) co_return false;
  }
}

/// The head is the first `length` bytes that were read. false: it is refused.
bool Connection::take_head(Exchange& exchange, std::size_t length) {
  auto& parser = exchange.parser;
  parser.header_limit(static_cast<std::uint32_t>(context_.options.max_header_bytes));
  parser.body_limit(boost::none);
  error_code error;
  parser.put(asio::buffer(buffer_.data(), length), error);
  buffer_.consume(length);
  if (error || !parser.is_header_done()) {
    const auto why = error ? error.message() : std::string("the head is incomplete");
    refuse(exchange, invalid_request(400, fmt::format("The request is not valid HTTP: {}.", why)));
    return false;
  }
  const auto& head = parser.get();
  auto& request = exchange.request;
  request.method = std::string(head.method_string());
  request.target = std::string(head.target());
  for (const auto& field : head) {
    request.headers.add(std::string(field.name_string()), std::string(field.value()));
  }
  exchange.version = head.version();
  if (const auto fault = check_fields(request.headers, exchange.version)) {
    refuse(exchange, invalid_request(fault->status, fault->detail));
    return false;
  }
  auto client = client_of(remote_address_, transport_->is_tls(), request.headers,
                          context_.options.trusted_proxies);
  request.client_address = std::move(client.address);
  request.secure = client.secure;
  exchange.keep_alive = head.keep_alive();
  exchange.expects_continue = exchange.version == 11 && request.headers.get("Expect").has_value();
  return true;
}

/// false: the exchange has its answer already.
bool Connection::find_handler(Exchange& exchange) {
  auto& request = exchange.request;
  auto target = parse_target(request.target);
  if (!target) {
    refuse(exchange, invalid_request(400, "The target of the request is not a valid path."));
    return false;
  }
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  auto match = context_.router.match(request.method, target->segments);
  if (!match) {
    const auto allowed = allow(match.error().allowed);
    if (allowed.empty()) {
      refuse(exchange, not_found());
    } else if (request.method == "OPTIONS") {
      exchange.response = Response::empty(204);
      exchange.response.headers.set("Allow", allowed);
    } else {
      refuse(exchange, method_not_allowed(request.method, allowed));
    }
    return false;
  }
  exchange.route = match->route;
  request.path_parameters = std::move(match->path_parameters);
  exchange.body_limit = exchange.route->body_limit;
  const auto declared = exchange.parser.content_length();
  if (declared && *declared > exchange.body_limit) {
    refuse(exchange, body_too_large(exchange.body_limit));
    return false;
  }
  return true;
}

/// false: the exchange has its answer already.
bool Connection::is_within_rate(Exchange& exchange) {
  if (!exchange.route->rate_limited) return true;
  exchange.rate = context_.rate_limits.take(exchange.request, Clock::now());
  if (!exchange.rate || exchange.rate->allowed) return true;
  refuse(exchange, too_many_requests(exchange.rate->retry_after));
  return false;
}

awaitable<void> Connection::handle(Exchange& exchange) {
  std::shared_ptr<BodyPipe> pipe;
  if (exchange.route->streams_body) {
    exchange.turn = context_.upload_turns.take();
    if (!exchange.turn) {
      refuse(exchange, too_many_uploads());
      co_return;
    }
    const auto declared = exchange.parser.content_length();
    pipe = std::make_shared<BodyPipe>(
        exchange.wake, declared ? std::optional<std::uint64_t>(*declared) : std::nullopt);
    exchange.request.stream = pipe;
    exchange.request.turns = &context_.owner_turns;
  } else {
    co_await read_body(exchange);
    if (!exchange.body_read) co_return;
  }
  if (exchange.route->quick && !pipe) {
    begin_quick(exchange);
    while (!exchange.handled) co_await exchange.wake->async_receive(no_throw);
    if (!exchange.declined) co_return;
    exchange.handled = false;
  }
  if (!begin_handler(exchange)) {
    refuse(exchange, too_busy());
    co_return;
  }
  if (pipe) co_await feed_handler(exchange, pipe);
  while (!exchange.handled) co_await exchange.wake->async_receive(no_throw);
  // The handler can only tell that its body broke off; here it is known why.
  if (exchange.body_fault == Exchange::BodyFault::too_slow) {
    refuse(exchange, invalid_request(408, "The body of the request was sent too slowly."));
  }
}

void Connection::begin_quick(Exchange& exchange) {
  ++*context_.quick_pending;
  exchange.route->quick(
      exchange.request, [self = shared_from_this(), pending = context_.quick_pending,
                         &exchange](std::optional<Response> answer) {
        asio::dispatch(self->executor(), [self, &exchange, answer = std::move(answer)]() mutable {
          exchange.declined = !answer.has_value();
          if (answer) exchange.response = std::move(*answer);
          exchange.handled = true;
          exchange.wake->try_send(error_code{});
        });
        if (--*pending == 0) pending->notify_all();
      });
}

bool Connection::begin_handler(Exchange& exchange) {
  auto& pool = exchange.route->streams_body ? context_.uploads : context_.handlers;
  return pool.run([self = shared_from_this(), &exchange] {
    try {
      exchange.response = exchange.route->handler(exchange.request);
    } catch (const std::exception& error) {
      exchange.response = self->context_.hooks.on_error(exchange.request, error);
    }
    exchange.turn.reset();
    asio::post(self->executor(), [self, &exchange] {
      exchange.handled = true;
      // An answer does not wait for more of a body that nobody reads.
      if (self->waiting_for_body_) self->transport_->cancel();
      exchange.wake->try_send(error_code{});
    });
  });
}

awaitable<void> Connection::feed_handler(Exchange& exchange, std::shared_ptr<BodyPipe> pipe) {
  using enum Exchange::BodyFault;
  while (!exchange.handled) {
    if (!pipe->wants_more()) {
      co_await exchange.wake->async_receive(no_throw);
    } else if (exchange.body_read) {
      pipe->end();
    } else {
      auto piece = co_await read_piece(exchange);
      if (exchange.handled) co_return;
      if (exchange.body_fault == none) {
        pipe->push(std::move(piece));
      } else {
        pipe->fail(exchange.body_fault == too_large ? BodyError::too_large
                                                    : BodyError::disconnected);
      }
    }
  }
}

awaitable<void> Connection::continue_if_expected(Exchange& exchange) {
  if (!std::exchange(exchange.expects_continue, false)) co_return;
  constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  co_await transport_->write(context_.options.write_timeout, go_on);
}

/// Reads into the buffer. false: there is no more; body_fault says why, or the handler is done.
awaitable<bool> Connection::read_more(Exchange& exchange) {
  using enum Exchange::BodyFault;
  for (;;) {
    const auto begun = Clock::now();
    waiting_for_body_ = true;
    const auto read =
        co_await transport_->read_some(buffer_.prepare(piece_size), exchange.pace.patience());
    waiting_for_body_ = false;
    buffer_.commit(read.count);
    if (exchange.handled) co_return false;
    if (read.error && read.error != asio::error::timed_out) {
      exchange.body_fault = disconnected;
    } else if (!exchange.pace.waited(Clock::now() - begun, read.count)) {
      exchange.body_fault = too_slow;
    } else if (read.count > 0) {
      co_return true;
    }
    if (exchange.body_fault != none) co_return false;
  }
}

/// The next bytes of the body; sets body_read at its end and body_fault when it breaks.
awaitable<std::string> Connection::read_piece(Exchange& exchange) {
  using enum Exchange::BodyFault;
  constexpr std::size_t longest_line =
      std::size_t{16} * 1024;  // of a chunk's size, or all trailer fields
  co_await continue_if_expected(exchange);
  auto& parser = exchange.parser;
  parser.eager(true);
  std::string piece;
  while (piece.empty() && !parser.is_done()) {
    if (buffer_.size() > 0) {
      piece.resize(buffer_.size());
      auto& body = parser.get().body();
      body.data = piece.data();
      body.size = piece.size();
      error_code error;
      const auto used = parser.put(buffer_.data(), error);
      buffer_.consume(used);
      piece.resize(piece.size() - body.size);
      exchange.framing += used - std::min(used, piece.size());
      if (error == beast::http::error::need_more || error == beast::http::error::need_buffer) {
        error = {};
      }
      // Sixteen bytes around each byte are more than any client needs; the rest are extensions,
      // which nobody reads and which could go on for ever.
      const auto most_framing = longest_line + 16 * (exchange.bytes_in + piece.size());
      if (error || exchange.framing > most_framing ||
          (used == 0 && buffer_.size() > longest_line)) {
        exchange.body_fault = malformed;
        co_return piece;
      }
      if (!piece.empty() || parser.is_done()) break;
    }
    if (!co_await read_more(exchange)) co_return piece;
  }
  exchange.bytes_in += piece.size();
  exchange.body_read = parser.is_done();
  if (exchange.bytes_in > exchange.body_limit) exchange.body_fault = too_large;
  co_return piece;
}

awaitable<void> Connection::read_body(Exchange& exchange) {
  using enum Exchange::BodyFault;
  while (!exchange.body_read && exchange.body_fault == none) {
    exchange.request.body += co_await read_piece(exchange);
  }
  if (exchange.body_fault == none) co_return;
  exchange.body_read = false;
  if (exchange.body_fault == too_large) {
    refuse(exchange, body_too_large(exchange.body_limit));
  } else if (exchange.body_fault == too_slow) {
    refuse(exchange, invalid_request(408, "The body of the request was sent too slowly."));
  } else {
    refuse(exchange, invalid_request(400, "The body of the request is not valid HTTP."));
  }
}

}  // namespace muster::http
