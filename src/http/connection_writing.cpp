// The half of a connection that answers: whole texts, streams and events.

#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/beast.hpp>

#include "http/connection_exchange.h"

namespace muster::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::awaitable;
using boost::system::error_code;

namespace {

/// Version, trace ID, parent ID, flags (W3C Trace Context, 3.2).
bool is_traceparent(std::string_view text) {
  if (text.size() != 55 || text[2] != '-' || text[35] != '-' || text[52] != '-') return false;
  return text.find_first_not_of("0123456789abcdef-") == std::string_view::npos;
}

}  // namespace

awaitable<bool> Connection::write_response(Exchange& exchange) {
  auto& response = exchange.response;
  auto& headers = response.headers;
  headers.set("Request-Id", exchange.request.request_id);
  headers.set("X-Content-Type-Options", "nosniff");
  if (!headers.get("Cache-Control")) headers.set("Cache-Control", "no-store");
  if (context_.stopping) exchange.keep_alive = false;

  if (response.events && exchange.request.method != "HEAD")
    co_return co_await write_events(exchange);
  if (response.stream && exchange.request.method != "HEAD")
    co_return co_await write_stream(exchange);

  beast::http::response<beast::http::string_body> message(
      static_cast<beast::http::status>(response.status), 11);
  for (const auto& [name, value] : headers.all()) message.insert(name, value);
  message.keep_alive(exchange.keep_alive);
  if (exchange.request.method == "HEAD") {
    if (!response.stream && !response.events) message.content_length(response.body.size());
  } else if (response.status != 204 && response.status != 304) {
    exchange.bytes_out = response.body.size();
    message.content_length(response.body.size());
    message.body() = std::move(response.body);
  }
  stream_.expires_after(context_.options.write_timeout);
  auto [error, count] = co_await beast::http::async_write(stream_, message, no_throw);
  co_return !error;
}

awaitable<bool> Connection::write_chunk(std::string_view bytes) {
  stream_.expires_after(context_.options.write_timeout);
  auto [error, count] = co_await asio::async_write(
      stream_, beast::http::make_chunk(asio::buffer(bytes.data(), bytes.size())), no_throw);
  co_return !error;
}

namespace {

awaitable<bool> write_chunked_header(beast::tcp_stream& stream, const Response& response,
                                     bool keep_alive) {
  beast::http::response<beast::http::empty_body> message(
      static_cast<beast::http::status>(response.status), 11);
  for (const auto& [name, value] : response.headers.all()) message.insert(name, value);
  message.chunked(true);
  message.keep_alive(keep_alive);
  beast::http::response_serializer<beast::http::empty_body> serializer(message);
  auto [error, count] = co_await beast::http::async_write_header(stream, serializer, no_throw);
  co_return !error;
}

awaitable<bool> write_last_chunk(beast::tcp_stream& stream) {
  auto [error, count] =
      co_await asio::async_write(stream, beast::http::make_chunk_last(), no_throw);
  co_return !error;
}

}  // namespace

awaitable<bool> Connection::write_stream(Exchange& exchange) {
  stream_.expires_after(context_.options.write_timeout);
  const auto pipe = std::make_shared<ResponsePipe>(exchange.wake);
  const auto produce = [pipe, &exchange, this] {
    bool whole = false;
    try {
      whole = exchange.response.stream(*pipe);
    } catch (const std::exception& error) {
      // The answer has begun; all that is left is to log it and to cut the connection.
      context_.hooks.on_error(exchange.request, error);
    }
    pipe->finish(whole);
  };
  bool written = co_await write_chunked_header(stream_, exchange.response, exchange.keep_alive);
  if (!written || !context_.pool.run(produce)) co_return false;
  for (;;) {
    auto taken = pipe->take();
    if (written && !taken.bytes.empty()) {
      exchange.bytes_out += taken.bytes.size();
      written = co_await write_chunk(taken.bytes);
      if (!written) pipe->client_gone();
    }
    if (taken.finished) {
      if (!written || !taken.whole) co_return false;
      co_return co_await write_last_chunk(stream_);
    }
    if (taken.bytes.empty()) co_await exchange.wake->async_receive(no_throw);
  }
}

awaitable<bool> Connection::write_events(Exchange& exchange) {
  using asio::experimental::awaitable_operators::operator||;
  auto& response = exchange.response;
  response.headers.set("Content-Type", "text/event-stream");
  stream_.expires_after(context_.options.write_timeout);
  if (!co_await write_chunked_header(stream_, response, exchange.keep_alive)) co_return false;

  const auto source = response.events;
  const auto wake = exchange.wake;
  events_wake_ = wake;
  source->on_wake([wake] { wake->try_send(error_code{}); });
  asio::steady_timer heartbeat(stream_.get_executor());
  for (;;) {
    EventSource::Batch batch;
    std::atomic<bool> done = false;
    const auto asked = std::make_shared<Wake>(stream_.get_executor(), 1);
    const bool taken = context_.pool.run([&batch, &done, asked, source, this, &exchange] {
      try {
        batch = source->next();
      } catch (const std::exception& error) {
        context_.hooks.on_error(exchange.request, error);
        batch.finished = true;
      }
      const auto keep = asked;
      done = true;
      keep->try_send(error_code{});
    });
    while (taken && !done) co_await asked->async_receive(no_throw);

    std::string text;
    for (const auto& event : batch.events) {
      if (!event.id.empty()) text += "id: " + event.id + "\n";
      text += "event: " + event.event + "\n";
      std::string_view data = event.data;
      for (std::size_t end = 0; end != std::string_view::npos; data.remove_prefix(end + 1)) {
        end = data.find('\n');
        text += "data: " + std::string(data.substr(0, end)) + "\n";
        if (end == std::string_view::npos) break;
      }
      text += "\n";
    }
    if (text.empty() && !batch.finished) text = ": heartbeat\n\n";
    exchange.bytes_out += text.size();
    if (!text.empty() && !co_await write_chunk(text)) break;
    if (batch.finished || context_.stopping || !wake->is_open()) {
      source->on_wake([] {});
      events_wake_.reset();
      co_return co_await write_last_chunk(stream_) && exchange.keep_alive && wake->is_open();
    }
    heartbeat.expires_after(context_.options.heartbeat);
    co_await (wake->async_receive(no_throw) || heartbeat.async_wait(no_throw));
  }
  source->on_wake([] {});
  events_wake_.reset();
  co_return false;
}

/// Reads what the client is still sending, for a moment: closing on unread bytes would reset the
/// connection, and the client might never see the answer.
awaitable<void> Connection::linger() {
  constexpr std::size_t at_most = 4 * 1024 * 1024;
  error_code ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.expires_after(std::chrono::seconds{2});
  std::string dropped(piece_size, '\0');
  for (std::size_t total = 0; total < at_most;) {
    auto [error, count] = co_await stream_.async_read_some(asio::buffer(dropped), no_throw);
    if (error) break;
    total += count;
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
       .remote_address = request.remote_address,
       .traceparent = is_traceparent(traceparent) ? std::string(traceparent) : std::string()});
}

}  // namespace muster::http
