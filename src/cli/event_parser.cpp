#include "cli/event_parser.h"

namespace muster::cli {

bool EventParser::feed(std::string_view bytes,
                       const std::function<bool(const ServerEvent&)>& on_event) {
  for (const char c : bytes) {
    const bool second_half_of_crlf = c == '\n' && after_cr_;
    after_cr_ = c == '\r';
    if (second_half_of_crlf) continue;
    if (c != '\n' && c != '\r') {
      line_ += c;
      continue;
    }
    if (!line_.empty()) {
      take_line(line_);
      line_.clear();
      continue;
    }
    // An empty line ends the event; one without data is dropped.
    const bool complete = has_data_;
    if (event_.event.empty()) event_.event = "message";
    if (complete && !on_event(event_)) return false;
    event_.event.clear();
    event_.data.clear();
    has_data_ = false;
  }
  return true;
}

void EventParser::take_line(std::string_view line) {
  const std::size_t colon = line.find(':');
  const std::string_view field = line.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? "" : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "event") {
    event_.event = value;
  } else if (field == "data") {
    if (has_data_) event_.data += '\n';
    event_.data += value;
    has_data_ = true;
  } else if (field == "id") {
    event_.id = value;
  }
}

}  // namespace muster::cli
