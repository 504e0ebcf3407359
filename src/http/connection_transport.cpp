#include "http/connection_transport.h"

#include <array>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <tuple>

namespace muster::http {

namespace asio = boost::asio;
using boost::system::error_code;

Transport::Transport(asio::ip::tcp::socket socket, const std::shared_ptr<asio::ssl::context>& tls)
    : socket_(std::move(socket)),
      read_deadline_{.timer = asio::steady_timer(socket_.get_executor())},
      write_deadline_{.timer = asio::steady_timer(socket_.get_executor())} {
  if (tls) tls_.emplace(socket_, *tls);
  error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

std::string Transport::remote_address() const {
  error_code ignored;
  return socket_.remote_endpoint(ignored).address().to_string();
}

asio::awaitable<Transport::Read> Transport::read_some(asio::mutable_buffer buffer,
                                                      Duration patience) {
  begin(read_deadline_, patience);
  error_code error;
  std::size_t count = 0;
  if (tls_) {
    std::tie(error, count) = co_await tls_->async_read_some(buffer, no_throw);
  } else {
    std::tie(error, count) = co_await socket_.async_read_some(buffer, no_throw);
  }
  end(read_deadline_);
  if (error && read_deadline_.passed) error = asio::error::timed_out;
  co_return Read{error, count};
}

asio::awaitable<bool> Transport::write(Duration patience, std::string_view first,
                                       std::string_view second, std::string_view third) {
  const std::array buffers = {asio::buffer(first), asio::buffer(second), asio::buffer(third)};
  begin(write_deadline_, patience);
  error_code error;
  std::size_t count = 0;
  if (tls_) {
    std::tie(error, count) = co_await asio::async_write(*tls_, buffers, no_throw);
  } else {
    std::tie(error, count) = co_await asio::async_write(socket_, buffers, no_throw);
  }
  end(write_deadline_);
  co_return !error;
}

asio::awaitable<bool> Transport::begin_tls(Duration patience) {
  begin(read_deadline_, patience);
  auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::server, no_throw);
  end(read_deadline_);
  co_return !error;
}

asio::awaitable<void> Transport::end_tls(Duration patience) {
  begin(write_deadline_, patience);
  co_await tls_->async_shutdown(no_throw);
  end(write_deadline_);
}

void Transport::end_writing() {
  if (tls_) return;  // the client would take it for an attack
  error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

void Transport::close() {
  error_code ignored;
  socket_.close(ignored);
}

void Transport::cancel() {
  error_code ignored;
  socket_.cancel(ignored);
}

void Transport::begin(Deadline& deadline, Duration patience) {
  ++deadline.number;
  deadline.passed = false;
  if (patience == for_ever) return;
  deadline.timer.expires_after(patience);
  deadline.timer.async_wait(
      [weak = weak_from_this(), &deadline, number = deadline.number](error_code error) {
        const auto self = weak.lock();
        if (error || !self || deadline.number != number) return;
        deadline.passed = true;
        self->cancel();
      });
}

void Transport::end(Deadline& deadline) {
  ++deadline.number;
  deadline.timer.cancel();
}

}  // namespace muster::http
