#pragma once
// How a handler's thread and its connection's coroutine pass bytes to each other: at most a few
// pieces wait at a time, so memory stays bounded and neither side spins.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/experimental/concurrent_channel.hpp>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "http/message.h"

namespace muster::http {

/// Wakes a coroutine from any thread. Signals are counted up to a few; a spurious one is harmless.
using Wake = boost::asio::experimental::concurrent_channel<void(boost::system::error_code)>;
using WakePointer = std::shared_ptr<Wake>;

/// A request body on its way to the handler. The coroutine reads a piece ahead of the handler.
class BodyPipe final : public BodyReader {
 public:
  BodyPipe(WakePointer wake, std::optional<std::uint64_t> declared)
      : wake_(std::move(wake)), declared_(declared) {}

  // The handler's side.
  std::expected<std::size_t, BodyError> read(std::span<std::byte> buffer) override;
  std::optional<std::uint64_t> declared_length() const override { return declared_; }

  // The coroutine's side.
  bool wants_more();
  void push(std::string piece);
  void end();
  void fail(BodyError error);

 private:
  static constexpr std::size_t pieces_ahead = 2;

  WakePointer wake_;
  std::optional<std::uint64_t> declared_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::string> pieces_;
  std::size_t taken_ = 0;  ///< bytes of the first piece that were read
  bool asked_ = false;     ///< the handler reads: the client may be told to go on
  bool ended_ = false;
  std::optional<BodyError> error_;
};

/// A streamed response on its way to the client.
class ResponsePipe final : public ResponseSink {
 public:
  explicit ResponsePipe(WakePointer wake) : wake_(std::move(wake)) {}

  // The handler's side.
  bool write(std::string_view bytes) override;
  void finish(bool whole);

  // The coroutine's side.
  struct Taken {
    std::string bytes;
    bool finished = false;
    bool whole = false;  ///< when finished: the stream did not break half way
  };
  Taken take();
  void client_gone();

 private:
  static constexpr std::size_t piece_size = 64UL * 1024;
  static constexpr std::size_t pieces_ahead = 4;

  WakePointer wake_;
  std::mutex mutex_;
  std::condition_variable taken_;
  std::string waiting_;
  bool finished_ = false;
  bool whole_ = false;
  bool gone_ = false;
};

}  // namespace muster::http
