#include "server/webhook_sender.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <exception>

#include "security/webhook_signature.h"

namespace muster::server {
namespace {

using registry::Attempt;
using registry::Webhooks;
using security::OutgoingFailure;

/// Without news the outbox is looked at this often: another process may have filled it.
constexpr std::chrono::milliseconds longest_wait = std::chrono::minutes{1};
constexpr std::chrono::hours between_deletions{1};
constexpr std::chrono::milliseconds wait_after_fault = std::chrono::seconds{5};

/// What whoever runs the receiver is told: nothing of our network, which they have no part in.
std::string_view sentence_of(OutgoingFailure::Reason reason) {
  using Reason = OutgoingFailure::Reason;
  switch (reason) {
    case Reason::bad_url:
      return "The address can't be used.";
    case Reason::not_allowed:
      return "The name leads to an address that this installation doesn't send to.";
    case Reason::unreachable:
      return "No answer: there is no such name, or the connection was refused or broken off.";
    case Reason::bad_tls:
      return "The certificate is not trusted, or is of another name.";
    case Reason::timed_out:
      return "No answer in time.";
    case Reason::too_large:
      return "The answer was too large.";
  }
  std::unreachable();
}

/// In [0, 1).
double fraction(security::Random& random) {
  std::array<std::uint32_t, 1> number{};
  random.fill(std::as_writable_bytes(std::span(number)));
  return static_cast<double>(number.front()) / 4294967296.0;
}

}  // namespace

WebhookSender::WebhookSender(Webhooks& webhooks, security::Outgoing& outgoing,
                             const registry::Clock& clock, security::Random& random,
                             std::function<void(const std::exception&)> failed)
    : webhooks_(webhooks),
      outgoing_(outgoing),
      clock_(clock),
      random_(random),
      failed_(std::move(failed)) {}

WebhookSender::~WebhookSender() { stop(); }

void WebhookSender::start(std::size_t at_once) {
  for (std::size_t i = 0; i < at_once; ++i) threads_.emplace_back([this] { work(); });
}

void WebhookSender::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void WebhookSender::wake() {
  {
    const std::lock_guard lock(mutex_);
    news_ = true;
  }
  changed_.notify_one();
}

void WebhookSender::work() {
  while (const auto due = next()) {
    send(*due);
    {
      const std::lock_guard lock(mutex_);
      busy_.erase(due->webhook.id);
      news_ = true;
    }
    changed_.notify_one();
  }
}

std::optional<Webhooks::Due> WebhookSender::next() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    news_ = false;
    auto wait = longest_wait;
    try {
      clear();
      if (auto due = find_due(wait)) {
        busy_.insert(due->webhook.id);
        // There may be more for another thread.
        news_ = true;
        changed_.notify_one();
        return due;
      }
    } catch (const std::exception& error) {
      failed_(error);
      wait = wait_after_fault;
    }
    changed_.wait_for(lock, wait, [this] { return stopping_ || news_; });
  }
  return std::nullopt;
}

std::optional<Webhooks::Due> WebhookSender::find_due(std::chrono::milliseconds& wait) {
  const auto now = clock_.now();
  for (const auto& waiting : webhooks_.waiting()) {
    if (busy_.contains(waiting.webhook)) continue;
    if (waiting.next_attempt_at > now) {
      wait = std::min(wait, waiting.next_attempt_at - now);
      break;
    }
    if (auto due = webhooks_.due(waiting.organisation, waiting.webhook)) return due;
  }
  return std::nullopt;
}

void WebhookSender::clear() {
  const auto now = clock_.now();
  if (cleared_at_ && now - *cleared_at_ < between_deletions) return;
  cleared_at_ = now;
  webhooks_.forget_old();
}

void WebhookSender::send(const Webhooks::Due& due) {
  try {
    webhooks_.attempted(due.delivery.organisation, due.delivery.id, attempt(due));
  } catch (const std::exception& error) {
    failed_(error);
    std::unique_lock lock(mutex_);  // a message that can't be noted must not be sent in a rush
    changed_.wait_for(lock, wait_after_fault, [this] { return stopping_; });
  }
}

Attempt WebhookSender::attempt(const Webhooks::Due& due) {
  const auto& [webhook, delivery] = due;
  const auto now = clock_.now();
  security::OutgoingRequest request{
      .method = "POST",
      .url = webhook.url,
      .headers =
          security::webhook_headers(webhook.secrets(now), delivery.id.text(), now, delivery.body),
      .body = delivery.body};
  request.headers.emplace_back("Content-Type", "application/json");
  request.headers.emplace_back("User-Agent", "Muster-Webhooks");
  const auto answer = outgoing_.send(request);

  Attempt attempt;
  if (answer) {
    attempt.status = answer->status;
    attempt.delivered = answer->status >= 200 && answer->status < 300;
    if (!attempt.delivered) {
      attempt.error = fmt::format("Answered {}{}.", answer->status,
                                  answer->status / 100 == 3 ? ": redirects are not followed" : "");
    }
  } else {
    attempt.error = sentence_of(answer.error().reason);
  }
  if (!attempt.delivered) {
    const auto failures = static_cast<unsigned>(delivery.attempts) + 1;
    if (const auto delay = security::webhook_retry_delay(failures, fraction(random_))) {
      attempt.next = clock_.now() + *delay;
    }
  }
  return attempt;
}

}  // namespace muster::server
