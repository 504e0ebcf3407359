#pragma once
// Problem details (RFC 9457): the one shape of every answer that fails.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace muster::http {

/// One thing that is wrong with a request: where it stands, and what to do about it.
struct ProblemItem {
  std::string code;
  std::string message;
  std::optional<std::string> pointer;    ///< JSON pointer (RFC 6901) into the body
  std::optional<std::string> parameter;  ///< name of a query or path parameter, or of a header
  std::optional<std::uint64_t> row;      ///< of an uploaded file; the header line is row 1
  std::optional<std::string> column;
  std::optional<std::uint64_t> byte;  ///< offset from the start of the file, 0-based
  std::optional<std::string> value;
};

struct Problem {
  int status;
  std::string code;  ///< one word of the catalogue in docs; never changes once published
  std::string title;
  std::string detail;
  std::string advice;  ///< what to do next
  std::vector<ProblemItem> errors;
  Headers headers;  ///< such as Allow, WWW-Authenticate, Retry-After
};

Response to_response(const Problem& problem, std::string_view request_id);

}  // namespace muster::http
