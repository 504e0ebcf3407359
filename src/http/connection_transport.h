#pragma once
// The socket of a connection, with or without TLS, and how long its coroutine waits for it. Running
// out of time only ends the wait: the socket stays usable, so that the client can still be told.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace muster::http {

/// Completion that hands the error over instead of throwing it.
constexpr auto no_throw = boost::asio::as_tuple(boost::asio::use_awaitable);

/// Everything runs on the socket's own strand. One read and one write may wait at the same time.
class Transport : public std::enable_shared_from_this<Transport> {
 public:
  using Duration = std::chrono::steady_clock::duration;
  static constexpr Duration for_ever = Duration::max();

  /// `tls` is null for a plain connection; else begin_tls() comes first.
  Transport(boost::asio::ip::tcp::socket socket,
            const std::shared_ptr<boost::asio::ssl::context>& tls);

  bool is_tls() const { return tls_.has_value(); }
  /// The handshake; false when it failed, or took longer than `patience`.
  boost::asio::awaitable<bool> begin_tls(Duration patience);

  struct Read {
    boost::system::error_code error;  ///< asio::error::timed_out when `patience` is over
    std::size_t count = 0;
  };
  boost::asio::awaitable<Read> read_some(boost::asio::mutable_buffer buffer, Duration patience);
  /// Writes all of them, one behind the other; false when that failed, or took longer than
  /// `patience`.
  boost::asio::awaitable<bool> write(Duration patience, std::string_view first,
                                     std::string_view second = {}, std::string_view third = {});
  /// Says that nothing more will be sent, where that leaves reading possible.
  void end_writing();
  /// Says goodbye as TLS wants it, so that the client knows that nothing was cut off.
  boost::asio::awaitable<void> end_tls(Duration patience);
  void close();
  /// Ends the waits that are under way with asio::error::operation_aborted.
  void cancel();

  boost::asio::any_io_executor executor() { return socket_.get_executor(); }
  std::string remote_address() const;

 private:
  /// The end of one kind of wait.
  struct Deadline {
    boost::asio::steady_timer timer;
    std::uint64_t number = 0;  ///< of the wait at hand; an older one's end is no business of it
    bool passed = false;
  };
  void begin(Deadline& deadline, Duration patience);
  static void end(Deadline& deadline);

  boost::asio::ip::tcp::socket socket_;
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> tls_;
  Deadline read_deadline_;
  Deadline write_deadline_;
};

}  // namespace muster::http
