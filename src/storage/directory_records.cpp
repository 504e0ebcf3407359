#include "storage/directory_records.h"

#include <algorithm>

#include "storage/text_range.h"

namespace muster::storage {
namespace {

using registry::Candidate;
using registry::DirectoryCursor;
using registry::DirectoryEntry;
using registry::DirectoryPage;
using registry::Finding;
using registry::IdentityKey;
using registry::OrganisationId;
using registry::WithdrawError;

IdentityKey key_from(std::span<const std::uint8_t> blob) {
  IdentityKey key{};
  std::ranges::copy_n(blob.begin(),
                      static_cast<std::ptrdiff_t>(std::min(blob.size(), key.bytes.size())),
                      key.bytes.begin());
  return key;
}

DirectoryEntry entry_from(const Rows& rows) {
  return {.key = key_from(rows.blob(0)),
          .supplier = rows.id<OrganisationId>(1),
          .manufacturer = rows.text(2),
          .model = rows.text(3),
          .serial_number = rows.text(4),
          .product_id = rows.text(5),
          .hardware_hash = {},
          .hardware_hash_present = rows.boolean(6),
          .published_at = rows.time(7)};
}

}  // namespace

std::vector<Finding> DirectoryRecords::look_up(std::span<const Candidate> sorted) {
  std::vector<Finding> findings;
  database_.read([&](Connection& connection) { findings = bulk_.look_up(connection, sorted); });
  return findings;
}

std::vector<Finding> DirectoryRecords::claim(OrganisationId customer,
                                             std::span<const Candidate> sorted) {
  std::vector<Finding> findings;
  if (sorted.empty()) return findings;
  database_.write([&](Connection& connection) {
    findings = bulk_.claim(connection, customer, clock_.now(), sorted);
  });
  return findings;
}

constexpr std::string_view delete_claim = R"(
  DELETE FROM claims WHERE identity_key = $1 AND registration_id = $2)";

void DirectoryRecords::release(std::span<const Candidate> candidates) {
  database_.write([&](Connection& connection) {
    for (const auto& candidate : candidates) {
      execute(connection, delete_claim, candidate.key, candidate.registration);
    }
  });
}

constexpr std::string_view select_entry = R"(
  SELECT d.identity_key, d.supplier_id, d.manufacturer, d.model, d.serial_number, d.product_id,
         h.identity_key IS NOT NULL, d.published_at, h.hardware_hash
    FROM directory d
    LEFT JOIN directory_hashes h ON h.identity_key = d.identity_key
   WHERE d.identity_key = $1)";

std::optional<DirectoryEntry> DirectoryRecords::find(const IdentityKey& key) {
  std::optional<DirectoryEntry> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_entry, key);
    if (!rows.next()) return;
    found = entry_from(rows);
    found->hardware_hash = rows.text(8);
  });
  return found;
}

constexpr std::string_view select_by_product_id = R"(
  SELECT identity_key, supplier_id, manufacturer, model, serial_number, product_id, 0, published_at
    FROM directory
   WHERE product_id = $1
   LIMIT 2)";

std::optional<DirectoryEntry> DirectoryRecords::find_by_product_id(std::string_view product_id) {
  std::optional<DirectoryEntry> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_by_product_id, product_id);
    if (!rows.next()) return;
    found = entry_from(rows);
    // Two devices with one product ID: it names neither.
    if (rows.next()) found.reset();
  });
  return found;
}

std::vector<std::vector<identity::DeviceIdentity>> DirectoryRecords::with_serial_numbers(
    std::span<const std::string_view> serial_numbers) {
  std::vector<std::vector<identity::DeviceIdentity>> found;
  if (serial_numbers.empty()) return found;
  database_.read([&](Connection& connection) {
    found = bulk_.with_serial_numbers(connection, serial_numbers);
  });
  return found;
}

void DirectoryRecords::published_hashes(
    std::span<const IdentityKey> sorted,
    const std::function<void(std::size_t, std::string_view)>& on_hash) {
  if (sorted.empty()) return;
  database_.read(
      [&](Connection& connection) { bulk_.published_hashes(connection, sorted, on_hash); });
}

std::vector<registry::PublishOutcome> DirectoryRecords::publish(
    OrganisationId supplier, std::span<const DirectoryEntry> sorted) {
  std::vector<registry::PublishOutcome> outcomes;
  database_.write([&](Connection& connection) {
    outcomes = bulk_.publish(connection, supplier, clock_.now(), sorted);
  });
  return outcomes;
}

namespace {

/// An entry as far as publishing it again can change it.
struct Published {
  OrganisationId supplier;
  std::string product_id;
  std::string hardware_hash;
};

/// What becomes of `entry` where `published` is there already; it is then as publish() leaves it.
registry::PublishOutcome foretell(std::optional<Published>& published, OrganisationId supplier,
                                  const DirectoryEntry& entry) {
  using registry::PublishOutcome;
  if (!published) {
    published = Published{
        .supplier = supplier, .product_id = entry.product_id, .hardware_hash = entry.hardware_hash};
    return PublishOutcome::published;
  }
  if (published->supplier != supplier) return PublishOutcome::another_suppliers;
  bool changed = false;
  for (const auto& [now, then] : {std::pair(&entry.product_id, &published->product_id),
                                  std::pair(&entry.hardware_hash, &published->hardware_hash)}) {
    if (now->empty() || *now == *then) continue;
    *then = *now;
    changed = true;
  }
  return changed ? PublishOutcome::published : PublishOutcome::unchanged;
}

}  // namespace

constexpr std::string_view select_published = R"(
  SELECT d.supplier_id, d.product_id, h.hardware_hash
    FROM directory d
    LEFT JOIN directory_hashes h ON h.identity_key = d.identity_key
   WHERE d.identity_key = $1)";

std::vector<registry::PublishOutcome> DirectoryRecords::foretell_publish(
    OrganisationId supplier, std::span<const DirectoryEntry> sorted) {
  std::vector<registry::PublishOutcome> outcomes;
  outcomes.reserve(sorted.size());
  database_.read([&](Connection& connection) {
    Repeated select(connection, select_published);
    std::optional<Published> published;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      // Two rows of one device are neighbours, and the second finds what the first would leave.
      if (i == 0 || sorted[i].key != sorted[i - 1].key) {
        auto rows = select(sorted[i].key);
        published.reset();
        if (rows.next()) {
          published = Published{.supplier = rows.id<OrganisationId>(0),
                                .product_id = rows.text(1),
                                .hardware_hash = rows.text(2)};
        }
      }
      outcomes.push_back(foretell(published, supplier, sorted[i]));
    }
  });
  return outcomes;
}

constexpr std::string_view delete_serial = R"(
  DELETE FROM directory_serials
   WHERE supplier_id = $1 AND identity_key = $2
     AND serial_number = (SELECT serial_number FROM directory
                           WHERE identity_key = $2 AND supplier_id = $1))";

constexpr std::string_view select_is_published = R"(
  SELECT 1 FROM directory WHERE identity_key = $1 AND supplier_id = $2)";

constexpr std::string_view select_is_claimed = R"(
  SELECT 1 FROM claims WHERE identity_key = $1)";

constexpr std::string_view delete_entry = R"(
  DELETE FROM directory WHERE identity_key = $1)";

constexpr std::string_view delete_hash = R"(
  DELETE FROM directory_hashes WHERE identity_key = $1)";

constexpr std::string_view count_withdrawn = R"(
  UPDATE suppliers SET entries = entries - 1 WHERE supplier_id = $1)";

std::vector<std::expected<void, WithdrawError>> DirectoryRecords::withdraw(
    OrganisationId supplier, std::span<const IdentityKey> keys) {
  std::vector<std::expected<void, WithdrawError>> results;
  database_.write([&](Connection& connection) {
    for (const auto& key : keys) {
      if (!query(connection, select_is_published, key, supplier).next()) {
        results.emplace_back(std::unexpected(WithdrawError::not_found));
        continue;
      }
      if (query(connection, select_is_claimed, key).next()) {
        results.emplace_back(std::unexpected(WithdrawError::claimed));
        continue;
      }
      execute(connection, delete_serial, supplier, key);
      execute(connection, delete_entry, key);
      execute(connection, delete_hash, key);
      execute(connection, count_withdrawn, supplier);
      results.emplace_back();
    }
  });
  return results;
}

constexpr std::string_view select_page = R"(
  SELECT d.identity_key, d.supplier_id, d.manufacturer, d.model, d.serial_number, d.product_id,
         h.identity_key IS NOT NULL, d.published_at,
         EXISTS (SELECT 1 FROM claims c WHERE c.identity_key = d.identity_key)
    FROM directory_serials n
    CROSS JOIN directory d
    LEFT JOIN directory_hashes h ON h.identity_key = d.identity_key
   WHERE n.supplier_id = $1
     AND n.serial_number >= $2 AND n.serial_number < $3
     AND (n.serial_number, n.identity_key) > ($4, $5)
     AND d.identity_key = n.identity_key
   ORDER BY n.serial_number, n.identity_key
   LIMIT $6)";

DirectoryPage DirectoryRecords::list(OrganisationId supplier, std::string_view serial_prefix,
                                     const std::optional<DirectoryCursor>& after,
                                     std::size_t limit) {
  const auto start = after.value_or(DirectoryCursor{});
  const auto first = std::max<std::string_view>(serial_prefix, start.serial_number);
  const auto end = end_of_prefix(serial_prefix);
  DirectoryPage page;
  database_.read([&](Connection& connection) {
    connection.plan_as_written(Connection::Order::by_index);
    auto rows = query(connection, select_page, supplier, first, end, first, start.key, limit);
    while (rows.next()) {
      page.items.push_back({.entry = entry_from(rows), .claimed = rows.boolean(8)});
    }
  });
  return page;
}

}  // namespace muster::storage
