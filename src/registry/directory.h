#pragma once
// The directory (which devices suppliers have published) and the claims (which customer owns
// which). They live together, by identity key, apart from everything that belongs to an
// organisation: no transaction spans the two groups (design.md, "Storage").

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "identity/device_identity.h"
#include "identity/identity_key.h"
#include "registry/ids.h"
#include "registry/time.h"

namespace muster::registry {

using identity::IdentityKey;

struct DirectoryEntry {
  IdentityKey key;
  OrganisationId supplier;
  std::string manufacturer;
  std::string model;
  std::string serial_number;
  std::string product_id;     ///< empty for none
  std::string hardware_hash;  ///< Base64 as published; empty for none (and in lists)
  bool hardware_hash_present = false;
  Time published_at;
};

/// Which customer owns an identity, and by which registration: a worker that died after claiming
/// finds its own claim again.
struct Claim {
  OrganisationId customer;
  RegistrationId registration;
  bool operator==(const Claim&) const = default;
};

/// A device to look for, and to claim for `registration` where it is free.
struct Candidate {
  IdentityKey key;
  std::string_view manufacturer;
  std::string_view model;
  std::string_view serial_number;
  RegistrationId registration;
  /// Taken for listed, where a hardware hash is worth a registration (OrganisationSettings).
  bool vouched = false;
  /// Looked up, never claimed: its hardware hash is not the published one.
  bool hash_differs = false;
};

/// What was found: whether an entry has exactly these three values, and whose the device is now.
struct Finding {
  bool listed = false;
  std::optional<Claim> claim;
};

enum class PublishOutcome : std::uint8_t { published, unchanged, another_suppliers };
enum class WithdrawError : std::uint8_t { not_found, claimed };

struct DirectoryPage {
  struct Item {
    DirectoryEntry entry;
    bool claimed = false;
  };
  std::vector<Item> items;
};

/// Where a page of a supplier's entries starts: after this serial number and key.
struct DirectoryCursor {
  std::string serial_number;
  IdentityKey key;
};

/// Thread-safe; blocks on the database. Spans of candidates and entries must be sorted by key:
/// neighbours then share index pages, which is most of the speed.
class Directory {
 public:
  virtual ~Directory() = default;

  /// One result for each candidate. Changes nothing.
  virtual std::vector<Finding> look_up(std::span<const Candidate> sorted) = 0;

  /// The same, and claims each listed device that nobody owns for `customer`, durably and all or
  /// none before it returns. The claim in the finding is the one that stands afterwards.
  virtual std::vector<Finding> claim(OrganisationId customer,
                                     std::span<const Candidate> sorted) = 0;

  /// Gives up claims that name these registrations; others' claims stay.
  virtual void release(std::span<const Candidate> candidates) = 0;

  virtual std::optional<DirectoryEntry> find(const IdentityKey& key) = 0;
  virtual std::optional<DirectoryEntry> find_by_product_id(std::string_view product_id) = 0;
  /// For each of these serial numbers the devices that have exactly it, from any supplier and
  /// maker; at most 8.
  virtual std::vector<std::vector<identity::DeviceIdentity>> with_serial_numbers(
      std::span<const std::string_view> serial_numbers) = 0;

  /// Calls with the index of each key that has a published hardware hash, and with that hash.
  virtual void published_hashes(
      std::span<const IdentityKey> sorted,
      const std::function<void(std::size_t, std::string_view)>& on_hash) = 0;

  /// Publishes in one durable transaction; publishing the same again changes nothing.
  virtual std::vector<PublishOutcome> publish(OrganisationId supplier,
                                              std::span<const DirectoryEntry> sorted) = 0;
  /// What publish() would answer for these entries alone. Changes nothing.
  virtual std::vector<PublishOutcome> foretell_publish(OrganisationId supplier,
                                                       std::span<const DirectoryEntry> sorted) = 0;
  /// One result for each key; in one durable transaction.
  virtual std::vector<std::expected<void, WithdrawError>> withdraw(
      OrganisationId supplier, std::span<const IdentityKey> keys) = 0;
  virtual DirectoryPage list(OrganisationId supplier, std::string_view serial_prefix,
                             const std::optional<DirectoryCursor>& after, std::size_t limit) = 0;
};

}  // namespace muster::registry
