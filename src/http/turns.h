#pragma once
// How many things may be in progress at once, counted for each key by itself.

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace muster::http {

class Turns;

/// One thing in progress; over when it is destroyed. The Turns that it is of outlives it.
class Turn {
 public:
  Turn(Turns& turns, std::string key) : turns_(&turns), key_(std::move(key)) {}
  ~Turn();
  Turn(Turn&& other) noexcept
      : turns_(std::exchange(other.turns_, nullptr)), key_(std::move(other.key_)) {}
  Turn& operator=(Turn&& other) noexcept {
    std::swap(turns_, other.turns_);
    std::swap(key_, other.key_);
    return *this;
  }

 private:
  Turns* turns_;
  std::string key_;
};

/// Thread-safe. Holds nothing of keys that have nothing in progress.
class Turns {
 public:
  explicit Turns(std::size_t limit) : limit_(limit) {}

  /// nullopt: `limit` things of this key are in progress.
  std::optional<Turn> take(std::string key = {});

 private:
  friend class Turn;
  void give_back(const std::string& key);

  const std::size_t limit_;
  std::mutex mutex_;
  std::map<std::string, std::size_t> taken_;
};

}  // namespace muster::http
