#include "api/routes.h"

#include "api/device/endpoints.h"
#include "api/oauth2/endpoints.h"
#include "api/oidc/endpoints.h"
#include "api/operations.h"
#include "api/v1/resources.h"

namespace muster::api {

void add_routes(http::Router& router, Services& services) {
  Operations operations(router, services);
  v1::add_whoami(operations);
  v1::add_organisations(operations);
  v1::add_tokens(operations);
  v1::add_clients(operations);
  v1::add_device_authorizations(operations);
  v1::add_relationships(operations);
  v1::add_relationship_requests(operations);
  v1::add_session(operations);
  v1::add_account(operations);
  v1::add_identity_providers(operations);
  v1::add_people(operations);
  v1::add_links(operations);
  v1::add_audit(operations);
  v1::add_requests(operations);
  v1::add_health(operations);
  v1::add_customers(operations);
  v1::add_batches(operations);
  v1::add_batch_rows(operations);
  v1::add_devices(operations);
  v1::add_device_actions(operations);
  v1::add_check_ins(operations);
  v1::add_device_approval(operations);
  v1::add_device_history(operations);
  v1::add_device_days(operations);
  v1::add_enrolments(operations);
  v1::add_webhooks(operations);
  v1::add_webhook_deliveries(operations);
  v1::add_directory(operations);
  v1::add_samples(operations);
  v1::add_simulated_clock(operations);

  device::add_discovery(operations);
  device::add_tpm_challenge(operations);
  device::add_enrolment(operations);
  device::add_check_in(operations);

  oauth2::add_token_endpoint(operations);
  oauth2::add_revocation(operations);
  oauth2::add_device_authorization(operations);

  const auto clients =
      std::make_shared<oidc::ProviderClients>(services.to_identity_providers, services.clock);
  oidc::add_start(operations, clients);
  oidc::add_callback(operations, clients);
  oidc::add_backchannel_logout(operations, clients);

  operations.add_open("GET", "/api/openapi.yaml", "get_openapi", [&services](http::Request&) {
    return http::Response::text(200, "application/yaml; charset=utf-8", services.openapi);
  });
  operations.add_open("GET", "/api/docs", "get_docs", [&services](http::Request&) {
    auto page = http::Response::text(200, "text/html; charset=utf-8", services.docs);
    // The page has no scripts and loads nothing; its style stands inside.
    page.headers.set("Content-Security-Policy",
                     "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
                     "form-action 'none'; frame-ancestors 'none'");
    return page;
  });
}

}  // namespace muster::api
