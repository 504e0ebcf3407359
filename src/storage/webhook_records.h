#pragma once

#include "registry/webhook.h"
#include "storage/sql.h"

namespace muster::storage {

/// Webhooks and their outbox in SQL. Thread-safe.
class WebhookRecords final : public registry::Webhooks {
 public:
  WebhookRecords(Database& database, const registry::Clock& clock)
      : database_(database), clock_(clock) {}

  registry::Webhook create(registry::Webhook webhook) override;
  std::optional<registry::Webhook> find(registry::OrganisationId organisation,
                                        registry::WebhookId id) override;
  std::vector<registry::Webhook> list(registry::OrganisationId organisation) override;
  std::optional<registry::Webhook> change(registry::OrganisationId organisation,
                                          registry::WebhookId id,
                                          const registry::WebhookChange& change) override;
  std::optional<registry::Webhook> rotate(registry::OrganisationId organisation,
                                          registry::WebhookId id,
                                          const std::string& secret) override;
  bool remove(registry::OrganisationId organisation, registry::WebhookId id) override;

  std::size_t tell(registry::OrganisationId organisation, std::string_view event,
                   std::string_view body) override;
  registry::Delivery tell_one(const registry::Webhook& webhook, std::string_view event,
                              std::string_view body) override;
  std::vector<registry::Delivery> deliveries(registry::OrganisationId organisation,
                                             registry::WebhookId webhook,
                                             registry::DeliveryId before,
                                             std::size_t limit) override;
  std::optional<registry::Delivery> resend(registry::OrganisationId organisation,
                                           registry::WebhookId webhook,
                                           registry::DeliveryId id) override;

  std::vector<Waiting> waiting() override;
  std::optional<Due> due(registry::OrganisationId organisation,
                         registry::WebhookId webhook) override;
  void attempted(registry::OrganisationId organisation, registry::DeliveryId id,
                 const registry::Attempt& attempt) override;
  void forget_old() override;

 private:
  Database& database_;
  const registry::Clock& clock_;
};

}  // namespace muster::storage
