#pragma once
// Why somebody could not be signed in through a provider: told as a code in the address of the
// portal's page, which has the words for it, and in whole where the operator looks up the request.

#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.h"
#include "security/oidc.h"

namespace muster::api::oidc {

enum class SignInFault : std::uint8_t {
  provider_unknown,        ///< there is no such provider, or it is switched off
  provider_unreachable,    ///< it does not answer; trying again may help
  provider_misconfigured,  ///< it and we do not fit together: for the operator
  provider_failed,         ///< it said an error
  sign_in_denied,          ///< the person said no there, or may not
  sign_in_expired,         ///< too old, used, or begun in another browser: begin again
  token_refused,           ///< what it signed does not hold
  no_email,                ///< it does not tell the person's e-mail address
  email_in_use,            ///< somebody else has an account with that address
  not_mapped,              ///< no rule gives them an organisation
  too_many_sign_ins,       ///< are under way
};
/// The code; never changes.
std::string_view to_string(SignInFault fault);

/// Thrown where signing in ends.
struct FailedSignIn {
  SignInFault fault;
  std::string detail;  ///< one sentence for whoever looks up the request
};

/// What went wrong between us and the provider.
FailedSignIn failure_of(const security::OidcFailure& failure);

/// Sends the browser to `/sign-in?error=CODE&request_id=ID`.
http::Response to_response(const FailedSignIn& failed, const http::Request& request);

/// 302 to a path of ours or an address; never kept by a cache.
http::Response redirect(std::string location);

}  // namespace muster::api::oidc
