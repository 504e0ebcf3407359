#include "server/logging.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <boost/json.hpp>

#include "cli/failure.h"
#include "registry/time.h"

namespace muster::server {
namespace {

std::atomic<bool> as_json = true;

void write(spdlog::level::level_enum level, std::string_view name, std::string_view message,
           const LogFields& fields) {
  if (!spdlog::should_log(level)) return;
  if (as_json) {
    spdlog::log(level, "{}", json_line(name, message, fields));
    return;
  }
  std::string line(message);
  for (const auto& [key, value] : fields) {
    if (!value.empty()) line += fmt::format("  {}={}", key, value);
  }
  spdlog::log(level, "{}", line);
}

}  // namespace

void set_up_log(const std::string& level, const std::string& format) {
  const auto chosen = spdlog::level::from_str(level);
  if (chosen == spdlog::level::off && level != "off") {
    throw cli::Failure(cli::ExitCode::usage, fmt::format("`{}` is no log level", level),
                       "Use debug, info, warn or error.", "log_level");
  }
  if (format != "json" && format != "text") {
    throw cli::Failure(cli::ExitCode::usage, fmt::format("`{}` is no log format", format),
                       "Use json or text.", "log_format");
  }
  as_json = format == "json";
  auto logger =
      std::make_shared<spdlog::logger>("muster", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern(as_json ? "%v" : "%Y-%m-%d %H:%M:%S.%e %-5l %v");
  logger->set_level(chosen);
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

std::string json_line(std::string_view level, std::string_view message, const LogFields& fields) {
  boost::json::object line = {{"time", registry::to_text(registry::SystemClock().now())},
                              {"level", level},
                              {"message", message}};
  for (const auto& [key, value] : fields) {
    if (!value.empty()) line[key] = value;
  }
  return boost::json::serialize(line);
}

void log_info(std::string_view message, const LogFields& fields) {
  write(spdlog::level::info, "info", message, fields);
}

void log_warning(std::string_view message, const LogFields& fields) {
  write(spdlog::level::warn, "warning", message, fields);
}

void log_error(std::string_view message, const LogFields& fields) {
  write(spdlog::level::err, "error", message, fields);
}

void log_request(const http::RequestLog& request) {
  // The path holds identifiers only; the query may hold what somebody searched for, so it stays
  // out.
  write(
      spdlog::level::info, "info", "request",
      {{"request_id", request.request_id},
       {"operation", request.operation},
       {"method", request.method},
       {"path", request.pattern},
       {"status", std::to_string(request.status)},
       {"duration_ms", fmt::format("{:.3f}", static_cast<double>(request.duration.count()) / 1000)},
       {"bytes_in", std::to_string(request.bytes_in)},
       {"bytes_out", std::to_string(request.bytes_out)},
       {"remote", request.remote_address},
       {"traceparent", request.traceparent}});
}

}  // namespace muster::server
