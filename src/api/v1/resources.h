#pragma once
// The resources of /api/v1, one file each. Each function adds the routes of its resource.

#include "api/operations.h"

namespace muster::api::v1 {

void add_whoami(Operations& operations);
void add_organisations(Operations& operations);
void add_tokens(Operations& operations);
void add_clients(Operations& operations);
void add_device_authorizations(Operations& operations);
void add_relationships(Operations& operations);
void add_relationship_requests(Operations& operations);
void add_session(Operations& operations);
void add_account(Operations& operations);
void add_identity_providers(Operations& operations);
void add_people(Operations& operations);
void add_links(Operations& operations);
void add_audit(Operations& operations);
void add_requests(Operations& operations);
void add_health(Operations& operations);
void add_customers(Operations& operations);
void add_batches(Operations& operations);
void add_batch_rows(Operations& operations);
void add_devices(Operations& operations);
void add_device_actions(Operations& operations);
void add_check_ins(Operations& operations);
void add_device_approval(Operations& operations);
void add_device_history(Operations& operations);
void add_device_days(Operations& operations);
void add_enrolments(Operations& operations);
void add_webhooks(Operations& operations);
void add_webhook_deliveries(Operations& operations);
void add_directory(Operations& operations);
void add_samples(Operations& operations);
void add_simulated_clock(Operations& operations);

}  // namespace muster::api::v1
