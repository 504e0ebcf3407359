#include "server/rate_sharing.h"

#include <chrono>
#include <span>

#include "security/sha256.h"
#include "storage/rate_exchange.h"

namespace muster::server {

bool shares_rates(const Configuration& configuration) {
  return !configuration.database.empty() && (configuration.requests_per_second_per_token > 0 ||
                                             configuration.requests_per_second_per_address > 0);
}

std::string name_of_token(std::string_view credential) {
  const auto digest = security::sha256(credential);
  return security::to_hex(std::span(digest).first(16));
}

std::shared_ptr<void> share_rates(const Configuration& configuration, http::RateLimits& limits) {
  return storage::exchange_rates(configuration.database,
                                 {.take_spent = [&limits] { return limits.take_spent(); },
                                  .spent_elsewhere =
                                      [&limits](const storage::SpentRequests& spent) {
                                        limits.spent_elsewhere(spent,
                                                               std::chrono::steady_clock::now());
                                      }});
}

}  // namespace muster::server
