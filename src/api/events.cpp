#include "api/events.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <utility>

#include "api/render_batch.h"

namespace muster::api {

std::string event_id(const registry::Batch& batch) {
  const auto decided = batch.counts.registered + batch.counts.failed + batch.counts.cancelled;
  return fmt::format("{}-{}", to_string(batch.state), decided);
}

BatchEvents::BatchEvents(Services& services, std::shared_ptr<Authentication> authentication,
                         registry::TokenHash token, const registry::Batch& batch,
                         std::string last_id)
    : services_(services),
      authentication_(std::move(authentication)),
      token_(token),
      customer_(batch.origin.customer),
      id_(batch.id),
      last_id_(std::move(last_id)) {}

void BatchEvents::on_wake(std::function<void()> wake) {
  watch_ = services_.signals.watch(id_, std::move(wake));
}

http::EventSource::Batch BatchEvents::next() {
  if (!authentication_->is_still_good(token_)) return {.events = {}, .finished = true};
  const auto batch = services_.batches.find(customer_, id_);
  if (!batch) return {.events = {}, .finished = true};
  const auto now = services_.clock.now();
  auto id = event_id(*batch);
  if (registry::is_over(batch->state)) {
    return {.events = {{.id = std::move(id),
                        .event = "finished",
                        .data = boost::json::serialize(to_json(*batch, now))}},
            .finished = true};
  }
  const bool too_soon = told_at_ && now >= *told_at_ && now - *told_at_ < between_progress;
  if (id == last_id_ || too_soon) return {};
  last_id_ = id;
  told_at_ = now;
  return {.events = {{.id = std::move(id),
                      .event = "progress",
                      .data = boost::json::serialize(to_json(*batch, now))}},
          .finished = false};
}

}  // namespace muster::api
