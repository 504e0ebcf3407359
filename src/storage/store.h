#pragma once
// Everything an installation keeps, opened from one place: the registry's records over a database.

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "identity/identity_key.h"
#include "registry/api_client.h"
#include "registry/audit.h"
#include "registry/batch.h"
#include "registry/device.h"
#include "registry/device_authorization.h"
#include "registry/device_history.h"
#include "registry/directory.h"
#include "registry/enrolment.h"
#include "registry/idempotency.h"
#include "registry/identity_provider.h"
#include "registry/installation.h"
#include "registry/one_time_link.h"
#include "registry/organisation.h"
#include "registry/person.h"
#include "registry/process.h"
#include "registry/relationship.h"
#include "registry/request_record.h"
#include "registry/session.h"
#include "registry/signals.h"
#include "registry/time.h"
#include "registry/token.h"
#include "registry/webhook.h"

namespace muster::storage {

/// Why a store could not be opened; `message` says what, where and what to do.
struct OpenError {
  enum class Kind : std::uint8_t {
    unavailable,
    not_writable,
    newer_version,
    damaged,
    in_use,
    disk_full,
    not_a_store,
    not_empty,
  };
  Kind kind;
  std::string message;
};

/// The database could not do it: nothing was changed, but that a commit whose answer was lost may
/// stand. Thrown, since no caller can mend it.
class StorageFault : public std::runtime_error {
 public:
  enum class Kind : std::uint8_t {
    disk_full,
    io,
    unavailable,  ///< away, busy or in one's way: to be tried again
    other,
  };
  StorageFault(Kind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

/// Thread-safe.
class Store {
 public:
  virtual ~Store() = default;
  virtual registry::Organisations& organisations() = 0;
  virtual registry::Relationships& relationships() = 0;
  virtual registry::Tokens& tokens() = 0;
  virtual registry::ApiClients& clients() = 0;
  virtual registry::DeviceAuthorizations& device_authorizations() = 0;
  virtual registry::RequestRecords& requests() = 0;
  virtual registry::Webhooks& webhooks() = 0;
  virtual registry::People& people() = 0;
  virtual registry::Sessions& sessions() = 0;
  virtual registry::IdentityProviders& identity_providers() = 0;
  virtual registry::SignInFailures& sign_in_failures() = 0;
  virtual registry::Installation& installation() = 0;
  virtual registry::OneTimeLinks& links() = 0;
  virtual registry::AuditLog& audit() = 0;
  virtual registry::Directory& directory() = 0;
  virtual registry::Batches& batches() = 0;
  virtual registry::Devices& devices() = 0;
  virtual registry::DeviceHistories& histories() = 0;
  virtual registry::Enrolments& enrolments() = 0;
  virtual registry::Idempotency& idempotency() = 0;
  virtual const identity::IdentityKeyer& keyer() const = 0;
  virtual registry::Processes& processes() = 0;
  /// Whether a newer program has changed, since this one opened the store, what this one uses: it
  /// has to end. Blocks on the database.
  virtual bool is_outgrown() = 0;
  /// Passes signals on between this process and the others, until the handle is dropped; null where
  /// there are no others. `signals` outlives the handle.
  virtual std::shared_ptr<void> relay(registry::Signals& signals) = 0;
  /// Makes one durable step of everything that `work` changes on this thread, or nothing of it when
  /// it throws. Steps of one organisation go one after the other, so that what a step has looked at
  /// is so until it ends; none: steps that are of no organisation do so among themselves. The
  /// directory and its claims are not part of it (design.md, "Storage").
  virtual void in_one_step(const std::function<void()>& work,
                           registry::OrganisationId organisation = {}) = 0;
  /// Quick proof that the database answers; throws StorageFault otherwise.
  virtual void ping() = 0;
  /// The database's program and version, as `SQLite 3.40.1`.
  virtual std::string database() = 0;
};

struct OpenOptions {
  /// Holds the folder for this process alone, as a server does. Without it the store can be opened
  /// beside a running server, for short work such as making a token.
  bool exclusive = true;
  bool create = true;
  std::size_t cache_mib = 8;         ///< for each of the two writers
  std::size_t chunk_rows = 100'000;  ///< of an upload, decided in one transaction
  /// Claims, and serial numbers, that are kept in small tables before they move into the large
  /// ones. 90,000 rows more then write some 3,500 pages of a table with 1,000,000 rows and 10,000
  /// of one with 10,000,000; twice as many recent rows would make that 8,000 and 9,000.
  std::int64_t recent_rows = 400'000;
};

/// What a store on PostgreSQL is opened with.
struct PostgresOptions {
  bool create = true;            ///< a database without Muster's tables gets them
  std::size_t connections = 24;  ///< at most; at least 4
  std::size_t chunk_rows = 50'000;
};

/// Opens the SQLite store in `folder`, creates and migrates it as allowed. `clock` outlives it.
std::expected<std::unique_ptr<Store>, OpenError> open_sqlite(const std::filesystem::path& folder,
                                                             const registry::Clock& clock,
                                                             const OpenOptions& options);

/// Whether a PostgreSQL database answers at this address, and is not used by older programs that
/// this one's migrations would be in the way of; else what is wrong. Both may pass.
std::expected<void, std::string> reach_postgres(const std::string& address);

/// Opens the store in a PostgreSQL database, creates and migrates it as allowed. `address` is a
/// connection URI or string (postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING); what it
/// leaves out comes from the environment (PGPASSWORD, PGPASSFILE, PGSSLMODE, ...) as usual. `clock`
/// outlives it.
std::expected<std::unique_ptr<Store>, OpenError> open_postgres(const std::string& address,
                                                               const registry::Clock& clock,
                                                               const PostgresOptions& options);

/// Copies a store that may be in use into the new folder `to`: one moment of both files, with no
/// writer between. `progress` gets the share done, 0..1.
std::expected<void, OpenError> back_up_sqlite(const std::filesystem::path& from,
                                              const std::filesystem::path& to,
                                              const std::function<void(double)>& progress);

/// One finding of an examination.
struct Finding {
  bool ok;
  std::string check;   ///< what was looked at
  std::string detail;  ///< what was found, and what to do where it is not ok
};
/// Integrity and schema of both files, and that claims and registrations agree.
std::vector<Finding> examine_sqlite(const std::filesystem::path& folder);
/// That the database answers, keeps what it has promised and has the time that `clock` has; its
/// schema; which processes use it; and that claims, registrations and counts agree. Changes
/// nothing.
std::vector<Finding> examine_postgres(const std::string& address, const registry::Clock& clock);

}  // namespace muster::storage
