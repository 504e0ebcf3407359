#pragma once
// The head of a response as bytes (RFC 9112, section 4).

#include <cstdint>
#include <optional>
#include <string>

#include "http/message.h"

namespace muster::http {

/// How the client is to know where the body ends, and what comes then.
struct Framing {
  std::optional<std::uint64_t> length;  ///< Content-Length
  bool chunked = false;
  bool keep_alive = true;
  bool http_1_0 = false;  ///< the client's version
};

/// Status line, the response's own header fields, those of the framing, Date, and the blank line. A
/// line break inside a value becomes a blank, so that no value can add a field of its own.
std::string response_head(const Response& response, const Framing& framing);

}  // namespace muster::http
