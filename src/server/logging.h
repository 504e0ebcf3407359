#pragma once
// The log: one line an event on stderr, as JSON for machines or as text for a terminal. Never a
// token, a query string, or a value of a device.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "http/server.h"

namespace muster::server {

/// Sets up the process's log. Throws cli::Failure (usage) for an unknown level or format.
void set_up_log(const std::string& level, const std::string& format);

/// Numbers stay numbers in JSON, so that a log can be searched for slow requests. An empty text is
/// left out.
using LogValue = std::variant<std::string, std::int64_t, double>;
using LogFields = std::vector<std::pair<std::string_view, LogValue>>;

/// Levels: debug, info, warn, error. Thread-safe.
void log_info(std::string_view message, const LogFields& fields = {});
void log_warning(std::string_view message, const LogFields& fields = {});
void log_error(std::string_view message, const LogFields& fields = {});

void log_request(const http::RequestLog& request);
/// What log_request() writes of a request.
LogFields fields_of(const http::RequestLog& request);

/// One line, as it is written: `{"time":...,"level":...,"message":...,...}`.
std::string json_line(std::string_view level, std::string_view message, const LogFields& fields);

}  // namespace muster::server
