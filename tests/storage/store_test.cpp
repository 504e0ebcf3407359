#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>

#include "storage/a_store.h"

namespace muster::storage {
namespace {

using registry::DeviceSort;
using registry::DeviceState;
using registry::OrganisationError;
using registry::OrganisationKind;
using registry::PublishOutcome;
using registry::WithdrawError;

class Storing : public AStore {};

std::vector<identity::DeviceIdentity> having(registry::Directory& directory,
                                             std::string_view serial_number) {
  return directory.with_serial_numbers(std::span(&serial_number, 1)).at(0);
}

class StoringInFiles : public AStore {
 protected:
  void SetUp() override {
    if (on_postgres()) GTEST_SKIP() << "about SQLite's files";
    AStore::SetUp();
  }
};

TEST_F(Storing, KeepsNamesUniqueForEachKind) {
  auto& organisations = store->organisations();
  EXPECT_TRUE(organisations.create(OrganisationKind::partner, "Larkspur"));
  EXPECT_TRUE(organisations.create(OrganisationKind::customer, "Larkspur"));
  EXPECT_EQ(organisations.create(OrganisationKind::partner, "Larkspur").error(),
            OrganisationError::name_taken);
}

TEST_F(Storing, RelatesAPartnerAndACustomerOnce) {
  const auto partner = an_organisation(OrganisationKind::partner);
  const auto customer = a_customer();
  EXPECT_TRUE(store->relationships().relate(partner, customer, true));
  EXPECT_EQ(store->relationships().relate(partner, customer, true).error(),
            registry::RelationshipError::already_related);
  EXPECT_EQ(store->relationships().relate(customer, partner, true).error(),
            registry::RelationshipError::wrong_kind);
  EXPECT_EQ(store->organisations().customers_of(partner, {}, 10).size(), 1);
}

TEST_F(Storing, PublishesAnEntryOnceAndRefusesAnotherSuppliers) {
  const auto ours = a_supplier();
  const auto theirs = a_supplier();
  const std::vector entries = {an_entry("S1")};
  auto& directory = store->directory();
  EXPECT_EQ(directory.publish(ours, entries).at(0), PublishOutcome::published);
  EXPECT_EQ(directory.publish(ours, entries).at(0), PublishOutcome::unchanged);
  EXPECT_EQ(directory.publish(theirs, entries).at(0), PublishOutcome::another_suppliers);
  const std::vector with_product_id = {an_entry("S1", "P1")};
  EXPECT_EQ(directory.publish(ours, with_product_id).at(0), PublishOutcome::published);
  EXPECT_EQ(directory.find_by_product_id("P1")->serial_number, "S1");
}

TEST_F(Storing, WithdrawsOnlyWhatIsTheSuppliersAndFree) {
  const auto supplier = a_supplier();
  publish(supplier, {"S1"});
  const auto entry = an_entry("S1");
  auto& directory = store->directory();
  EXPECT_EQ(directory.withdraw(a_supplier(), std::span(&entry.key, 1)).front().error(),
            WithdrawError::not_found);
  const std::vector<registry::Candidate> candidates = {
      {entry.key, "Maker", "Model", "S1", registry::RegistrationId{99}}};
  directory.claim(a_customer(), candidates);
  EXPECT_EQ(directory.withdraw(supplier, std::span(&entry.key, 1)).front().error(),
            WithdrawError::claimed);
  directory.release(candidates);
  EXPECT_TRUE(directory.withdraw(supplier, std::span(&entry.key, 1)).front());
  EXPECT_TRUE(directory.list(supplier, "", std::nullopt, 10).items.empty());
  EXPECT_TRUE(having(directory, "S1").empty());
}

TEST_F(Storing, TellsOfEachCandidateWhetherItIsListedAndWhoseItIs) {
  publish(a_supplier(), {"S1", "S2"});
  const auto ours = a_customer();
  const auto theirs = a_customer();
  const registry::Candidate taken{an_entry("S1").key, "Maker", "Model", "S1",
                                  registry::RegistrationId{98}};
  store->directory().claim(theirs, std::span(&taken, 1));
  std::vector<registry::Candidate> candidates;
  for (const auto* serial : {"S1", "S2", "S2", "S3"}) {
    candidates.push_back({an_entry(serial).key, "Maker", "Model", serial,
                          registry::RegistrationId{100 + std::ssize(candidates)}});
  }
  std::ranges::stable_sort(candidates, {}, &registry::Candidate::key);
  const auto findings = store->directory().claim(ours, candidates);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto serial = candidates[i].serial_number;
    EXPECT_EQ(findings[i].listed, serial != "S3");
    // The first of the two rows for S2 has got it.
    const auto owner = serial == "S1" ? std::optional(registry::Claim{theirs, taken.registration})
                       : serial == "S2"
                           ? std::optional(registry::Claim{ours, registry::RegistrationId{101}})
                           : std::nullopt;
    EXPECT_EQ(findings[i].claim, owner);
  }
}

TEST_F(Storing, ClaimsAWholeChunkInOneStatementsTime) {
  constexpr int chunk_rows = 100'000;
  std::vector<registry::DirectoryEntry> entries;
  for (int i = 0; i < chunk_rows; ++i) entries.push_back(an_entry("S" + std::to_string(i)));
  std::ranges::sort(entries, {}, &registry::DirectoryEntry::key);
  store->directory().publish(a_supplier(), entries);
  std::vector<registry::Candidate> candidates;
  for (const auto& entry : entries) {
    candidates.push_back({entry.key, entry.manufacturer, entry.model, entry.serial_number,
                          registry::RegistrationId{std::ssize(candidates) + 1}});
  }
  // A statement that takes minutes is ended by the server, and this throws.
  const auto findings = store->directory().claim(a_customer(), candidates);
  EXPECT_TRUE(std::ranges::all_of(findings, [](const auto& one) { return one.claim.has_value(); }));
}

// On SQLite most of them move to another table meanwhile (sqlite/settle.h).
TEST_F(Storing, NeverGivesADeviceAwayThatIsClaimed) {
  const auto owner = a_customer();
  const auto another = a_customer();
  std::vector<registry::Candidate> all;
  for (int i = 0; i < 400; ++i) {
    all.push_back({store->keyer().of("Maker", "Model", std::to_string(i)), "Maker", "Model", "S",
                   registry::RegistrationId{i + 1}, true});
  }
  std::ranges::sort(all, {}, &registry::Candidate::key);
  for (std::size_t i = 0; i < all.size(); i += 20) {
    store->directory().claim(owner, std::span(all).subspan(i, 20));
    for (const auto& finding : store->directory().claim(another, std::span(all).first(i + 20))) {
      ASSERT_EQ(finding.claim->customer, owner);
    }
  }
  store->directory().release(all);
  for (const auto& finding : store->directory().claim(another, all)) {
    EXPECT_EQ(finding.claim->customer, another);
  }
}

TEST_F(Storing, ComparesTheTextAndNotOnlyTheKey) {
  publish(a_supplier(), {"S1"});
  const std::vector<registry::Candidate> candidates = {
      {an_entry("S1").key, "Maker", "Model", "S2", registry::RegistrationId{99}}};
  EXPECT_FALSE(store->directory().look_up(candidates).at(0).listed);
}

TEST_F(Storing, TellsPublishedHashesAndClaimsNothingForAnother) {
  auto with = an_entry("S1");
  with.hardware_hash = "T0E";
  auto& directory = store->directory();
  directory.publish(a_supplier(), std::span(&with, 1));
  std::vector<registry::IdentityKey> keys = {with.key, an_entry("S2").key};
  std::ranges::sort(keys);
  std::vector<std::pair<registry::IdentityKey, std::string>> told;
  directory.published_hashes(
      keys, [&](std::size_t i, std::string_view hash) { told.emplace_back(keys[i], hash); });
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front(), std::pair(with.key, std::string("T0E")));

  registry::Candidate candidate{with.key, "Maker", "Model", "S1", registry::RegistrationId{99}};
  candidate.hash_differs = true;
  const auto customer = a_customer();
  const auto finding = directory.claim(customer, std::span(&candidate, 1)).at(0);
  EXPECT_TRUE(finding.listed);
  EXPECT_FALSE(finding.claim);
  candidate.hash_differs = false;
  EXPECT_TRUE(directory.claim(customer, std::span(&candidate, 1)).at(0).claim);
}

TEST_F(Storing, FindsTheDevicesOfEachSerialNumberFromAnySupplier) {
  publish(a_supplier(), {"S1", "S2"});
  auto other = an_entry("S2");
  other.manufacturer = "Other";
  other.key = store->keyer().of("Other", "Model", "S2");
  store->directory().publish(a_supplier(), std::span(&other, 1));
  const std::vector<std::string_view> asked = {"S2", "none", "S1"};
  auto found = store->directory().with_serial_numbers(asked);
  ASSERT_EQ(found.size(), 3);
  std::ranges::sort(found[0]);
  EXPECT_EQ(found[0], (std::vector<identity::DeviceIdentity>{{"Maker", "Model", "S2"},
                                                             {"Other", "Model", "S2"}}));
  EXPECT_TRUE(found[1].empty());
  EXPECT_EQ(found[2], (std::vector<identity::DeviceIdentity>{{"Maker", "Model", "S1"}}));
}

TEST_F(Storing, KeepsAnAnswerForItsKey) {
  auto& kept = store->idempotency();
  const registry::OrganisationId us{1};
  EXPECT_TRUE(kept.reserve(us, "k"));
  EXPECT_FALSE(kept.reserve(us, "k").error().answer);
  kept.keep(us, "k", {1}, {.status = 201, .content_type = "t", .location = "/l", .body = "b"});
  const auto known = kept.reserve(us, "k").error();
  EXPECT_EQ(known.answer->body, "b");
  EXPECT_EQ(known.fingerprint, registry::Fingerprint{1});
  kept.forget(clock.now() - std::chrono::hours{1});
  EXPECT_FALSE(kept.reserve(us, "k"));
  kept.forget(clock.now() + std::chrono::hours{1});
  EXPECT_TRUE(kept.reserve(us, "k"));
}

TEST_F(StoringInFiles, IsHeldByOneServerAtATime) {
  EXPECT_EQ(open_sqlite(folder, clock, {}).error().kind, OpenError::Kind::in_use);
  EXPECT_TRUE(open_sqlite(folder, clock, {.exclusive = false}));
}

TEST_F(StoringInFiles, RefusesADatabaseOfANewerProgram) {
  store.reset();
  sqlite3* file = nullptr;
  ASSERT_EQ(sqlite3_open((folder / "identity.db").c_str(), &file), SQLITE_OK);
  sqlite3_exec(file, "PRAGMA user_version = 1000", nullptr, nullptr, nullptr);
  sqlite3_close(file);
  EXPECT_EQ(open_sqlite(folder, clock, {}).error().kind, OpenError::Kind::newer_version);
}

TEST_F(StoringInFiles, RefusesFilesThatDoNotBelongTogether) {
  store.reset();
  const auto other = folder / "other";
  ASSERT_TRUE(open_sqlite(other, clock, {}));
  for (const auto* suffix : {"", "-wal", "-shm"}) {
    std::filesystem::remove(folder / (std::string("identity.db") + suffix));
  }
  std::filesystem::copy_file(other / "identity.db", folder / "identity.db");
  EXPECT_EQ(open_sqlite(folder, clock, {}).error().kind, OpenError::Kind::damaged);
}

TEST_F(StoringInFiles, RefusesAFileThatIsNoDatabase) {
  store.reset();
  std::ofstream(folder / "registry.db") << std::string(5000, 'x');
  EXPECT_EQ(open_sqlite(folder, clock, {}).error().kind, OpenError::Kind::damaged);
}

TEST_F(StoringInFiles, BacksUpOneMomentOfBothFiles) {
  publish(a_supplier(), {"S1", "S2"});
  double progress = 0;
  ASSERT_TRUE(back_up_sqlite(folder, folder / "copy", [&](double share) { progress = share; }));
  EXPECT_EQ(progress, 1.0);
  for (const auto& finding : examine_sqlite(folder / "copy")) {
    EXPECT_TRUE(finding.ok) << finding.check << finding.detail;
  }
  const auto copy = open_sqlite(folder / "copy", clock, {});
  EXPECT_EQ(having((*copy)->directory(), "S2").size(), 1);
}

}  // namespace
}  // namespace muster::storage
