#include "http/refusals.h"

#include <fmt/format.h>

namespace muster::http {
namespace {

struct Words {
  std::string_view title;
  std::string_view advice;
};

Words words_of(int status) {
  switch (status) {
    case 408:
      return {"Request timeout", "Send the request again, faster."};
    case 414:
      return {"Address too long", "Send a shorter address; put long values into the body."};
    case 415:
      return {"Media type not supported", "Send the body without a Content-Encoding."};
    case 417:
      return {"Expectation failed", "Expect nothing but `100-continue`."};
    case 431:
      return {"Header fields too large", "Send fewer or shorter header fields."};
    case 501:
      return {"Transfer coding not supported", "Send the body with Content-Length or chunked."};
    case 505:
      return {"HTTP version not supported", "Use HTTP/1.1."};
    default:
      return {"Malformed request", "Check the program that sent it."};
  }
}

Problem problem(int status, std::string_view code, std::string_view title, std::string detail,
                std::string_view advice) {
  return {.status = status,
          .code = std::string(code),
          .title = std::string(title),
          .detail = std::move(detail),
          .advice = std::string(advice),
          .errors = {},
          .headers = {}};
}

}  // namespace

Problem invalid_request(int status, std::string_view detail) {
  const auto words = words_of(status);
  const auto* code = status == 415 ? "unsupported_media_type" : "invalid_request";
  return problem(status, code, words.title, std::string(detail), words.advice);
}

Problem not_found() {
  return problem(404, "not_found", "Not found", "There is nothing at this address.",
                 "Check the address; /api/docs lists what there is.");
}

Problem method_not_allowed(std::string_view method, std::string_view allowed) {
  auto refusal = problem(405, "method_not_allowed", "Method not allowed",
                         fmt::format("{} is not possible here; {} is.", method, allowed),
                         "Use one of the methods named in the Allow header field.");
  refusal.headers.set("Allow", std::string(allowed));
  return refusal;
}

Problem body_too_large(std::uint64_t limit) {
  return problem(413, "payload_too_large", "Payload too large",
                 fmt::format("The body may have {} bytes.", limit),
                 "Send a smaller body, or split it.");
}

Problem too_busy() {
  auto busy = problem(503, "unavailable", "Service unavailable",
                      "The server has more requests than it can take.", "Try again in a second.");
  busy.headers.set("Retry-After", "1");
  return busy;
}

Problem too_many_requests(std::uint64_t retry_after) {
  auto busy = problem(429, "too_many_requests", "Too many requests",
                      "More requests came from this client than it may send.",
                      "Wait as long as Retry-After says, then send the request again.");
  busy.headers.set("Retry-After", std::to_string(retry_after));
  return busy;
}

Problem too_many_uploads() {
  constexpr std::uint64_t until_one_ends = 5;
  auto busy = too_many_requests(until_one_ends);
  busy.detail = "The server has as many uploads in progress as it takes.";
  return busy;
}

std::string allow(std::span<const std::string> methods) {
  return fmt::format("{}", fmt::join(methods, ", "));
}

}  // namespace muster::http
