#pragma once
// Requests of the OAuth endpoints: a form, and who the client is.

#include <functional>
#include <string>

#include "api/operations.h"
#include "registry/api_client.h"
#include "security/form_body.h"

namespace muster::api::oauth2 {

/// Adds an endpoint that reads a form; an OAuthError that the handler throws is its answer.
using FormHandler = std::function<http::Response(const http::Request&, const security::FormBody&)>;
void add_form_endpoint(Operations& operations, std::string path, std::string operation,
                       FormHandler handler);

/// The client whose id and secret stand in the Authorization header or in the form (RFC 6749,
/// 2.3.1). Throws OAuthError `invalid_client` for one that is unknown, expired or revoked, and for
/// a wrong secret; which of them is not told, nor can the time of the answer tell.
registry::ApiClient authenticate_client(Services& services, const http::Request& request,
                                        const security::FormBody& form);

/// The scopes of the form's `scope` (RFC 6749, 3.3); without it, `most`. Throws OAuthError
/// `invalid_scope` for what is unknown or not in `most`.
registry::Scopes requested_scopes(const security::FormBody& form, registry::Scopes most);

}  // namespace muster::api::oauth2
