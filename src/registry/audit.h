#pragma once
// The audit log: who changed what, from where and when. Entries are only ever added. Those of one
// organisation are a chain: each holds the SHA-256 of itself and of the one before.

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/caller.h"
#include "registry/ids.h"
#include "registry/time.h"

namespace muster::registry {

using AuditHash = std::array<std::uint8_t, 32>;

/// What was changed. `subject` is the id of the thing, as the API shows it.
struct Change {
  OrganisationId organisation;  ///< in whose log it stands
  std::string action;           ///< `device.removed`: the thing and what became of it
  std::string subject;          ///< `dev_...`; empty where there is no one thing
  std::string subject_name;     ///< as people know it
  std::string before = "{}";    ///< JSON object: what was, where settings changed
  std::string after = "{}";     ///< JSON object: what is now. Never holds a secret
};

struct AuditEntry {
  std::int64_t number = 0;  ///< 1, 2, 3, ... within the organisation's log
  Time at;
  Change change;
  Cause cause;
  AuditHash previous{};  ///< the hash of the entry before; zeros for the first
  AuditHash hash{};
};

/// The bytes that an entry's hash is made of: each field with its length before it, so that no two
/// entries have the same. `previous` is among them, `hash` is not.
std::string hashed_text(const AuditEntry& entry);

struct AuditFilter {
  std::optional<OrganisationId> organisation;  ///< nullopt: of all
  std::optional<std::string> action;           ///< exactly, or all that begin with it and a dot
  std::optional<std::string> subject;
  std::optional<std::string> request_id;
  std::optional<PersonId> person;
  std::optional<OrganisationId> actor_organisation;  ///< of whoever did it
  std::optional<Time> from;                          ///< at or after
  std::optional<Time> until;                         ///< before
};

/// Where a page starts: before the entry with these.
struct AuditCursor {
  Time at;
  OrganisationId organisation;
  std::int64_t number = 0;
};

/// What is wrong with a chain: the first entry that does not hold.
struct BrokenChain {
  OrganisationId organisation;
  std::int64_t number = 0;
  std::string what;  ///< one sentence
};

/// Thread-safe; blocks on the database.
class AuditLog {
 public:
  virtual ~AuditLog() = default;
  /// Adds an entry, in the transaction that is open on this thread if there is one
  /// (storage::Store::in_one_step): the change and its entry are then one step.
  virtual void append(const Cause& cause, Change change) = 0;
  /// The newest first.
  virtual std::vector<AuditEntry> list(const AuditFilter& filter,
                                       const std::optional<AuditCursor>& before,
                                       std::size_t limit) = 0;
  /// Walks every chain and compares each hash; calls `checked` now and then with how many entries
  /// were looked at. nullopt: everything holds.
  virtual std::optional<BrokenChain> verify(const std::function<void(std::int64_t)>& checked) = 0;
};

}  // namespace muster::registry
