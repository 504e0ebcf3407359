#pragma once
// The device grant (RFC 8628): a command line polls until a person has approved its code.

#include "api/operations.h"
#include "security/form_body.h"

namespace muster::api::oauth2 {

constexpr std::string_view device_grant_type = "urn:ietf:params:oauth:grant-type:device_code";

/// The command line is a public client: it has an id that everybody knows, and no secret. Throws
/// OAuthError `invalid_client` for another.
constexpr std::string_view public_client = "muster-cli";
void check_public_client(const security::FormBody& form);

/// A personal token with its text, once its code was approved.
struct GrantedToken {
  registry::Token token;
  std::string text;
};
/// Throws OAuthError with what RFC 8628, 3.5, has for codes that are not approved (yet).
GrantedToken grant_by_device_code(Services& services, const http::Request& request,
                                  const security::FormBody& form);

}  // namespace muster::api::oauth2
