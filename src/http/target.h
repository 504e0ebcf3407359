#pragma once
// The target of a request line (RFC 9112, section 3.2; RFC 3986): path and query, decoded.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::http {

struct Target {
  std::vector<std::string> segments;                       ///< decoded one by one
  std::string path;                                        ///< decoded
  std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in order
};

/// A path, or the whole address of a resource as clients send it to proxies, whose scheme and
/// host are left out. nullopt for what is neither, and for what programs before and behind this one
/// may take for another path: a bad percent sign, an encoded NUL, an encoded slash or backslash, or
/// a segment `.` or `..`, encoded or not.
std::optional<Target> parse_target(std::string_view text);

/// Percent-decoding; with `plus_is_space` as in forms. nullopt for a bad percent sign or a NUL.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

}  // namespace muster::http
