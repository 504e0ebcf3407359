#include "api/oauth2/device_grant.h"

#include <fmt/format.h>

#include "api/oauth2/oauth_error.h"
#include "security/secret.h"

namespace muster::api::oauth2 {
namespace {

using registry::DeviceAuthorization;
using registry::DeviceAuthorizationState;

/// Answers a poll of a code that nobody has decided on.
[[noreturn]] void go_on_waiting(Services& services, const DeviceAuthorization& authorization,
                                const security::Digest& hash) {
  const auto now = services.clock.now();
  const bool too_early =
      authorization.last_polled_at && now - *authorization.last_polled_at < authorization.interval;
  const auto interval =
      authorization.interval + (too_early ? registry::poll_interval : std::chrono::seconds{0});
  services.device_authorizations.polled(hash, now, interval);
  if (too_early) {
    throw OAuthError(ErrorCode::slow_down,
                     fmt::format("Poll {} seconds apart from now on.", interval.count()));
  }
  throw OAuthError(ErrorCode::authorization_pending, "Nobody has approved the code yet.");
}

/// The token, in the step that marks the code as used. The role is that of the person, as it is at
/// each use.
GrantedToken hand_out(Services& services, const http::Request& request,
                      const DeviceAuthorization& authorization, const security::Digest& hash) {
  const auto secret = security::make_secret(security::SecretKind::token, services.random);
  GrantedToken granted{.token = {}, .text = secret.text};
  services.in_one_step([&] {
    if (!services.device_authorizations.hand_out(hash)) {
      throw OAuthError(ErrorCode::invalid_grant, "The device code was used already.");
    }
    granted.token = services.tokens.create(
        {.organisation = authorization.organisation,
         .name = authorization.client_name,
         .scopes = authorization.scopes,
         .person = authorization.person,
         .expires_at = services.clock.now() + registry::personal_token_lasts},
        secret.hash);
    const auto holder = services.tokens.find(secret.hash);
    if (!holder) {
      throw OAuthError(ErrorCode::access_denied,
                       "Whoever approved the code has left the organisation.");
    }
    services.audit.append({.organisation = authorization.organisation,
                           .organisation_name = holder->organisation.name,
                           .name = holder->person_name,
                           .person = authorization.person,
                           .address = request.client_address,
                           .request_id = request.request_id},
                          {.organisation = authorization.organisation,
                           .action = "token.created",
                           .subject = granted.token.id.text(),
                           .subject_name = granted.token.name});
  });
  return granted;
}

}  // namespace

void check_public_client(const security::FormBody& form) {
  if (form["client_id"] == public_client) return;
  throw OAuthError(ErrorCode::invalid_client,
                   fmt::format("client_id must be {} here.", public_client));
}

GrantedToken grant_by_device_code(Services& services, const http::Request& request,
                                  const security::FormBody& form) {
  check_public_client(form);
  const auto code = form["device_code"];
  if (code.empty()) {
    throw OAuthError(ErrorCode::invalid_request, "The form has no device_code.");
  }
  const auto hash = security::hash_of_secret(code);
  const auto found = security::has_secret_form(security::SecretKind::device_code, code)
                         ? services.device_authorizations.find(hash)
                         : std::nullopt;
  if (!found || found->state == DeviceAuthorizationState::handed_out) {
    throw OAuthError(ErrorCode::invalid_grant, "The device code is unknown or was used already.");
  }
  if (found->state == DeviceAuthorizationState::denied) {
    throw OAuthError(ErrorCode::access_denied, "The code was denied.");
  }
  if (services.clock.now() >= found->expires_at) {
    throw OAuthError(ErrorCode::expired_token, "Nobody approved the code in time.");
  }
  if (found->state == DeviceAuthorizationState::waiting) go_on_waiting(services, *found, hash);
  return hand_out(services, request, *found, hash);
}

}  // namespace muster::api::oauth2
