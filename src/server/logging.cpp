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

constexpr const char* lines_name = "muster lines";

std::atomic<bool> as_json = true;

/// Other layers log plain texts, by spdlog itself; they become lines like ours.
class JsonFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& line) override {
    const auto level = spdlog::level::to_string_view(message.level);
    const auto text = json_line({level.data(), level.size()},
                                {message.payload.data(), message.payload.size()}, {});
    line.append(text.data(), text.data() + text.size());
    line.push_back('\n');
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<JsonFormatter>();
  }
};

std::shared_ptr<spdlog::logger> stderr_logger(const char* name, spdlog::level::level_enum level) {
  auto logger =
      std::make_shared<spdlog::logger>(name, std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_level(level);
  logger->flush_on(spdlog::level::info);
  return logger;
}

bool is_empty(const LogValue& value) {
  const auto* const text = std::get_if<std::string>(&value);
  return text != nullptr && text->empty();
}

void write(spdlog::level::level_enum level, std::string_view name, std::string_view message,
           const LogFields& fields) {
  if (!spdlog::should_log(level)) return;
  if (as_json) {
    if (const auto lines = spdlog::get(lines_name)) {
      lines->log(level, "{}", json_line(name, message, fields));
    }
    return;
  }
  std::string line(message);
  for (const auto& [key, value] : fields) {
    if (is_empty(value)) continue;
    line += std::visit([&](const auto& v) { return fmt::format("  {}={}", key, v); }, value);
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
  auto lines = stderr_logger(lines_name, chosen);
  lines->set_pattern("%v");
  spdlog::drop(lines_name);
  spdlog::register_logger(std::move(lines));
  auto texts = stderr_logger("muster", chosen);
  if (as_json) {
    texts->set_formatter(std::make_unique<JsonFormatter>());
  } else {
    texts->set_pattern("%Y-%m-%d %H:%M:%S.%e %-5l %v");
  }
  spdlog::set_default_logger(std::move(texts));
}

std::string json_line(std::string_view level, std::string_view message, const LogFields& fields) {
  boost::json::object line = {{"time", registry::to_text(registry::SystemClock().now())},
                              {"level", level},
                              {"message", message}};
  for (const auto& [key, value] : fields) {
    if (is_empty(value)) continue;
    std::visit([&](const auto& v) { line[key] = v; }, value);
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

LogFields fields_of(const http::RequestLog& request) {
  // The path holds identifiers only; the query may hold what somebody searched for, so it stays
  // out.
  return {{"request_id", request.request_id},
          {"operation", request.operation},
          {"method", request.method},
          {"path", request.pattern},
          {"status", std::int64_t{request.status}},
          {"duration_ms", static_cast<double>(request.duration.count()) / 1000},
          {"bytes_in", static_cast<std::int64_t>(request.bytes_in)},
          {"bytes_out", static_cast<std::int64_t>(request.bytes_out)},
          {"remote", request.remote_address},
          {"traceparent", request.traceparent}};
}

void log_request(const http::RequestLog& request) {
  write(spdlog::level::info, "info", "request", fields_of(request));
}

}  // namespace muster::server
