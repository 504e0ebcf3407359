#pragma once
// The store over two databases of any engine: that of the organisations, and that of the
// identities.

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "storage/api_client_records.h"
#include "storage/audit_records.h"
#include "storage/batch_records.h"
#include "storage/bulk.h"
#include "storage/device_authorization_records.h"
#include "storage/device_history_records.h"
#include "storage/device_records.h"
#include "storage/directory_records.h"
#include "storage/enrolment_records.h"
#include "storage/idempotency_records.h"
#include "storage/identity_provider_records.h"
#include "storage/installation_records.h"
#include "storage/one_time_link_records.h"
#include "storage/organisation_records.h"
#include "storage/person_records.h"
#include "storage/process_records.h"
#include "storage/relationship_records.h"
#include "storage/request_records.h"
#include "storage/session_records.h"
#include "storage/store.h"
#include "storage/token_records.h"
#include "storage/webhook_records.h"

namespace muster::storage {

using Secret = std::array<std::uint8_t, 32>;

Secret random_secret();
/// The installation's own value of this name; `proposed` becomes it when it is first asked for.
Secret installation_value(Database& database, std::string_view name, const Secret& proposed);

/// What an engine brings.
struct SqlStoreParts {
  std::string engine;  ///< the program and its version
  std::unique_ptr<Database> organisations;
  std::unique_ptr<Database> identities;
  std::unique_ptr<Bulk> bulk;
  /// Passes signals on between processes; null where there is one.
  std::function<std::shared_ptr<void>(registry::Signals&)> relay;
  /// Whether a newer program has migrated the databases in a way that this one can't go on with;
  /// null where none can meanwhile.
  std::function<bool()> outgrown;
  std::shared_ptr<void> held;  ///< kept for as long as the store is open, such as a lock
  bool alone = false;          ///< no other process uses the databases as a server does
  std::size_t chunk_rows = 0;  ///< of an upload, decided together
};

class SqlStore final : public Store {
 public:
  SqlStore(SqlStoreParts parts, const Secret& identity_secret, const registry::Clock& clock);
  ~SqlStore() override;

  registry::Organisations& organisations() override { return organisations_; }
  registry::Relationships& relationships() override { return relationships_; }
  registry::Tokens& tokens() override { return tokens_; }
  registry::ApiClients& clients() override { return clients_; }
  registry::DeviceAuthorizations& device_authorizations() override {
    return device_authorizations_;
  }
  registry::RequestRecords& requests() override { return requests_; }
  registry::Webhooks& webhooks() override { return webhooks_; }
  registry::People& people() override { return people_; }
  registry::Sessions& sessions() override { return sessions_; }
  registry::IdentityProviders& identity_providers() override { return identity_providers_; }
  registry::SignInFailures& sign_in_failures() override { return sign_in_failures_; }
  registry::Installation& installation() override { return installation_; }
  registry::OneTimeLinks& links() override { return links_; }
  registry::AuditLog& audit() override { return audit_; }
  registry::Directory& directory() override { return directory_; }
  registry::Batches& batches() override { return batches_; }
  registry::Devices& devices() override { return devices_; }
  registry::DeviceHistories& histories() override { return histories_; }
  registry::Enrolments& enrolments() override { return enrolments_; }
  registry::Idempotency& idempotency() override { return idempotency_; }
  registry::Processes& processes() override { return processes_; }
  const identity::IdentityKeyer& keyer() const override { return keyer_; }

  void in_one_step(const std::function<void()>& work,
                   registry::OrganisationId organisation) override;
  void ping() override;
  std::string database() override { return parts_.engine; }
  bool is_outgrown() override { return parts_.outgrown && parts_.outgrown(); }
  std::shared_ptr<void> relay(registry::Signals& signals) override {
    return parts_.relay ? parts_.relay(signals) : nullptr;
  }

 private:
  SqlStoreParts parts_;
  ProcessId process_id_{0};
  identity::IdentityKeyer keyer_;
  OrganisationRecords organisations_;
  RelationshipRecords relationships_;
  TokenRecords tokens_;
  ApiClientRecords clients_;
  DeviceAuthorizationRecords device_authorizations_;
  RequestRecords requests_;
  WebhookRecords webhooks_;
  PersonRecords people_;
  SessionRecords sessions_;
  IdentityProviderRecords identity_providers_;
  SignInFailureRecords sign_in_failures_;
  InstallationRecords installation_;
  OneTimeLinkRecords links_;
  AuditRecords audit_;
  DirectoryRecords directory_;
  BatchRecords batches_;
  DeviceRecords devices_;
  DeviceHistoryRecords histories_;
  EnrolmentRecords enrolments_;
  IdempotencyRecords idempotency_;
  ProcessRecords processes_;
};

}  // namespace muster::storage
