#include "api/attempt_counter.h"

#include "api/problems.h"
#include "security/attempt_delay.h"

namespace muster::api {
namespace {

constexpr std::size_t most_callers = 10'000;

}  // namespace

void AttemptCounter::check(std::int64_t caller, registry::Time now) const {
  const std::lock_guard lock(mutex_);
  const auto found = failures_.find(caller);
  if (found == failures_.end()) return;
  const auto wait = security::retry_after(found->second.count, found->second.last, now);
  if (wait <= std::chrono::milliseconds{0}) return;
  auto refused = problem(ProblemCode::too_many_requests, "Too many attempts that failed.");
  refused.headers.set("Retry-After",
                      std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()));
  throw Refusal(std::move(refused));
}

void AttemptCounter::failed(std::int64_t caller, registry::Time now) {
  const std::lock_guard lock(mutex_);
  if (failures_.size() >= most_callers) {
    std::erase_if(failures_, [&](const auto& entry) {
      return now - entry.second.last > security::longest_delay;
    });
  }
  auto& failures = failures_[caller];
  failures.count = security::failures_after_another(failures.count, failures.last, now);
  failures.last = now;
}

void AttemptCounter::succeeded(std::int64_t caller) {
  const std::lock_guard lock(mutex_);
  failures_.erase(caller);
}

}  // namespace muster::api
