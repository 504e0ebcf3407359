#pragma once
// Cookies (RFC 6265, and the `__Host-` names of RFC 6265bis, section 4.1.3.2): what a browser sends
// and what we have it keep. A `__Host-` name is refused by browsers unless the cookie is Secure and
// for this host alone, so that no neighbouring site can plant one of ours.

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace muster::security {

/// The value of the first cookie of that name in a Cookie header, as it stands there; nullopt when
/// there is none. Parts without `=` are overlooked. Case counts.
std::optional<std::string_view> cookie_value(std::string_view header, std::string_view name);

/// Somebody planted a second cookie of that name: nobody can say which one is ours.
struct DuplicateCookie {
  bool operator==(const DuplicateCookie&) const = default;
};

/// As cookie_value(), for the cookies that sign somebody in.
std::expected<std::optional<std::string_view>, DuplicateCookie> own_cookie_value(
    std::string_view header, std::string_view name);

enum class SameSite {
  strict,  ///< sent only from our own pages
  lax,  ///< sent, too, when a link from elsewhere is followed: for what awaits an identity provider
};

struct CookieSettings {
  bool tls = true;  ///< false on a plain HTTP listener: no `__Host-`, no Secure
  SameSite same_site = SameSite::strict;
  std::optional<std::chrono::seconds> max_age;  ///< nullopt: until the browser is closed
};

/// `__Host-NAME`, or `NAME` when TLS is off: what to look for in the Cookie header.
std::string cookie_name(std::string_view name, bool tls);

/// The value of a Set-Cookie header: always HttpOnly and Path=/. Throws std::invalid_argument when
/// the name is no token of HTTP or the value has a character that RFC 6265 does not allow: such a
/// value is never ours to set.
std::string set_cookie(std::string_view name, std::string_view value,
                       const CookieSettings& settings);

/// The Set-Cookie header that has the browser forget it.
std::string clear_cookie(std::string_view name, const CookieSettings& settings);

}  // namespace muster::security
