#include "api/attempt.h"

#include <fmt/format.h>

#include "api/problems.h"
#include "http/forwarding.h"
#include "security/attempt_delay.h"

namespace muster::api {

void Attempt::refuse_if_too_soon() const {
  const auto count = services_.sign_in_failures.of(subject_);
  refuse_for(security::retry_after(count.failures / people_, count.last, services_.clock.now()));
}

void Attempt::failed() {
  const auto now = services_.clock.now();
  services_.sign_in_failures.change(subject_, [&](const Count& count) {
    return Count{security::failures_after_another(count.failures, count.last, now), now};
  });
}

void Attempt::begin() {
  const auto now = services_.clock.now();
  std::chrono::milliseconds wait{0};
  services_.sign_in_failures.change(subject_, [&](const Count& count) {
    before_ = counted_ = count;
    wait = security::retry_after(count.failures / people_, count.last, now);
    if (wait == std::chrono::milliseconds{0}) {
      counted_ = {security::failures_after_another(count.failures, count.last, now), now};
    }
    return counted_;
  });
  refuse_for(wait);
}

void Attempt::take_back() {
  services_.sign_in_failures.change(subject_, [&](const Count& count) {
    if (count == counted_) return before_;
    // Others came between.
    return Count{count.failures == 0 ? 0 : count.failures - 1, count.last};
  });
}

void Attempt::refuse_for(std::chrono::milliseconds wait) const {
  if (wait == std::chrono::milliseconds{0}) return;
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  auto refused =
      problem(ProblemCode::too_many_requests,
              fmt::format("Too many attempts failed. Try again in {} seconds.", seconds));
  refused.headers.set("Retry-After", std::to_string(seconds));
  throw Refusal(std::move(refused));
}

std::string network_subject(std::string_view kind, const http::Request& request) {
  return fmt::format("{}:{}", kind, http::network_of(request.client_address));
}

}  // namespace muster::api
