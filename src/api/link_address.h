#pragma once
// One-time links as people get them: the secret stands in the fragment, which no browser sends and
// no log keeps.

#include <optional>
#include <string>
#include <string_view>

#include "api/services.h"
#include "api/text_rule.h"
#include "http/message.h"
#include "security/secret.h"

namespace muster::api {

constexpr TextRule link_text = {.min = 1, .max = 2048};  ///< a link, or its secret alone

/// `<address of the portal>/<page>`. The address is the configured one, else the one that the
/// request went to.
std::string portal_address(const Services& services, const http::Request& request,
                           std::string_view page);

/// `<address of the portal>/<page>#<secret>`.
std::string link_address(const Services& services, const http::Request& request,
                         std::string_view page, std::string_view secret);

/// The secret in a pasted link, or a secret that is pasted alone; nullopt when it is of no such
/// form.
std::optional<std::string_view> secret_in_link(std::string_view text, security::SecretKind kind);

}  // namespace muster::api
