#include "http/field_check.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "http/field_text.h"

namespace muster::http {
namespace {

constexpr HeadFault bad_version{505, "This server speaks HTTP/1.1."};
constexpr HeadFault bad_host{400, "A request needs exactly one Host header field."};
constexpr HeadFault odd_host{400, "The Host header field does not hold a host."};
constexpr HeadFault bad_length{400, "Content-Length is not one number."};
constexpr HeadFault two_framings{400,
                                 "A request has Transfer-Encoding or Content-Length, not both."};
constexpr HeadFault two_codings{400, "There is more than one Transfer-Encoding header field."};
constexpr HeadFault old_coding{400, "HTTP/1.0 has no Transfer-Encoding."};
constexpr HeadFault not_chunked{400, "The last transfer coding is not `chunked`."};
constexpr HeadFault chunked_twice{400, "The transfer coding `chunked` is there twice."};
constexpr HeadFault other_coding{501, "No transfer coding but `chunked` is supported."};
constexpr HeadFault bad_expectation{417, "The server meets no expectation but `100-continue`."};
constexpr HeadFault encoded{415, "The body has a Content-Encoding; send it as it is."};

std::vector<std::string_view> values_of(const Headers& headers, std::string_view wanted) {
  std::vector<std::string_view> values;
  for (const auto& [name, value] : headers.all()) {
    if (same_name(name, wanted)) values.push_back(value);
  }
  return values;
}

std::optional<HeadFault> check_host(const Headers& headers, unsigned version) {
  const auto hosts = values_of(headers, "Host");
  if (hosts.size() > 1 || (hosts.empty() && version == 11)) return bad_host;
  if (!hosts.empty() && hosts[0].find_first_of(" \t/\\?#@,") != std::string_view::npos) {
    return odd_host;
  }
  return std::nullopt;
}

std::optional<HeadFault> check_coding(std::string_view codings) {
  std::vector<std::string_view> names;
  for (;;) {
    const auto end = codings.find(',');
    names.push_back(trimmed(codings.substr(0, end)));
    if (end == std::string_view::npos) break;
    codings.remove_prefix(end + 1);
  }
  if (!same_name(names.back(), "chunked")) return not_chunked;
  names.pop_back();
  const auto is_chunked = [](std::string_view name) { return same_name(name, "chunked"); };
  if (std::ranges::any_of(names, is_chunked)) return chunked_twice;
  return names.empty() ? std::nullopt : std::optional(other_coding);
}

std::optional<HeadFault> check_framing(const Headers& headers, unsigned version) {
  const auto lengths = values_of(headers, "Content-Length");
  const auto codings = values_of(headers, "Transfer-Encoding");
  if (!lengths.empty() && !codings.empty()) return two_framings;
  if (lengths.size() > 1) return bad_length;
  constexpr std::size_t most_digits = 18;
  if (!lengths.empty() && (lengths[0].empty() || lengths[0].size() > most_digits ||
                           lengths[0].find_first_not_of("0123456789") != std::string_view::npos)) {
    return bad_length;
  }
  if (codings.empty()) return std::nullopt;
  if (codings.size() > 1) return two_codings;
  return version == 11 ? check_coding(codings[0]) : std::optional(old_coding);
}

}  // namespace

std::optional<HeadFault> check_fields(const Headers& headers, unsigned version) {
  if (version != 10 && version != 11) return bad_version;
  if (auto fault = check_host(headers, version)) return fault;
  if (auto fault = check_framing(headers, version)) return fault;
  for (const auto expectation : values_of(headers, "Expect")) {
    if (!same_name(expectation, "100-continue")) return bad_expectation;
  }
  for (const auto coding : values_of(headers, "Content-Encoding")) {
    if (!same_name(coding, "identity")) return encoded;
  }
  return std::nullopt;
}

}  // namespace muster::http
