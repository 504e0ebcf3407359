#include "http/target.h"

#include "http/message.h"

namespace muster::http {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Calls `take` with each piece between separators; false as soon as it does.
template <class Take>
bool split(std::string_view text, char separator, const Take& take) {
  for (;;) {
    const auto end = text.find(separator);
    if (!take(text.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

bool leads_elsewhere(std::string_view segment) {
  return segment == "." || segment == ".." ||
         segment.find_first_of("/\\") != std::string_view::npos;
}

/// What stands behind `http://host`, or behind nothing.
std::optional<std::string_view> without_host(std::string_view target) {
  if (target.starts_with('/')) return target;
  const auto scheme = target.substr(0, target.find("://"));
  if (!same_name(scheme, "http") && !same_name(scheme, "https")) return std::nullopt;
  target.remove_prefix(scheme.size());
  if (!target.starts_with("://")) return std::nullopt;
  target.remove_prefix(3);
  const auto host = target.substr(0, target.find_first_of("/?#"));
  if (host.empty() || host.find('@') != std::string_view::npos) return std::nullopt;
  return target.substr(host.size());
}

bool read_path(std::string_view path, Target& target) {
  return split(path.substr(1), '/', [&](std::string_view segment) {
    auto decoded = percent_decoded(segment, false);
    if (!decoded || leads_elsewhere(*decoded)) return false;
    target.path += "/" + *decoded;
    target.segments.push_back(std::move(*decoded));
    return true;
  });
}

bool read_query(std::string_view query, Target& target) {
  return split(query, '&', [&](std::string_view pair) {
    if (pair.empty()) return true;
    const auto equals = pair.find('=');
    auto name = percent_decoded(pair.substr(0, equals), true);
    auto value = equals == std::string_view::npos ? std::optional<std::string>(std::string())
                                                  : percent_decoded(pair.substr(equals + 1), true);
    if (!name || !value) return false;
    target.query.emplace_back(std::move(*name), std::move(*value));
    return true;
  });
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && plus_is_space) {
      c = ' ';
    } else if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (c == '\0') return std::nullopt;
    decoded += c;
  }
  return decoded;
}

std::optional<Target> parse_target(std::string_view text) {
  const auto local = without_host(text);
  if (!local) return std::nullopt;
  text = local->substr(0, local->find('#'));
  const auto mark = text.find('?');
  Target target;
  const auto path = text.substr(0, mark);
  if (!read_path(path.empty() ? "/" : path, target)) return std::nullopt;
  if (mark != std::string_view::npos && !read_query(text.substr(mark + 1), target)) {
    return std::nullopt;
  }
  return target;
}

}  // namespace muster::http
