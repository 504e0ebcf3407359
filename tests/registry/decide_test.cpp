#include "registry/decide.h"

#include <gtest/gtest.h>

namespace muster::registry {
namespace {

constexpr OrganisationId us{1};
constexpr OrganisationId them{2};
constexpr BatchId batch{100};
constexpr auto this_row = registration_of(batch, 7);

/// Every combination of what may be known of a row, with what must be decided.
struct Case {
  bool row_error;
  bool duplicate;
  bool listed;
  bool approvable;
  std::optional<Claim> claim;
  std::optional<ErrorCode> outcome;
};

std::vector<Case> all_cases() {
  const std::vector<std::pair<std::optional<Claim>, std::optional<ErrorCode>>> claims = {
      {std::nullopt, std::nullopt},
      {Claim{us, this_row}, std::nullopt},
      {Claim{us, registration_of(batch, 3)}, ErrorCode::duplicate_in_file},
      {Claim{us, registration_of({99}, 7)}, ErrorCode::device_already_registered},
      {Claim{them, registration_of({99}, 7)}, ErrorCode::device_claimed_by_another_organization},
      {Claim{them, this_row}, ErrorCode::device_claimed_by_another_organization}};
  std::vector<Case> cases;
  for (const bool row_error : {false, true}) {
    for (const bool duplicate : {false, true}) {
      for (const bool listed : {false, true}) {
        for (const bool approvable : {false, true}) {
          for (const auto& [claim, claimed] : claims) {
            std::optional<ErrorCode> outcome = claimed;
            if (!listed) outcome = ErrorCode::device_not_found;
            if (!listed && approvable) outcome = ErrorCode::approval_needed;
            if (duplicate) outcome = ErrorCode::duplicate_in_file;
            if (row_error) outcome = ErrorCode::missing_value;
            cases.push_back({row_error, duplicate, listed, approvable, claim, outcome});
          }
        }
      }
    }
  }
  return cases;
}

TEST(Decide, FollowsTheTableForEveryCombination) {
  const RegistrationError wrong_text{.code = ErrorCode::missing_value, .detail = "d"};
  for (const auto& c : all_cases()) {
    Facts facts{.customer = us, .registration = this_row};
    if (c.row_error) facts.row_error = &wrong_text;
    if (c.duplicate) facts.duplicate_of = 3;
    facts.listed = c.listed;
    facts.approvable = c.approvable;
    facts.claim = c.claim;
    const auto error = decide(facts);
    EXPECT_EQ(error ? std::optional(error->code) : std::nullopt, c.outcome)
        << c.row_error << c.duplicate << c.listed << c.approvable;
    if (error && error->code == ErrorCode::duplicate_in_file) {
      EXPECT_EQ(error->first_row, 3);
    }
  }
}

TEST(Decide, RefusesAHashThatIsNotThePublishedOneWhoeverHasTheDevice) {
  const std::vector<std::optional<Claim>> claims = {
      std::nullopt, Claim{us, registration_of({99}, 7)}, Claim{them, registration_of({99}, 7)}};
  for (const auto& claim : claims) {
    const auto error = decide({.customer = us,
                               .registration = this_row,
                               .listed = true,
                               .hash_differs_in = "SMBIOS UUID (item 12)",
                               .claim = claim});
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code, ErrorCode::hardware_hash_not_valid);
    EXPECT_EQ(error->detail,
              "The SMBIOS UUID (item 12) in the hardware hash is not the one that the device's "
              "supplier published.");
  }
}

TEST(Decide, KeepsWhatItDecidedBeforeTheHashWasPublished) {
  EXPECT_FALSE(decide({.customer = us,
                       .registration = this_row,
                       .listed = true,
                       .hash_differs_in = "SMBIOS UUID (item 12)",
                       .claim = Claim{us, this_row}}));
}

TEST(Decide, NeverSaysWhoTheOtherOrganisationIs) {
  const Facts facts{.customer = us,
                    .registration = this_row,
                    .listed = true,
                    .claim = Claim{them, registration_of({99}, 1)}};
  const auto error = decide(facts);
  EXPECT_EQ(error->detail + error->value + error->column, "");
}

PendingRow a_row(std::string manufacturer, std::string model, std::string serial_number) {
  PendingRow row;
  row.manufacturer = std::move(manufacturer);
  row.model = std::move(model);
  row.serial_number = std::move(serial_number);
  return row;
}

std::string hint(const PendingRow& row) {
  const std::vector<identity::DeviceIdentity> listed = {
      {.manufacturer = "Contoso Ltd.", .model = "X-1 Pro", .serial_number = "S1"}};
  return hint_for(row, listed);
}

TEST(Hint, TellsWhatTheDirectoryHasWhenOnlySpellingDiffers) {
  EXPECT_EQ(hint(a_row("CONTOSO LTD", "X-1 Pro", "S1")),
            "Manufacturer: the directory has `Contoso Ltd.`, the file has `CONTOSO LTD`.");
  EXPECT_EQ(hint(a_row("Contoso Ltd.", "X1PRO", "S1")),
            "Model: the directory has `X-1 Pro`, the file has `X1PRO`.");
}

TEST(Hint, PointsAtBlanksAround) {
  EXPECT_NE(hint(a_row("Contoso Ltd. ", "X-1 Pro", "S1")).find("(with blanks around it)"),
            std::string::npos);
}

TEST(Hint, IsSilentWhenMoreThanSpellingDiffers) {
  EXPECT_EQ(hint(a_row("Fabrikam", "X-1 Pro", "S1")), "");
  EXPECT_EQ(hint(a_row("Contoso Ltd.", "X-2 Pro", "S1")), "");
}

TEST(ErrorCatalogue, HasTitleAndAdviceForEachCodeAndFindsItByNameAndNumber) {
  for (const auto& text : error_catalogue()) {
    EXPECT_FALSE(text.title.empty());
    EXPECT_FALSE(text.advice.empty());
    EXPECT_EQ(error_code_from(text.name), text.code);
    EXPECT_EQ(error_code_from(static_cast<std::int64_t>(text.code)), text.code);
  }
}

TEST(DeviceState, OfAnEnrolledDeviceFollowsTheClockToTheMillisecond) {
  using namespace std::chrono_literals;
  const Time seen{1000s};
  const auto state_after = [&](std::chrono::milliseconds age) {
    return device_state(StoredState::enrolled, seen, seen + age);
  };
  EXPECT_EQ(state_after(0ms), DeviceState::active);
  EXPECT_EQ(state_after(default_check_in_age - 1ms), DeviceState::active);
  EXPECT_EQ(state_after(default_check_in_age), DeviceState::inactive);
}

TEST(Ids, AreWrittenAndReadBackAndNameTheirKind) {
  const OrganisationId organisation{0x0123456789ABCDEF};
  EXPECT_EQ(OrganisationId::parse(organisation.text()), organisation);
  EXPECT_FALSE(TokenId::parse(organisation.text()));
  for (const auto* bad : {"", "org_", "org_0000000000000", "org_zzzzzzzzzzzzz", "org_000000000000U",
                          "org_00000000000001"}) {
    EXPECT_FALSE(OrganisationId::parse(bad)) << bad;
  }
  const auto registration = registration_of(BatchId{(std::int64_t{1} << 40) - 1}, max_row);
  EXPECT_EQ(batch_of(registration), BatchId{(std::int64_t{1} << 40) - 1});
  EXPECT_EQ(row_of(registration), max_row);
  EXPECT_EQ(RegistrationId::parse(registration.text()), registration);
}

TEST(TimeText, IsRfc3339) {
  const auto time = time_from_text("2026-11-23T14:09:20.123+01:00");
  ASSERT_TRUE(time);
  EXPECT_EQ(to_text(*time), "2026-11-23T13:09:20.123Z");
  for (const auto* bad : {"", "2026-11-23", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z",
                          "2026-11-23T25:00:00Z", "2026-11-23T13:09:20", "2026-11-23T13:09:20.Z"}) {
    EXPECT_FALSE(time_from_text(bad)) << bad;
  }
}

}  // namespace
}  // namespace muster::registry
