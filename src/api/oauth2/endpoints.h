#pragma once
// The OAuth 2.0 endpoints, whose requests are forms and whose errors are those of RFC 6749, 5.2,
// rather than problem details. One file each.

#include "api/operations.h"

namespace muster::api::oauth2 {

void add_token_endpoint(Operations& operations);        ///< POST /oauth2/token
void add_revocation(Operations& operations);            ///< POST /oauth2/revoke (RFC 7009)
void add_device_authorization(Operations& operations);  ///< POST /oauth2/device_authorization

}  // namespace muster::api::oauth2
