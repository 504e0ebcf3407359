#pragma once
// How a receiver knows that a webhook is ours, as Standard Webhooks defines it
// (github.com/standard-webhooks/standard-webhooks, spec): three headers, the signature being
// HMAC-SHA256 over `ID.TIMESTAMP.BODY`. And when an undelivered one is tried again.

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "registry/time.h"
#include "security/random.h"

namespace muster::security {

/// `whsec_` and 32 random bytes in Base64. Shown to the receiver; unlike a password we need it
/// again, so it is kept as it is.
std::string make_webhook_secret(Random& random);

/// Whether it is `whsec_` and 24 to 64 bytes in Base64.
bool has_webhook_secret_form(std::string_view secret);

/// webhook-id, webhook-timestamp and webhook-signature for one attempt. During the change of a
/// secret hand in the new and the old one: receivers take any signature that fits. `id` names the
/// message, the same at each attempt. Throws std::invalid_argument when there is no secret or one
/// without the form, or when the id has a dot, which would let two messages have one signature.
std::vector<std::pair<std::string, std::string>> webhook_headers(
    const std::vector<std::string>& secrets, std::string_view id, registry::Time now,
    std::string_view body);

/// Whether one of the space-separated signatures in `header` is that of a secret: what our own
/// documentation and tests show receivers.
bool is_webhook_signature(std::string_view header, std::string_view secret, std::string_view id,
                          std::int64_t timestamp_s, std::string_view body);

/// How long to wait after the `failures`th failed attempt (1 for the first): from 5 seconds to a
/// day, 10 retries within 3 days; nullopt: give up. `jitter` in [0, 1) is random, and takes off up
/// to a fifth, so that receivers that come back are not met by everything at once.
std::optional<std::chrono::milliseconds> webhook_retry_delay(unsigned failures, double jitter);

}  // namespace muster::security
