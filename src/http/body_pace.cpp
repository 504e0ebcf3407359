#include "http/body_pace.h"

#include <algorithm>

namespace muster::http {

BodyPace::Duration BodyPace::patience() const {
  return std::min(limits_.silence - silent_, window_left_);
}

bool BodyPace::waited(Duration time, std::uint64_t bytes) {
  silent_ = bytes == 0 ? silent_ + time : Duration{0};
  if (silent_ >= limits_.silence) return false;
  window_bytes_ += bytes;
  window_left_ -= time;
  if (window_left_ > Duration{0}) return true;
  const auto seconds = std::chrono::duration<double>(limits_.window).count();
  const auto least = static_cast<double>(limits_.bytes_per_second) * seconds;
  if (!in_grace_ && static_cast<double>(window_bytes_) < least) return false;
  in_grace_ = false;
  window_left_ = limits_.window;
  window_bytes_ = 0;
  return true;
}

}  // namespace muster::http
