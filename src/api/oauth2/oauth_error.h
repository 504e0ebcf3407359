#pragma once
// What the OAuth endpoints answer when they say no (RFC 6749, 5.2; RFC 8628, 3.5).

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "http/message.h"

namespace muster::api::oauth2 {

enum class ErrorCode : std::uint8_t {
  invalid_request,
  invalid_client,  ///< 401; every other is 400
  invalid_grant,
  unauthorized_client,
  unsupported_grant_type,
  invalid_scope,
  // Of the device grant, while it is polled for.
  authorization_pending,
  slow_down,
  access_denied,
  expired_token,
};
std::string_view to_string(ErrorCode code);

/// Thrown by whatever finds that a request can't be granted; caught in one place, answered().
class OAuthError : public std::exception {
 public:
  /// `description` is for the client's developer: ASCII without quotes (RFC 6749, 5.2).
  OAuthError(ErrorCode code, std::string description)
      : code_(code), description_(std::move(description)) {}
  ErrorCode code() const { return code_; }
  const char* what() const noexcept override { return description_.c_str(); }

 private:
  ErrorCode code_;
  std::string description_;
};

/// The error as JSON, not to be cached.
http::Response to_response(const OAuthError& error);

}  // namespace muster::api::oauth2
