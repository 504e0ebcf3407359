#pragma once
// What the servers of one PostgreSQL database tell each other of the requests that they let
// through, so that a limit of requests holds for all of them together.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace muster::storage {

/// Each server tells the others so often: what is spent meanwhile, each does not know of the
/// others.
constexpr std::chrono::milliseconds between_rate_exchanges{200};

/// Requests by whom they count for. Keys have no blanks, and may be seen by whoever may look into
/// the database.
using SpentRequests = std::map<std::string, std::uint32_t>;

/// Both are called by the exchange's thread.
struct RateExchangeEnds {
  std::function<SpentRequests()> take_spent;  ///< here, since the last call
  std::function<void(const SpentRequests&)> spent_elsewhere;
};

/// Tells and hears until the handle is dropped. While the database is away nothing is told: each
/// server counts for itself. `address` as open_postgres() takes it.
std::shared_ptr<void> exchange_rates(const std::string& address, RateExchangeEnds ends);

}  // namespace muster::storage
