#pragma once
// The head of a request (RFC 9112, sections 2 to 5), looked over before it is parsed. What servers
// have read in two ways, and so lets one request hide inside another, is refused: bare line feeds,
// folded fields, blanks before a colon, control characters.

#include <cstddef>
#include <expected>
#include <optional>
#include <string_view>

namespace muster::http {

struct HeadLimits {
  std::size_t bytes;         ///< of the whole head
  std::size_t fields;        ///< header fields
  std::size_t request_line;  ///< bytes of the first line
};

struct HeadFault {
  int status;  ///< 400, 414 or 431
  std::string_view detail;
};

/// Looks at one head while it arrives; no byte is looked at twice.
class HeadCheck {
 public:
  explicit HeadCheck(HeadLimits limits) : limits_(limits) {}

  /// `bytes` is all that has come so far, from the first of the head on. The length of the head
  /// with its blank line, once that has come.
  std::expected<std::optional<std::size_t>, HeadFault> look(std::string_view bytes);

 private:
  std::optional<HeadFault> check_line(std::string_view line) const;

  HeadLimits limits_;
  std::size_t line_begin_ = 0;
  std::size_t seen_ = 0;
  std::size_t lines_ = 0;
};

}  // namespace muster::http
