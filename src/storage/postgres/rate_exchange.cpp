#include "storage/rate_exchange.h"

#include <fmt/format.h>

#include <sstream>

#include "storage/postgres/channel.h"

namespace muster::storage {
namespace {

using postgres::Channel;
using postgres::ChannelEnds;

/// Notifications leave nothing in any table, and reach only who listens: what was not heard is a
/// moment's requests, which nobody needs later. A channel of its own, so that the signals between
/// processes (relay.h) never wait behind many of these.
class RateExchange {
 public:
  RateExchange(std::string address, RateExchangeEnds ends)
      : ends_(std::move(ends)),
        channel_(std::move(address),
                 {.name = "muster_rates",
                  .without = "each server counts requests for itself",
                  // Nobody could be told, and it must not pile up.
                  .before_connecting = [this] { (void)ends_.take_spent(); },
                  .speak = [this](const auto& say) { return speak(say); },
                  .hear = [this](std::string_view message) { hear(message); }}) {}

 private:
  std::chrono::milliseconds speak(const ChannelEnds::Say& say) {
    using std::chrono::ceil;
    using std::chrono::milliseconds;
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return ceil<milliseconds>(next_ - now);
    next_ = now + between_rate_exchanges;
    std::string message;
    const auto send = [&] {
      if (!message.empty()) say(message);
      message.clear();
    };
    for (const auto& [key, requests] : ends_.take_spent()) {
      if (message.size() + key.size() + 12 > postgres::longest_message) send();
      message += fmt::format("{}{} {}", message.empty() ? "" : " ", key, requests);
    }
    send();
    return between_rate_exchanges;
  }

  void hear(std::string_view message) {
    std::istringstream words{std::string(message)};
    SpentRequests spent;
    std::string key;
    std::uint32_t requests = 0;
    while (words >> key >> requests) spent[key] += requests;
    ends_.spent_elsewhere(spent);
  }

  const RateExchangeEnds ends_;
  std::chrono::steady_clock::time_point next_;  ///< when others are to be told again
  Channel channel_;                             ///< goes first
};

}  // namespace

std::shared_ptr<void> exchange_rates(const std::string& address, RateExchangeEnds ends) {
  return std::make_shared<RateExchange>(address, std::move(ends));
}

}  // namespace muster::storage
