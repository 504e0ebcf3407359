#include "http/router.h"

#include <algorithm>

namespace muster::http {
namespace {

std::vector<std::string> segments_of(std::string_view pattern) {
  std::vector<std::string> segments;
  pattern.remove_prefix(1);
  for (;;) {
    const auto end = pattern.find('/');
    segments.emplace_back(pattern.substr(0, end));
    if (end == std::string_view::npos) return segments;
    pattern.remove_prefix(end + 1);
  }
}

bool is_parameter(std::string_view segment) { return segment.starts_with('{'); }

bool fits(const std::vector<std::string>& pattern, std::span<const std::string> segments,
          std::map<std::string, std::string>& parameters) {
  if (pattern.size() != segments.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (is_parameter(pattern[i])) {
      if (segments[i].empty()) return false;
      parameters[pattern[i].substr(1, pattern[i].size() - 2)] = segments[i];
    } else if (pattern[i] != segments[i]) {
      return false;
    }
  }
  return true;
}

}  // namespace

void Router::add(Route route) {
  patterns_.push_back(segments_of(route.pattern));
  routes_.push_back(std::move(route));
}

void Router::add_fallback(Route route, std::span<const std::string_view> never) {
  fallback_ = std::move(route);
  never_fallback_.clear();
  for (const auto path : never) never_fallback_.push_back(segments_of(path));
}

bool Router::falls_back(std::string_view method, std::span<const std::string> segments) const {
  if (!fallback_ || (method != "GET" && method != "HEAD") || segments.empty()) return false;
  if (segments.size() > 1 && segments.front().empty()) return false;
  return std::ranges::none_of(never_fallback_, [&](const std::vector<std::string>& never) {
    return segments.size() >= never.size() &&
           std::ranges::equal(segments.first(never.size()), never);
  });
}

std::expected<Router::Match, Router::NoMatch> Router::match(
    std::string_view method, std::span<const std::string> segments) const {
  NoMatch none;
  std::optional<Match> best;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    std::map<std::string, std::string> parameters;
    if (!fits(patterns_[i], segments, parameters)) continue;
    const auto& route = routes_[i];
    none.allowed.push_back(route.method);
    if (route.method == "GET") none.allowed.emplace_back("HEAD");
    const bool fits_method = route.method == method || (method == "HEAD" && route.method == "GET");
    // Of two patterns the one with fewer parameters is meant: /devices/counts, not /devices/{id}.
    if (fits_method && (!best || parameters.size() < best->path_parameters.size())) {
      best = Match{&route, std::move(parameters)};
    }
  }
  if (best) return std::move(*best);
  if (none.allowed.empty() && falls_back(method, segments)) return Match{&*fallback_, {}};
  std::ranges::sort(none.allowed);
  const auto repeated = std::ranges::unique(none.allowed);
  none.allowed.erase(repeated.begin(), repeated.end());
  return std::unexpected(std::move(none));
}

}  // namespace muster::http
