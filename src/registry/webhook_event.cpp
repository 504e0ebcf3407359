// Everything that is written here is a number, an id or a word of ours, so nothing needs escaping.

#include "registry/webhook_event.h"

#include <fmt/format.h>

#include "registry/registration_error.h"

namespace muster::registry {
namespace {

std::string message(std::string_view type, Time now, std::string_view data) {
  return fmt::format(R"({{"type":"{}","timestamp":"{}","data":{{{}}}}})", type, to_text(now), data);
}

template <class AnId>
std::string id_or_null(AnId id) {
  return id ? fmt::format("\"{}\"", id.text()) : "null";
}

}  // namespace

std::string batch_finished_body(const Batch& batch, Time now) {
  std::string errors;
  for (const auto& [code, count] : batch.errors) {
    errors += fmt::format(R"({}"{}":{})", errors.empty() ? "" : ",", text_of(code).name, count);
  }
  return message(
      webhook_event::batch_finished, now,
      fmt::format(R"("batch_id":"{}","customer_id":"{}","created_by":"{}","state":"{}","rows":{},)"
                  R"("counts":{{"registered":{},"failed":{},"cancelled":{}}},"errors":{{{}}})",
                  batch.id.text(), batch.origin.customer.text(), batch.origin.created_by.text(),
                  to_string(batch.state), batch.rows, batch.counts.registered, batch.counts.failed,
                  batch.counts.cancelled, errors));
}

std::string device_state_changed_body(OrganisationId customer, std::string_view device,
                                      std::string_view state, Time now) {
  return message(webhook_event::device_state_changed, now,
                 fmt::format(R"("device_id":"{}","customer_id":"{}","state":"{}")", device,
                             customer.text(), state));
}

std::string relationship_changed_body(const Relationship& relationship, std::string_view change,
                                      Time now) {
  return message(
      webhook_event::relationship_changed, now,
      fmt::format(R"("relationship_id":"{}","partner_id":"{}","customer_id":{},"change":"{}",)"
                  R"("state":"{}","delegated_administration":{},"see_all_devices":{})",
                  relationship.id.text(), relationship.partner.text(),
                  id_or_null(relationship.customer), change, to_string(relationship.state),
                  relationship.delegated_administration, relationship.see_all_devices));
}

std::string test_body(WebhookId webhook, Time now) {
  return message(webhook_event::test, now, fmt::format(R"("webhook_id":"{}")", webhook.text()));
}

}  // namespace muster::registry
