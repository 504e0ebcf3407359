#include "http/response_head.h"

#include <fmt/format.h>

#include <boost/beast/http/status.hpp>
#include <ctime>
#include <iterator>

namespace muster::http {
namespace {

/// RFC 9110, 5.6.7; made once a second.
std::string_view date() {
  thread_local std::time_t made_at = 0;
  thread_local std::string text;
  const auto now = std::time(nullptr);
  if (now != made_at) {
    constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    text = fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[utc.tm_wday], utc.tm_mday,
                       months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
    made_at = now;
  }
  return text;
}

void add(std::string& head, std::string_view name, std::string_view value) {
  const auto safe = [&head](std::string_view text) {
    for (const char c : text) head += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
  };
  safe(name);
  head += ": ";
  safe(value);
  head += "\r\n";
}

}  // namespace

std::string response_head(const Response& response, const Framing& framing) {
  std::string head;
  head.reserve(512);
  const std::string_view reason = boost::beast::http::obsolete_reason(
      boost::beast::http::int_to_status(static_cast<unsigned>(response.status)));
  fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\n", response.status, reason);
  for (const auto& [name, value] : response.headers.all()) add(head, name, value);
  add(head, "Date", date());
  if (framing.length) {
    fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n", *framing.length);
  }
  if (framing.chunked) add(head, "Transfer-Encoding", "chunked");
  if (!framing.keep_alive) {
    add(head, "Connection", "close");
  } else if (framing.http_1_0) {
    add(head, "Connection", "keep-alive");
  }
  head += "\r\n";
  return head;
}

}  // namespace muster::http
