#include "http/turns.h"

namespace muster::http {

Turn::~Turn() {
  if (turns_ != nullptr) turns_->give_back(key_);
}

std::optional<Turn> Turns::take(std::string key) {
  {
    const std::lock_guard lock(mutex_);
    const auto [entry, added] = taken_.try_emplace(key, 0);
    if (entry->second >= limit_) {
      if (added) taken_.erase(entry);
      return std::nullopt;
    }
    ++entry->second;
  }
  return Turn(*this, std::move(key));
}

void Turns::give_back(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto entry = taken_.find(key);
  if (--entry->second == 0) taken_.erase(entry);
}

}  // namespace muster::http
