#include "api/oidc/failed_sign_in.h"

#include <utility>

#include "security/form_body.h"

namespace muster::api::oidc {

std::string_view to_string(SignInFault fault) {
  switch (fault) {
    case SignInFault::provider_unknown:
      return "provider_unknown";
    case SignInFault::provider_unreachable:
      return "provider_unreachable";
    case SignInFault::provider_misconfigured:
      return "provider_misconfigured";
    case SignInFault::provider_failed:
      return "provider_failed";
    case SignInFault::sign_in_denied:
      return "sign_in_denied";
    case SignInFault::sign_in_expired:
      return "sign_in_expired";
    case SignInFault::token_refused:
      return "token_refused";
    case SignInFault::no_email:
      return "no_email";
    case SignInFault::email_in_use:
      return "email_in_use";
    case SignInFault::not_mapped:
      return "not_mapped";
    case SignInFault::too_many_sign_ins:
      return "too_many_sign_ins";
  }
  std::unreachable();
}

FailedSignIn failure_of(const security::OidcFailure& failure) {
  using Reason = security::OidcFailure::Reason;
  switch (failure.reason) {
    case Reason::unreachable:
      return {SignInFault::provider_unreachable, failure.text};
    case Reason::misconfigured:
      return {SignInFault::provider_misconfigured, failure.text};
    case Reason::code_refused:
      return {SignInFault::sign_in_expired, failure.text};
    case Reason::token_refused:
      return {SignInFault::token_refused, failure.text};
  }
  std::unreachable();
}

http::Response redirect(std::string location) {
  auto response = http::Response::empty(302);
  response.headers.set("Location", std::move(location));
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("Referrer-Policy", "no-referrer");
  return response;
}

http::Response to_response(const FailedSignIn& failed, const http::Request& request) {
  const std::string code(to_string(failed.fault));
  auto response = redirect(
      "/sign-in?" + security::form_encoded({{"error", code}, {"request_id", request.request_id}}));
  response.problem = code;
  response.problem_detail = failed.detail;
  return response;
}

}  // namespace muster::api::oidc
