// The statements for Citus are plain SQL, so they are tried without it: by a database that says
// that it has Citus. What Citus itself makes of them is tried by hand (docs/scale.md).

#include <gtest/gtest.h>

#include <deque>

#include "storage/a_store.h"

namespace muster::storage {
namespace {

using registry::Candidate;
using registry::Claim;
using registry::OrganisationId;
using registry::RegistrationId;

class OnNodes : public AStore {
 protected:
  void SetUp() override {
    if (!on_postgres()) GTEST_SKIP() << "only PostgreSQL is spread over nodes";
    AStore::SetUp();
    run_sql(
        "INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, "
        "extversion)"
        " VALUES (60000, 'citus', 10, 2200, false, '0')");
    reopen();
  }
  void TearDown() override {
    if (on_postgres()) AStore::TearDown();
  }

  Candidate a_candidate(const std::string& serial_number, std::int64_t registration) {
    return {.key = an_entry(serial_number).key,
            .manufacturer = "Maker",
            .model = "Model",
            .serial_number = serials_.emplace_back(serial_number),
            .registration = RegistrationId{registration}};
  }

 private:
  std::deque<std::string> serials_;
};

TEST_F(OnNodes, ClaimsWhatIsListedOrVouchedForAndNobodysYet) {
  publish(a_supplier(), {"S1", "S2", "S3"});
  const auto ours = a_customer();
  const auto theirs = a_customer();
  const auto taken = a_candidate("S1", 98);
  store->directory().claim(theirs, std::span(&taken, 1));

  std::vector<Candidate> candidates = {a_candidate("S1", 101), a_candidate("S2", 102),
                                       a_candidate("S2", 103), a_candidate("S3", 104),
                                       a_candidate("S4", 105), a_candidate("S5", 106)};
  candidates[3].hash_differs = true;
  candidates[5].vouched = true;
  std::ranges::stable_sort(candidates, {}, &Candidate::key);
  for (const bool claims : {false, true}) {
    const auto findings = claims ? store->directory().claim(ours, candidates)
                                 : store->directory().look_up(candidates);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      const auto& serial = candidates[i].serial_number;
      EXPECT_EQ(findings[i].listed, serial != "S4" && serial != "S5") << serial;
      std::optional<Claim> owner;
      if (serial == "S1") owner = Claim{theirs, RegistrationId{98}};
      // The first of the two rows has got it.
      if (serial == "S2" && claims) owner = Claim{ours, RegistrationId{102}};
      if (serial == "S5" && claims) owner = Claim{ours, RegistrationId{106}};
      EXPECT_EQ(findings[i].claim, owner) << serial << (claims ? " claimed" : " looked up");
    }
  }
}

TEST_F(OnNodes, ClaimsMoreThanOneStatementAsksFor) {
  std::vector<std::string> serials;
  for (int i = 0; i < 12'000; ++i) serials.push_back("S" + std::to_string(i));
  publish(a_supplier(), serials);
  std::vector<Candidate> candidates;
  for (const auto& serial : serials) {
    candidates.push_back(a_candidate(serial, std::ssize(candidates) + 1));
  }
  std::ranges::sort(candidates, {}, &Candidate::key);
  const auto ours = a_customer();
  const auto findings = store->directory().claim(ours, candidates);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    ASSERT_TRUE(findings[i].listed);
    ASSERT_EQ(findings[i].claim, (Claim{ours, candidates[i].registration}));
  }
}

}  // namespace
}  // namespace muster::storage
