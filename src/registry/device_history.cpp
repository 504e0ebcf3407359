// Where something is not written down, what can be said for sure is: a state was reached at the
// latest when it was left.

#include "registry/device_history.h"

#include <algorithm>
#include <utility>

namespace muster::registry {
namespace {

struct AuditedEvent {
  std::string_view action;
  DeviceEventKind kind;
};
constexpr AuditedEvent audited_events[] = {
    {"device.approved", DeviceEventKind::approved},
    {"device.enrolled", DeviceEventKind::enrolled},
    {"device.enrolled_again", DeviceEventKind::enrolled_again},
    {"device.enrolment_allowed", DeviceEventKind::enrolment_allowed},
    {"device.removed", DeviceEventKind::removed},
};

Actor uploader_of(const Batch& batch) {
  return {batch.origin.token_name, batch.origin.created_by, batch.origin.created_by_name};
}

Actor actor_of(const AuditEntry& entry) {
  return {entry.cause.name, entry.cause.organisation, entry.cause.organisation_name};
}

/// Tells of one row, in the order in which things can happen to it.
class Telling {
 public:
  explicit Telling(const RegistrationAttempt& attempt)
      : attempt_(attempt), device_(attempt.device) {}

  std::vector<DeviceEvent> run() {
    if (!attempt_.batch.origin.approved) accepted();
    if (device_.state == StoredState::pending) {
      if (attempt_.batch.state == BatchState::cancelled) cancelled();
      return std::move(events_);
    }
    decided();
    audited();
    retried();
    return std::move(events_);
  }

 private:
  DeviceEvent& add(DeviceEventKind kind, Time at) {
    DeviceEvent event{.kind = kind, .at = at};
    event.device = device_.id;
    return events_.emplace_back(std::move(event));
  }

  void accepted() {
    auto& event = add(DeviceEventKind::accepted, attempt_.batch.accepted_at);
    event.who = uploader_of(attempt_.batch);
    event.request_id = attempt_.batch.origin.request_id;
    event.order_id = attempt_.batch.origin.order_id;
    event.purchase_id = attempt_.batch.origin.purchase_id;
  }

  void cancelled() {
    auto& event = add(DeviceEventKind::cancelled,
                      attempt_.batch.finished_at.value_or(attempt_.batch.accepted_at));
    event.who.emplace();
    if (!attempt_.cancel) return;
    event.who = actor_of(*attempt_.cancel);
    event.request_id = attempt_.cancel->cause.request_id;
  }

  /// The server decides, so nobody is named; support asks for the request that brought the row.
  void decided() {
    auto& event = add(device_.error ? DeviceEventKind::failed : DeviceEventKind::registered,
                      attempt_.decided_at.value_or(decided_at_the_latest()));
    event.exact = attempt_.decided_at.has_value();
    event.error = device_.error;
    event.request_id = attempt_.batch.origin.request_id;
  }

  Time decided_at_the_latest() const {
    auto latest = std::min(device_.changed_at, attempt_.batch.finished_at.value_or(Time::max()));
    for (const auto& entry : attempt_.entries) {
      if (kind_of(entry)) latest = std::min(latest, entry.at);
    }
    return latest;
  }

  static std::optional<DeviceEventKind> kind_of(const AuditEntry& entry) {
    for (const auto& [action, kind] : audited_events) {
      if (entry.change.action == action) return kind;
    }
    return std::nullopt;
  }

  void audited() {
    bool enrolled = false;
    bool removed = false;
    for (const auto& entry : attempt_.entries) {
      const auto kind = kind_of(entry);
      if (!kind) continue;
      auto& event = add(*kind, entry.at);
      event.who = actor_of(entry);
      event.request_id = entry.cause.request_id;
      if (*kind == DeviceEventKind::approved) event.retried_as = retried_as();
      enrolled = enrolled || *kind == DeviceEventKind::enrolled;
      removed = removed || *kind == DeviceEventKind::removed;
    }
    if (device_.state == StoredState::enrolled && !enrolled) {
      auto& event = add(DeviceEventKind::enrolled, device_.changed_at);
      event.exact = false;
      event.who.emplace();
    }
    const bool is_gone =
        device_.state == StoredState::removing || device_.state == StoredState::removed;
    if (is_gone && !removed) add(DeviceEventKind::removed, device_.changed_at).who.emplace();
  }

  RegistrationId retried_as() const {
    return attempt_.retried_in ? registration_of(attempt_.retried_in->id, row_of(device_.id))
                               : RegistrationId{};
  }

  void retried() {
    if (device_.state != StoredState::retried) return;
    if (attempt_.retried_in && attempt_.retried_in->origin.approved) return;  // told by `approved`
    auto& event = add(DeviceEventKind::retried, device_.changed_at);
    event.who.emplace();
    if (!attempt_.retried_in) return;
    event.who = uploader_of(*attempt_.retried_in);
    event.request_id = attempt_.retried_in->origin.request_id;
    event.retried_as = retried_as();
  }

  const RegistrationAttempt& attempt_;
  const Device& device_;
  std::vector<DeviceEvent> events_;
};

}  // namespace

std::string_view to_string(KeyPlace place) {
  switch (place) {
    case KeyPlace::software:
      return "software";
    case KeyPlace::tpm:
      return "tpm";
    case KeyPlace::unproven:
      return "unproven";
  }
  return "";
}

std::string_view to_string(DeviceEventKind kind) {
  switch (kind) {
    case DeviceEventKind::accepted:
      return "accepted";
    case DeviceEventKind::registered:
      return "registered";
    case DeviceEventKind::failed:
      return "failed";
    case DeviceEventKind::cancelled:
      return "cancelled";
    case DeviceEventKind::retried:
      return "retried";
    case DeviceEventKind::approved:
      return "approved";
    case DeviceEventKind::enrolled:
      return "enrolled";
    case DeviceEventKind::enrolled_again:
      return "enrolled_again";
    case DeviceEventKind::enrolment_allowed:
      return "enrolment_allowed";
    case DeviceEventKind::removed:
      return "removed";
  }
  std::unreachable();
}

std::vector<DeviceEvent> history_of(const std::vector<RegistrationAttempt>& attempts) {
  std::vector<DeviceEvent> events;
  for (const auto& attempt : attempts) {
    auto told = Telling(attempt).run();
    std::ranges::move(told, std::back_inserter(events));
  }
  std::ranges::stable_sort(events, {}, &DeviceEvent::at);
  return events;
}

}  // namespace muster::registry
