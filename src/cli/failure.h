#pragma once
// Why a command ends early. Nobody between the place that fails and `run()` can mend it, so it is
// thrown, caught in one place, and printed in one shape: what, where, what to do next, request ID.

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "cli/exit_code.h"

namespace muster::cli {

/// One detail of a refusal; the `errors` of problem details. Unset members are not shown.
struct FailureItem {
  std::string code;
  std::string message;
  std::string where;  ///< JSON pointer, parameter, or "row 7, column Model, byte 311"
  std::optional<std::string> value;
};

/// Thrown by commands; also by the server side's subcommands (port taken, disk full, ...).
class Failure : public std::exception {
 public:
  Failure(ExitCode exit_code, std::string what_happened, std::string next = {},
          std::string where = {});

  ExitCode exit_code;
  std::string
      what_happened;       ///< one sentence, no full stop needed: "No customer is called Fabrikam"
  std::string where;       ///< file, URL, parameter; empty where the sentence says it
  std::string next;        ///< what to do next; empty when there is nothing to add
  std::string request_id;  ///< `req_...`; empty for what never reached a server
  std::vector<FailureItem> items;

  const char* what() const noexcept override { return what_happened.c_str(); }
};

/// The server answered with problem details (RFC 9457), or with a status of 400 and above.
class ApiError : public Failure {
 public:
  ApiError(int status, std::string code, std::string title, std::string detail, std::string advice,
           std::string request_id, std::vector<FailureItem> items, std::string where);

  int status;         ///< HTTP status, 400..599
  std::string code;   ///< `not_found`, ...; empty when the answer was no problem details
  std::string title;  ///< one or two words for people
  std::string detail;
};

/// No whole answer came: the name did not resolve, nobody listens, TLS failed, the line broke.
class Unreachable : public Failure {
 public:
  Unreachable(std::string what_happened, std::string where, std::string next);
};

/// The text for stderr, ending in a line break. At most ten items are listed, then "and N more".
std::string render_failure(const Failure& failure, bool colours);

}  // namespace muster::cli
