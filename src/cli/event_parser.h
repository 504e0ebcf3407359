#pragma once
// Server-sent events out of a byte stream (WHATWG HTML, "Server-sent events", 9.2.6). Bytes may be
// cut anywhere, also inside a line break. Comments and `retry:` are skipped; the ID is kept from
// event to event, as the standard says.

#include <functional>
#include <string>
#include <string_view>

#include "cli/client.h"

namespace muster::cli {

/// Not thread-safe; one for each stream.
class EventParser {
 public:
  /// Calls `on_event` for each event that ends within `bytes`; false from it ends the call with
  /// false, and the rest is dropped.
  bool feed(std::string_view bytes, const std::function<bool(const ServerEvent&)>& on_event);

 private:
  void take_line(std::string_view line);

  std::string line_;
  bool after_cr_ = false;
  bool has_data_ = false;
  ServerEvent event_;
};

}  // namespace muster::cli
