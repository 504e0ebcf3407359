// The half of a connection that answers: whole texts and streams.

#include <fmt/format.h>

#include <boost/asio.hpp>
#include <boost/beast.hpp>

#include "http/connection_exchange.h"
#include "http/refusals.h"
#include "http/response_head.h"
#include "http/traceparent.h"

namespace muster::http {

namespace asio = boost::asio;
using asio::awaitable;
using boost::system::error_code;

namespace {

/// What a browser may do with an answer, where the handler does not say: nothing.
void add_safe_defaults(Headers& headers, bool secure) {
  static constexpr std::pair<std::string_view, std::string_view> defaults[] = {
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
      {"Referrer-Policy", "no-referrer"},
      {"Cache-Control", "no-store"}};
  for (const auto& [name, value] : defaults) {
    if (!headers.get(name)) headers.add(std::string(name), std::string(value));
  }
  if (secure) headers.set("Strict-Transport-Security", "max-age=31536000");
}

}  // namespace

awaitable<bool> Connection::write_response(Exchange& exchange) {
  auto& response = exchange.response;
  auto& headers = response.headers;
  headers.set("Request-Id", exchange.request.request_id);
  add_safe_defaults(headers, exchange.request.secure);
  context_.rate_limits.answered(exchange.request, std::chrono::steady_clock::now());
  if (exchange.rate) add_rate_fields(headers, *exchange.rate);
  if (context_.stopping) exchange.keep_alive = false;

  const bool is_head = exchange.request.method == "HEAD";
  if (response.events && !is_head) co_return co_await write_events(exchange);
  if (response.stream && !is_head) co_return co_await write_stream(exchange);

  const bool has_body = response.status != 204 && response.status != 304;
  Framing framing{.keep_alive = exchange.keep_alive, .http_1_0 = exchange.version == 10};
  if (has_body && !response.stream && !response.events) framing.length = response.body.size();
  const auto head = response_head(response, framing);
  const std::string_view body =
      has_body && !is_head ? std::string_view(response.body) : std::string_view();
  exchange.bytes_out = body.size();
  co_return co_await transport_->write(context_.options.write_timeout, head, body);
}

/// Of a body whose length is not known: in chunks, or, for a client that knows none, up to the end
/// of the connection.
awaitable<bool> Connection::write_head(Exchange& exchange) {
  const bool chunked = exchange.version == 11;
  if (!chunked) exchange.keep_alive = false;
  const Framing framing{
      .chunked = chunked, .keep_alive = exchange.keep_alive, .http_1_0 = !chunked};
  const auto head = response_head(exchange.response, framing);
  co_return co_await transport_->write(context_.options.write_timeout, head);
}

awaitable<bool> Connection::write_piece(Exchange& exchange, std::string_view bytes) {
  if (bytes.empty()) co_return true;  // an empty chunk would be the last
  exchange.bytes_out += bytes.size();
  const bool chunked = exchange.version == 11;
  const auto size = chunked ? fmt::format("{:x}\r\n", bytes.size()) : std::string();
  const std::string_view end = chunked ? "\r\n" : "";
  co_return co_await transport_->write(context_.options.write_timeout, size, bytes, end);
}

awaitable<bool> Connection::write_end(Exchange& exchange) {
  if (exchange.version != 11) co_return true;
  constexpr std::string_view last = "0\r\n\r\n";
  co_return co_await transport_->write(context_.options.write_timeout, last);
}

awaitable<bool> Connection::write_stream(Exchange& exchange) {
  const auto pipe = std::make_shared<ResponsePipe>(exchange.wake);
  const auto produce = [pipe, &exchange, self = shared_from_this()] {
    bool whole = false;
    try {
      whole = exchange.response.stream(*pipe);
    } catch (const std::exception& error) {
      // The answer has begun; all that is left is to log it and to cut the connection.
      self->context_.hooks.on_error(exchange.request, error);
    }
    pipe->finish(whole);
  };
  if (!context_.streams.run(produce)) {
    refuse(exchange, too_busy());
    co_return co_await write_response(exchange);
  }
  bool written = co_await write_head(exchange);
  if (!written) pipe->client_gone();
  for (;;) {
    const auto taken = pipe->take();
    if (written && !taken.bytes.empty()) {
      written = co_await write_piece(exchange, taken.bytes);
      if (!written) pipe->client_gone();
    }
    if (taken.finished) {
      if (!written || !taken.whole) co_return false;
      co_return co_await write_end(exchange);
    }
    if (taken.bytes.empty()) co_await exchange.wake->async_receive(no_throw);
  }
}

/// Reads what the client is still sending, for a moment: closing on unread bytes would reset the
/// connection, and the client might never see the answer.
awaitable<void> Connection::linger() {
  constexpr std::size_t at_most = std::size_t{64} * 1024 * 1024;
  constexpr std::chrono::seconds patience{2};
  transport_->end_writing();
  buffer_.clear();
  const auto end = std::chrono::steady_clock::now() + patience;
  for (std::size_t total = 0; total < at_most;) {
    const auto left = end - std::chrono::steady_clock::now();
    if (context_.stopping || left <= left.zero()) break;
    const auto read = co_await transport_->read_some(buffer_.prepare(piece_size), left);
    if (read.error) break;
    total += read.count;
  }
}

void Connection::complete(Exchange& exchange) {
  if (!context_.hooks.on_complete) return;
  const auto& request = exchange.request;
  const auto traceparent = request.headers.get("traceparent").value_or("");
  context_.hooks.on_complete(
      {.method = request.method,
       .operation = exchange.route != nullptr ? exchange.route->operation : std::string(),
       .pattern = exchange.route != nullptr ? exchange.route->pattern : std::string(),
       .path = request.path,
       .status = exchange.response.status,
       .problem = exchange.response.problem,
       .problem_detail = exchange.response.problem_detail,
       .user = request.user,
       .user_realm = request.user_realm,
       .bytes_in = exchange.bytes_in,
       .bytes_out = exchange.bytes_out,
       .duration = std::chrono::duration_cast<std::chrono::microseconds>(
           std::chrono::steady_clock::now() - exchange.begun),
       .request_id = request.request_id,
       .remote_address = request.client_address,
       .traceparent = is_traceparent(traceparent) ? std::string(traceparent) : std::string()});
}

}  // namespace muster::http
