#include "api/oauth2/oauth_error.h"

#include <boost/json.hpp>

namespace muster::api::oauth2 {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_request:
      return "invalid_request";
    case ErrorCode::invalid_client:
      return "invalid_client";
    case ErrorCode::invalid_grant:
      return "invalid_grant";
    case ErrorCode::unauthorized_client:
      return "unauthorized_client";
    case ErrorCode::unsupported_grant_type:
      return "unsupported_grant_type";
    case ErrorCode::invalid_scope:
      return "invalid_scope";
    case ErrorCode::authorization_pending:
      return "authorization_pending";
    case ErrorCode::slow_down:
      return "slow_down";
    case ErrorCode::access_denied:
      return "access_denied";
    case ErrorCode::expired_token:
      return "expired_token";
  }
  std::unreachable();
}

http::Response to_response(const OAuthError& error) {
  const bool unknown_client = error.code() == ErrorCode::invalid_client;
  auto response = http::Response::json(
      unknown_client ? 401 : 400,
      boost::json::serialize(boost::json::object{{"error", to_string(error.code())},
                                                 {"error_description", error.what()}}));
  if (unknown_client) response.headers.set("WWW-Authenticate", "Basic realm=\"muster\"");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace muster::api::oauth2
