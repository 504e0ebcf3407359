// Server-sent events. While they are sent, a read waits as well: it ends when the client hangs up.

#include <algorithm>
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/beast.hpp>

#include "http/connection_exchange.h"

namespace muster::http {

namespace asio = boost::asio;
using asio::awaitable;
using boost::system::error_code;

namespace {

/// As they stand in the stream; a line break in the data begins a new `data:` line.
std::string text_of(const std::vector<EventSource::Event>& events) {
  std::string text;
  for (const auto& event : events) {
    if (!event.id.empty()) text += "id: " + event.id + "\n";
    text += "event: " + event.event + "\n";
    std::string_view data = event.data;
    for (;;) {
      const auto end = data.find('\n');
      text += "data: " + std::string(data.substr(0, end)) + "\n";
      if (end == std::string_view::npos) break;
      data.remove_prefix(end + 1);
    }
    text += "\n";
  }
  return text;
}

}  // namespace

awaitable<bool> Connection::write_events(Exchange& exchange) {
  exchange.response.headers.set("Content-Type", "text/event-stream");
  if (!co_await write_head(exchange)) co_return false;
  const auto watch = std::make_shared<Watch>();
  watch->wake = exchange.wake;
  asio::co_spawn(executor(), watch_client(watch), asio::detached);
  events_wake_ = exchange.wake;
  exchange.response.events->on_wake([wake = exchange.wake] { wake->try_send(error_code{}); });
  const bool whole = co_await send_events(exchange, *watch);
  exchange.response.events->on_wake([] {});
  events_wake_.reset();
  if (!watch->ended) transport_->cancel();
  while (!watch->ended) co_await exchange.wake->async_receive(no_throw);
  co_return whole && !watch->gone && !winding_down_;
}

awaitable<bool> Connection::send_events(Exchange& exchange, Watch& watch) {
  using asio::experimental::awaitable_operators::operator||;
  constexpr std::chrono::milliseconds soon{100};  // when no thread was free
  const auto source = exchange.response.events;
  asio::steady_timer timer(executor());
  for (;;) {
    EventSource::Batch batch;
    bool done = false;
    const auto asked = std::make_shared<Wake>(executor(), 1);
    const bool taken =
        context_.handlers.run([&batch, &done, asked, source, &exchange, self = shared_from_this()] {
          try {
            batch = source->next();
          } catch (const std::exception& error) {
            self->context_.hooks.on_error(exchange.request, error);
            batch.finished = true;
          }
          asio::post(self->executor(), [&done, asked] {
            done = true;
            asked->try_send(error_code{});
          });
        });
    while (taken && !done) co_await asked->async_receive(no_throw);

    if (watch.gone) co_return false;
    auto text = text_of(batch.events);
    if (text.empty() && taken && !batch.finished && !batch.again) text = ": heartbeat\n\n";
    if (!text.empty() && !co_await write_piece(exchange, text)) co_return false;
    if (batch.finished || winding_down_ || context_.stopping) {
      co_return co_await write_end(exchange);
    }
    if (taken) {
      timer.expires_after(std::min<std::chrono::milliseconds>(
          batch.again.value_or(context_.options.heartbeat), context_.options.heartbeat));
      co_await (exchange.wake->async_receive(no_throw) || timer.async_wait(no_throw));
    } else {
      timer.expires_after(soon);
      co_await timer.async_wait(no_throw);
    }
    if (watch.gone) co_return false;
  }
}

/// What the client sends meanwhile is its next request, and is kept.
awaitable<void> Connection::watch_client(std::shared_ptr<Watch> watch) {
  constexpr std::size_t at_once = 4096;
  constexpr std::size_t most = 16 * at_once;
  const auto self = shared_from_this();
  while (buffer_.size() < most) {
    const auto read = co_await transport_->read_some(buffer_.prepare(at_once), Transport::for_ever);
    buffer_.commit(read.count);
    if (read.error) {
      watch->gone = read.error != asio::error::operation_aborted;
      break;
    }
  }
  watch->ended = true;
  watch->wake->try_send(error_code{});
}

}  // namespace muster::http
