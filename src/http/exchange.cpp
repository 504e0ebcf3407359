#include "http/exchange.h"

#include <algorithm>
#include <cstring>

namespace muster::http {

std::expected<std::size_t, BodyError> BodyPipe::read(std::span<std::byte> buffer) {
  std::unique_lock lock(mutex_);
  if (!asked_) {
    asked_ = true;
    wake_->try_send(boost::system::error_code{});
  }
  arrived_.wait(lock, [this] { return !pieces_.empty() || ended_ || error_; });
  if (error_) return std::unexpected(*error_);
  if (pieces_.empty()) return 0;
  const auto& piece = pieces_.front();
  const auto count = std::min(buffer.size(), piece.size() - taken_);
  std::memcpy(buffer.data(), piece.data() + taken_, count);
  taken_ += count;
  if (taken_ == piece.size()) {
    pieces_.pop_front();
    taken_ = 0;
    wake_->try_send(boost::system::error_code{});
  }
  return count;
}

bool BodyPipe::wants_more() {
  const std::lock_guard lock(mutex_);
  return asked_ && !ended_ && !error_ && pieces_.size() < pieces_ahead;
}

void BodyPipe::push(std::string piece) {
  {
    const std::lock_guard lock(mutex_);
    if (!piece.empty()) pieces_.push_back(std::move(piece));
  }
  arrived_.notify_one();
}

void BodyPipe::end() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  arrived_.notify_one();
}

void BodyPipe::fail(BodyError error) {
  {
    const std::lock_guard lock(mutex_);
    error_ = error;
  }
  arrived_.notify_one();
}

bool ResponsePipe::write(std::string_view bytes) {
  std::unique_lock lock(mutex_);
  taken_.wait(lock, [this] { return waiting_.size() < piece_size * pieces_ahead || gone_; });
  if (gone_) return false;
  const bool was_small = waiting_.size() < piece_size;
  waiting_ += bytes;
  if (was_small && waiting_.size() >= piece_size) wake_->try_send(boost::system::error_code{});
  return true;
}

void ResponsePipe::finish(bool whole) {
  {
    const std::lock_guard lock(mutex_);
    finished_ = true;
    whole_ = whole;
  }
  wake_->try_send(boost::system::error_code{});
}

ResponsePipe::Taken ResponsePipe::take() {
  Taken taken;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= piece_size || finished_) taken.bytes = std::exchange(waiting_, {});
    taken.finished = finished_;
    taken.whole = whole_;
  }
  taken_.notify_one();
  return taken;
}

void ResponsePipe::client_gone() {
  {
    const std::lock_guard lock(mutex_);
    gone_ = true;
  }
  taken_.notify_one();
}

}  // namespace muster::http
