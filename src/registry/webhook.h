#pragma once
// Webhooks: an organisation's own address, to which we tell what happened. What is to be told is
// written to an outbox with the change itself, and sent from there until it arrives.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/ids.h"
#include "registry/time.h"

namespace muster::registry {

/// How long the secret before the present one signs along, so that a receiver can change over.
constexpr std::chrono::milliseconds old_secret_signs_for = std::chrono::hours{24};
/// How long what was delivered, or given up, stays in the log of deliveries.
constexpr std::chrono::milliseconds deliveries_last = std::chrono::days{30};

struct Webhook {
  WebhookId id;
  OrganisationId organisation;
  std::string url;
  std::vector<std::string> events;  ///< names of webhook_event.h
  std::string secret;               ///< `whsec_...`; needed again for each signature
  std::optional<std::string> old_secret;
  std::optional<Time> old_secret_until;
  bool enabled = true;  ///< off: nothing is told; what waits goes on waiting
  Time created_at;

  /// What signs at `now`: the secret, and for a while the one before.
  std::vector<std::string> secrets(Time now) const {
    std::vector<std::string> all{secret};
    if (old_secret && old_secret_until && now < *old_secret_until) all.push_back(*old_secret);
    return all;
  }
};

/// nullopt leaves a field as it is.
struct WebhookChange {
  std::optional<std::string> url;
  std::optional<std::vector<std::string>> events;
  std::optional<bool> enabled;
};

/// The numbers are stored.
enum class DeliveryState : std::uint8_t { waiting = 1, delivered = 2, given_up = 3 };
std::string_view to_string(DeliveryState state);

/// A message for one webhook. Its id goes along as `webhook-id`, the same at each attempt. Ids grow
/// with time.
struct Delivery {
  DeliveryId id;
  WebhookId webhook;
  OrganisationId organisation;
  std::string event;
  std::string body;
  DeliveryState state = DeliveryState::waiting;
  std::int64_t attempts = 0;
  Time next_attempt_at;            ///< while it waits
  std::optional<int> last_status;  ///< of HTTP; none: no answer came
  std::string last_error;          ///< one sentence for whoever runs the receiver; empty for none
  Time created_at;
  std::optional<Time> delivered_at;
};

/// Longer than any attempt takes.
constexpr std::chrono::milliseconds attempt_lasts = std::chrono::seconds{10};

/// What an attempt came to.
struct Attempt {
  bool delivered = false;
  std::optional<int> status;
  std::string error;
  std::optional<Time> next;  ///< when to try again; nullopt with an error: given up
};

/// Thread-safe; blocks on the database.
class Webhooks {
 public:
  virtual ~Webhooks() = default;
  /// Keeps it; `id` and `created_at` are given to it.
  virtual Webhook create(Webhook webhook) = 0;
  virtual std::optional<Webhook> find(OrganisationId organisation, WebhookId id) = 0;
  /// In the order in which they were made.
  virtual std::vector<Webhook> list(OrganisationId organisation) = 0;
  virtual std::optional<Webhook> change(OrganisationId organisation, WebhookId id,
                                        const WebhookChange& change) = 0;
  /// Another secret; the one before signs along for a day.
  virtual std::optional<Webhook> rotate(OrganisationId organisation, WebhookId id,
                                        const std::string& secret) = 0;
  /// With its deliveries. False when there is none.
  virtual bool remove(OrganisationId organisation, WebhookId id) = 0;

  // The outbox.
  /// Writes a message for each of the organisation's webhooks that wants the event, in the
  /// transaction that is open on this thread if there is one. Returns how many.
  virtual std::size_t tell(OrganisationId organisation, std::string_view event,
                           std::string_view body) = 0;
  /// A message for one webhook, whether it wants the event or not.
  virtual Delivery tell_one(const Webhook& webhook, std::string_view event,
                            std::string_view body) = 0;
  /// The newest first; those with an id below `before` (0: from the newest).
  virtual std::vector<Delivery> deliveries(OrganisationId organisation, WebhookId webhook,
                                           DeliveryId before, std::size_t limit) = 0;
  /// Sends it again at once, with all attempts before it; nullopt when there is none.
  virtual std::optional<Delivery> resend(OrganisationId organisation, WebhookId webhook,
                                         DeliveryId id) = 0;

  // For the sender.
  struct Waiting {
    OrganisationId organisation;
    WebhookId webhook;
    Time next_attempt_at;  ///< of its first message
  };
  /// The webhooks that are on and for which something waits, the first one first.
  virtual std::vector<Waiting> waiting() = 0;
  struct Due {
    Webhook webhook;
    Delivery delivery;
  };
  /// The message of this webhook that waits longest and is due. It is the caller's for
  /// attempt_lasts; what a process that died had in hand is due again then.
  virtual std::optional<Due> due(OrganisationId organisation, WebhookId webhook) = 0;
  virtual void attempted(OrganisationId organisation, DeliveryId id, const Attempt& attempt) = 0;
  /// Forgets what is over for longer than deliveries_last.
  virtual void forget_old() = 0;
};

}  // namespace muster::registry
