#include "security/jwt.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "security/constant_time.h"
#include "security/jws.h"

namespace muster::security {
namespace {

namespace json = boost::json;

constexpr std::size_t max_subject_bytes = 255;  // OpenID Connect Core, section 2
constexpr std::string_view logout_event = "http://schemas.openid.net/event/backchannel-logout";

/// Empty when it is missing or no text.
std::string text_claim(const json::object& claims, std::string_view name) {
  const auto* const value = claims.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return std::string(value->get_string());
}

/// A NumericDate (RFC 7519, section 2): seconds since 1970, with or without a fraction. nullopt
/// when it is missing, or no time that we can hold.
std::optional<registry::Time> time_claim(const json::object& claims, std::string_view name) {
  const auto* const value = claims.if_contains(name);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  constexpr double latest = 253'402'300'800;  // the year 10000
  const auto seconds = value->to_number<double>();
  if (seconds < 0 || seconds >= latest) return std::nullopt;
  return registry::Time{std::chrono::milliseconds(std::llround(std::floor(seconds * 1000)))};
}

std::vector<std::string> texts_claim(const json::object& claims, std::string_view name) {
  std::vector<std::string> texts;
  const auto* const value = claims.if_contains(name);
  if (value == nullptr || !value->is_array()) return texts;
  for (const auto& text : value->get_array()) {
    if (text.is_string()) texts.emplace_back(text.get_string());
  }
  return texts;
}

std::optional<std::string> plain_text(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_bool() || value.is_int64() || value.is_uint64()) return json::serialize(value);
  return std::nullopt;
}

auto plain_claims(const json::object& claims) {
  decltype(IdToken::claims) plain;
  for (const auto& [name, value] : claims) {
    auto& texts = plain[std::string(name)];
    if (auto one = plain_text(value)) texts.push_back(std::move(*one));
    if (!value.is_array()) continue;
    for (const auto& element : value.get_array()) {
      if (auto one = plain_text(element)) texts.push_back(std::move(*one));
    }
  }
  return plain;
}

bool is_flag_set(const json::object& claims, std::string_view name) {
  const auto* const value = claims.if_contains(name);
  return value != nullptr && *value == json::value(true);
}

std::optional<TokenError> audience_error(const json::object& claims, std::string_view client_id) {
  auto audiences = texts_claim(claims, "aud");
  if (auto one = text_claim(claims, "aud"); !one.empty()) audiences.push_back(std::move(one));
  if (audiences.empty()) return TokenError::missing_claim;
  if (std::ranges::find(audiences, client_id) == audiences.end()) return TokenError::wrong_audience;
  // Others in `aud` are trusted only as far as `azp` says that the token was made for us.
  const bool is_ours = text_claim(claims, "azp") == client_id;
  if ((audiences.size() > 1 || claims.contains("azp")) && !is_ours) {
    return TokenError::wrong_audience;
  }
  return std::nullopt;
}

std::optional<TokenError> time_error(const json::object& claims, registry::Time now) {
  const auto expires = time_claim(claims, "exp");
  const auto issued = time_claim(claims, "iat");
  if (!expires || !issued) return TokenError::missing_claim;
  if (now >= *expires + clock_leeway) return TokenError::expired;
  if (*issued > now + clock_leeway) return TokenError::not_yet_valid;
  if (!claims.contains("nbf")) return std::nullopt;
  const auto not_before = time_claim(claims, "nbf");
  if (!not_before) return TokenError::missing_claim;
  if (*not_before > now + clock_leeway) return TokenError::not_yet_valid;
  return std::nullopt;
}

/// The signed claims, with what both kinds of tokens have in common checked.
std::expected<json::object, TokenError> verified_claims(std::string_view token, const KeySet& keys,
                                                        std::string_view type,
                                                        std::string_view issuer,
                                                        std::string_view client_id,
                                                        registry::Time now) {
  const auto text = verify_jws(token, keys);
  if (!text) return std::unexpected(text.error());
  if (!text->type.empty() && text->type != "jwt" && text->type != type) {
    return std::unexpected(TokenError::wrong_type);
  }
  boost::system::error_code error;
  auto document = json::parse(text->payload, error);
  if (error || !document.is_object()) return std::unexpected(TokenError::malformed);
  auto& claims = document.get_object();
  if (text_claim(claims, "iss") != issuer) return std::unexpected(TokenError::wrong_issuer);
  if (const auto wrong = audience_error(claims, client_id)) return std::unexpected(*wrong);
  if (const auto wrong = time_error(claims, now)) return std::unexpected(*wrong);
  return std::move(claims);
}

}  // namespace

std::expected<IdToken, TokenError> verify_id_token(std::string_view token, const KeySet& keys,
                                                   const IdTokenExpectation& expected,
                                                   registry::Time now) {
  const auto claims =
      verified_claims(token, keys, "id_token+jwt", expected.issuer, expected.client_id, now);
  if (!claims) return std::unexpected(claims.error());
  IdToken id{.issuer = expected.issuer,
             .subject = text_claim(*claims, "sub"),
             .session = text_claim(*claims, "sid"),
             .email = text_claim(*claims, "email"),
             .email_verified = is_flag_set(*claims, "email_verified"),
             .name = text_claim(*claims, "name"),
             .authentication_methods = texts_claim(*claims, "amr"),
             .authenticated_at = time_claim(*claims, "auth_time"),
             .claims = plain_claims(*claims),
             .issued_at = *time_claim(*claims, "iat"),
             .expires_at = *time_claim(*claims, "exp")};
  if (id.name.empty()) id.name = text_claim(*claims, "preferred_username");
  if (id.subject.empty() || id.subject.size() > max_subject_bytes) {
    return std::unexpected(TokenError::missing_claim);
  }
  if (expected.nonce.empty() ||
      !equal_in_constant_time(text_claim(*claims, "nonce"), expected.nonce)) {
    return std::unexpected(TokenError::wrong_nonce);
  }
  if (claims->contains("events")) return std::unexpected(TokenError::wrong_type);
  if (expected.max_age) {
    if (!id.authenticated_at) return std::unexpected(TokenError::missing_claim);
    if (now > *id.authenticated_at + *expected.max_age + clock_leeway) {
      return std::unexpected(TokenError::sign_in_too_old);
    }
  }
  return id;
}

std::expected<LogoutToken, TokenError> verify_logout_token(std::string_view token,
                                                           const KeySet& keys,
                                                           std::string_view issuer,
                                                           std::string_view client_id,
                                                           registry::Time now) {
  const auto claims = verified_claims(token, keys, "logout+jwt", issuer, client_id, now);
  if (!claims) return std::unexpected(claims.error());
  const auto* const events = claims->if_contains("events");
  const auto* const event = events != nullptr && events->is_object()
                                ? events->get_object().if_contains(logout_event)
                                : nullptr;
  // A nonce is forbidden, so that nobody can pass an ID token off as a logout token or back.
  if (event == nullptr || !event->is_object() || claims->contains("nonce")) {
    return std::unexpected(TokenError::no_logout);
  }
  LogoutToken logout{.issuer = std::string(issuer),
                     .subject = text_claim(*claims, "sub"),
                     .session = text_claim(*claims, "sid"),
                     .id = text_claim(*claims, "jti"),
                     .expires_at = *time_claim(*claims, "exp")};
  if (logout.id.empty() || (logout.subject.empty() && logout.session.empty())) {
    return std::unexpected(TokenError::missing_claim);
  }
  return logout;
}

}  // namespace muster::security
