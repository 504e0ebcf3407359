#pragma once
// Which addresses a webhook may have. Whether a name leads to a private address is seen when it is
// connected to (security/outgoing.h); what is wrong at sight is told at once.

#include <optional>
#include <string>
#include <string_view>

namespace muster::api {

/// Why the address can't be used, in a sentence; nullopt when it can. `private_too`: plain http and
/// private addresses are allowed.
std::optional<std::string> fault_of_webhook_url(std::string_view url, bool private_too);

}  // namespace muster::api
