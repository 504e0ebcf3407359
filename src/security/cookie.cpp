#include "security/cookie.h"

#include <algorithm>
#include <stdexcept>

namespace muster::security {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

/// Calls `found` with each value of that name until it returns false.
template <class Found>
void for_each_value(std::string_view header, std::string_view name, Found found) {
  while (!header.empty()) {
    const auto end = std::min(header.find(';'), header.size());
    const auto part = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    const auto equals = part.find('=');
    if (equals == std::string_view::npos || trimmed(part.substr(0, equals)) != name) continue;
    if (!found(trimmed(part.substr(equals + 1)))) return;
  }
}

bool is_token_character(char c) {
  constexpr std::string_view signs = "!#$%&'*+-.^_`|~";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         signs.find(c) != std::string_view::npos;
}

/// cookie-octet of RFC 6265, section 4.1.1.
bool is_value_character(char c) {
  return c > ' ' && c < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\';
}

}  // namespace

std::optional<std::string_view> cookie_value(std::string_view header, std::string_view name) {
  std::optional<std::string_view> first;
  for_each_value(header, name, [&](std::string_view value) {
    first = value;
    return false;
  });
  return first;
}

std::expected<std::optional<std::string_view>, DuplicateCookie> own_cookie_value(
    std::string_view header, std::string_view name) {
  std::optional<std::string_view> only;
  bool duplicate = false;
  for_each_value(header, name, [&](std::string_view value) {
    duplicate = only.has_value();
    only = value;
    return !duplicate;
  });
  if (duplicate) return std::unexpected(DuplicateCookie{});
  return only;
}

std::string cookie_name(std::string_view name, bool tls) {
  return (tls ? "__Host-" : "") + std::string(name);
}

std::string set_cookie(std::string_view name, std::string_view value,
                       const CookieSettings& settings) {
  if (name.empty() || !std::ranges::all_of(name, is_token_character) ||
      !std::ranges::all_of(value, is_value_character)) {
    throw std::invalid_argument("a cookie has a character that cookies may not have");
  }
  std::string header = cookie_name(name, settings.tls) + "=" + std::string(value) + "; Path=/";
  if (settings.max_age) header += "; Max-Age=" + std::to_string(settings.max_age->count());
  header += "; HttpOnly";
  if (settings.tls) header += "; Secure";
  header += settings.same_site == SameSite::strict ? "; SameSite=Strict" : "; SameSite=Lax";
  return header;
}

std::string clear_cookie(std::string_view name, const CookieSettings& settings) {
  auto forgotten = settings;
  forgotten.max_age = std::chrono::seconds(0);
  return set_cookie(name, "", forgotten);
}

}  // namespace muster::security
