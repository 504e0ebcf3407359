#include "api/customer_events.h"

#include <boost/json.hpp>
#include <utility>

#include "api/operations.h"
#include "api/problems.h"
#include "api/render_batch.h"
#include "api/render_organisation.h"
#include "api/sight.h"

namespace muster::api {

namespace {
constexpr std::size_t most_batches = 20;  ///< told at once; more are in the list
}

CustomerEvents::CustomerEvents(Services& services, std::shared_ptr<Authentication> authentication,
                               SignedIn signed_in, registry::OrganisationId customer)
    : services_(services),
      authentication_(std::move(authentication)),
      signed_in_(std::move(signed_in)),
      customer_(customer),
      changes_(std::make_shared<std::atomic<std::uint64_t>>(1)) {}

void CustomerEvents::on_wake(std::function<void()> wake) {
  watch_ = services_.signals.watch(customer_, [changes = changes_, wake = std::move(wake)] {
    changes->fetch_add(1);
    wake();
  });
}

bool CustomerEvents::may_go_on() {
  if (!authentication_->is_still_good(signed_in_.credential)) return false;
  const auto customer = services_.organisations.find(customer_);
  if (!customer) return false;
  std::optional<registry::Relationship> relationship;
  try {
    authorise(services_, signed_in_.caller, registry::Action::see_devices, *customer, relationship,
              "customer");
  } catch (const Refusal&) {
    return false;
  }
  sight_ = sight_of(signed_in_.caller, relationship);
  return true;
}

/// Those that are open, that were when it was told last, and that came since.
std::vector<registry::Batch> CustomerEvents::batches_that_moved(registry::Time now) {
  auto newest = services_.batches.list(customer_, sight_, registry::BatchId{0}, most_batches);
  std::vector<registry::Batch> moved;
  std::set<registry::BatchId> open;
  for (auto& batch : newest) {
    const bool is_open = !registry::is_over(batch.state);
    if (is_open) open.insert(batch.id);
    const bool was_open = open_.erase(batch.id) > 0;
    if (is_open || was_open || (told_at_ && batch.accepted_at >= *told_at_)) {
      moved.push_back(std::move(batch));
    }
  }
  // Old ones, that many others came after.
  for (const auto id : open_) {
    auto batch = services_.batches.find(customer_, id);
    if (!batch || (sight_ && batch->origin.created_by != *sight_)) continue;
    if (!registry::is_over(batch->state)) open.insert(id);
    moved.push_back(std::move(*batch));
  }
  open_ = std::move(open);
  told_at_ = now;
  return moved;
}

http::EventSource::Batch CustomerEvents::next() {
  const auto now = services_.clock.now();
  const auto changes = changes_->load();
  const bool changed = changes != seen_;
  if (changed && told_at_ && now >= *told_at_ && now - *told_at_ < between_changes) {
    return {.events = {}, .again = between_changes - (now - *told_at_)};
  }
  if (!may_go_on()) return {.events = {}, .finished = true};
  if (!changed) return {};
  seen_ = changes;
  boost::json::array batches;
  for (const auto& batch : batches_that_moved(now)) batches.push_back(to_json(batch, now));
  boost::json::object data;
  data["devices"] =
      to_json(services_.devices.counts(customer_, active_window(services_, customer_), sight_));
  data["batches"] = std::move(batches);
  return {.events = {{.id = "", .event = "changed", .data = boost::json::serialize(data)}}};
}

}  // namespace muster::api
