#include <fmt/format.h>
#include <sodium.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>

#include "storage/api_client_records.h"
#include "storage/audit_records.h"
#include "storage/batch_records.h"
#include "storage/device_authorization_records.h"
#include "storage/device_history_records.h"
#include "storage/device_records.h"
#include "storage/directory_records.h"
#include "storage/enrolment_records.h"
#include "storage/idempotency_records.h"
#include "storage/identity_provider_records.h"
#include "storage/installation_records.h"
#include "storage/migrations.h"
#include "storage/one_time_link_records.h"
#include "storage/organisation_records.h"
#include "storage/person_records.h"
#include "storage/relationship_records.h"
#include "storage/request_records.h"
#include "storage/session_records.h"
#include "storage/sqlite/bulk.h"
#include "storage/sqlite/database.h"
#include "storage/sqlite/folder.h"
#include "storage/sqlite/migrate.h"
#include "storage/store.h"
#include "storage/token_records.h"
#include "storage/webhook_records.h"

namespace muster::storage {
namespace {

using sqlite::SqliteBulk;
using sqlite::SqliteDatabase;

using Secret = std::array<std::uint8_t, 32>;

constexpr std::string_view insert_value = R"(
  INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING)";

constexpr std::string_view select_value = R"(
  SELECT value FROM installation WHERE name = $1)";

/// The installation's own value of this name, made at random when it is first asked for.
Secret installation_value(Database& database, std::string_view name, const Secret& proposed) {
  Secret value{};
  database.write([&](Connection& connection) {
    execute(connection, insert_value, name, proposed);
    auto rows = query(connection, select_value, name);
    rows.next();
    const auto blob = rows.blob(0);
    if (blob.size() != value.size()) {
      throw StorageFault(StorageFault::Kind::io, fmt::format("`{}` has a wrong size", name));
    }
    std::ranges::copy(blob, value.begin());
  });
  return value;
}

Secret random_secret() {
  Secret secret{};
  randombytes_buf(secret.data(), secret.size());
  return secret;
}

class SqliteStore final : public Store {
 public:
  SqliteStore(std::optional<sqlite::FolderLock> lock, std::unique_ptr<SqliteDatabase> organisations,
              std::unique_ptr<SqliteDatabase> identities, const Secret& identity_secret,
              const registry::Clock& clock)
      : lock_(std::move(lock)),
        organisations_database_(std::move(organisations)),
        identities_database_(std::move(identities)),
        keyer_(identity_secret),
        organisations_(*organisations_database_, clock),
        relationships_(*organisations_database_, clock),
        tokens_(*organisations_database_, clock),
        clients_(*organisations_database_, clock),
        device_authorizations_(*organisations_database_, clock),
        requests_(*organisations_database_, clock),
        webhooks_(*organisations_database_, clock),
        people_(*organisations_database_, clock),
        sessions_(*organisations_database_, clock),
        identity_providers_(*organisations_database_, clock),
        sign_in_failures_(*organisations_database_),
        installation_(*organisations_database_),
        links_(*organisations_database_, clock),
        audit_(*organisations_database_, clock),
        directory_(*identities_database_, bulk_, clock),
        batches_(*organisations_database_, bulk_, clock),
        devices_(*organisations_database_, clock),
        histories_(*organisations_database_),
        enrolments_(*organisations_database_, clock),
        idempotency_(*organisations_database_, clock) {}

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
  const identity::IdentityKeyer& keyer() const override { return keyer_; }

  void in_one_step(const std::function<void()>& work) override {
    organisations_database_->in_one_step(work);
  }

  void ping() override {
    for (auto* database : {organisations_database_.get(), identities_database_.get()}) {
      database->read([](Connection& connection) {
        query(connection, "SELECT count(*) FROM installation").next();
      });
    }
  }

  std::string database() override { return fmt::format("SQLite {}", ::sqlite3_libversion()); }

 private:
  std::optional<sqlite::FolderLock> lock_;
  std::unique_ptr<SqliteDatabase> organisations_database_;
  std::unique_ptr<SqliteDatabase> identities_database_;
  identity::IdentityKeyer keyer_;
  SqliteBulk bulk_;
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
};

OpenError not_writable(const std::filesystem::path& folder, std::string_view why) {
  return {OpenError::Kind::not_writable,
          fmt::format("The data folder {} cannot be written to ({}). Give this user the right to "
                      "write there, or choose another folder with --data.",
                      folder.string(), why)};
}

std::expected<void, OpenError> prepare_folder(const std::filesystem::path& folder, bool create) {
  std::error_code error;
  const bool is_new = !std::filesystem::exists(folder / sqlite::registry_file, error);
  if (is_new && !create) {
    return std::unexpected(OpenError{
        OpenError::Kind::not_a_store,
        fmt::format("{} holds no data of Muster. Name the folder that `muster serve` uses "
                    "with --data.",
                    folder.string())});
  }
  if (is_new && std::filesystem::create_directories(folder, error)) {
    ::chmod(folder.c_str(), 0700);
  }
  if (error) return std::unexpected(not_writable(folder, error.message()));
  if (::access(folder.c_str(), R_OK | W_OK | X_OK) != 0) {
    return std::unexpected(not_writable(folder, std::strerror(errno)));
  }
  return {};
}

OpenError from_fault(const StorageFault& fault, const std::filesystem::path& folder) {
  switch (fault.kind()) {
    case StorageFault::Kind::disk_full:
      return {
          OpenError::Kind::disk_full,
          fmt::format("The disk of {} is full. Free some space and start again; nothing is lost.",
                      folder.string())};
    case StorageFault::Kind::io:
    case StorageFault::Kind::other:
      break;
  }
  return {
      OpenError::Kind::damaged,
      fmt::format("The data in {} cannot be read: {}. Run `muster doctor --data {}`, or restore a "
                  "backup.",
                  folder.string(), fault.what(), folder.string())};
}

}  // namespace

std::expected<std::unique_ptr<Store>, OpenError> open_sqlite(const std::filesystem::path& folder,
                                                             const registry::Clock& clock,
                                                             const OpenOptions& options) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
  // SQLite's count of its own memory is behind one lock for all threads, and nobody reads it. Once
  // the library is in use this is refused, and so harmless.
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  ::umask(0077);
  if (const auto ready = prepare_folder(folder, options.create); !ready) {
    return std::unexpected(ready.error());
  }
  std::optional<sqlite::FolderLock> lock;
  if (options.exclusive) {
    auto taken = sqlite::FolderLock::take(folder);
    if (!taken) return std::unexpected(taken.error());
    lock.emplace(std::move(*taken));
  }
  try {
    const int cache_kib = static_cast<int>(options.cache_mib) * 1024;
    auto organisations =
        std::make_unique<SqliteDatabase>(folder / sqlite::registry_file, cache_kib);
    auto identities = std::make_unique<SqliteDatabase>(folder / sqlite::identity_file, cache_kib);
    if (const auto done = sqlite::migrate(organisations->writer(), folder / sqlite::registry_file,
                                          registry_migrations());
        !done) {
      return std::unexpected(done.error());
    }
    if (const auto done = sqlite::migrate(identities->writer(), folder / sqlite::identity_file,
                                          identity_migrations());
        !done) {
      return std::unexpected(done.error());
    }
    // Both files carry the installation's number, so that two that do not belong together are seen.
    const auto number = installation_value(*organisations, "number", random_secret());
    if (installation_value(*identities, "number", number) != number) {
      return std::unexpected(OpenError{
          OpenError::Kind::damaged,
          fmt::format("{} and {} in {} come from different installations. Restore both from one "
                      "backup.",
                      sqlite::registry_file, sqlite::identity_file, folder.string())});
    }
    const auto secret = installation_value(*identities, "identity_secret", random_secret());
    return std::make_unique<SqliteStore>(std::move(lock), std::move(organisations),
                                         std::move(identities), secret, clock);
  } catch (const StorageFault& fault) {
    return std::unexpected(from_fault(fault, folder));
  }
}

}  // namespace muster::storage
