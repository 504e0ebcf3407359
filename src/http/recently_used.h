#pragma once
// A map that forgets what was not used for long, so that it never grows beyond a limit.

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

namespace muster::http {

/// Two generations: when the young one is half of the limit, the old one is forgotten. What is in
/// use moves to the young one. Used by one thread.
template <class Value>
class RecentlyUsed {
 public:
  explicit RecentlyUsed(std::size_t most) : most_(most) {}

  /// nullptr when there is none (any more). Lives until the next call.
  Value* find(const std::string& key) {
    if (const auto found = young_.find(key); found != young_.end()) return &found->second;
    auto moved = old_.extract(key);
    if (!moved) return nullptr;
    make_room();
    return &young_.insert(std::move(moved)).position->second;
  }
  Value& put(const std::string& key, Value value) {
    old_.erase(key);
    make_room();
    return young_.insert_or_assign(key, std::move(value)).first->second;
  }
  bool has(const std::string& key) const { return young_.contains(key) || old_.contains(key); }

 private:
  void make_room() {
    if (young_.size() >= std::max<std::size_t>(1, most_ / 2)) old_ = std::exchange(young_, {});
  }

  std::size_t most_;
  std::unordered_map<std::string, Value> young_;
  std::unordered_map<std::string, Value> old_;
};

}  // namespace muster::http
