#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "api/api_fixture.h"

namespace muster::api {
namespace {

using registry::OrganisationKind;

class DiscoveryTest : public ApiFixture {
 protected:
  Answer discover(std::string_view serial_number) {
    return post(
        "/device/v1/discover", "",
        fmt::format(R"({{"manufacturer": "Contoso", "model": "Book 1", "serial_number": "{}"}})",
                    serial_number));
  }
};

TEST_F(DiscoveryTest, TakesAsLongForADeviceThatIsPublishedAsForOneThatIsNot) {
  const auto supplier = member(OrganisationKind::supplier, "Contoso");
  const auto customer = member(OrganisationKind::customer, "Fabrikam");
  publish(supplier, 2000);
  ASSERT_EQ(upload("/api/v1/customers/" + customer.id + "/batches", customer.token,
                   partner_csv({"Contoso,Book 1,SN-1"}))
                .status,
            202);
  decide_all();
  ASSERT_TRUE(discover("SN-1").json().at("registered").as_bool());

  // The least of many: what else the machine does can only add to it.
  using Duration = std::chrono::steady_clock::duration;
  const std::array<std::string, 2> serial_numbers = {"SN-2", "SN-9999"};
  std::array<Duration, 2> least = {Duration::max(), Duration::max()};
  for (int round = 0; round < 400; ++round) {
    for (std::size_t kind = 0; kind < serial_numbers.size(); ++kind) {
      clock_.move(std::chrono::hours{48});  // guesses are forgiven
      const auto begun = std::chrono::steady_clock::now();
      const auto answer = discover(serial_numbers[kind]);
      least[kind] = std::min(least[kind], std::chrono::steady_clock::now() - begun);
      ASSERT_EQ(answer.body, R"({"registered":false,"organisation":null,"sign_in":null})");
    }
  }
  const auto published = static_cast<double>(least[0].count());
  const auto unknown = static_cast<double>(least[1].count());
  RecordProperty("ratio", fmt::format("{:.3f}", published / unknown));
  EXPECT_LT(std::max(published, unknown) / std::min(published, unknown), 1.5);
}

TEST_F(DiscoveryTest, LetsWhoeverGuessesWait) {
  for (int guess = 0; guess < 5; ++guess) EXPECT_EQ(discover("SN-1").status, 200);
  EXPECT_EQ(discover("SN-1").code(), "too_many_requests");
  clock_.move(std::chrono::hours{48});
  EXPECT_EQ(discover("SN-1").status, 200);
}

}  // namespace
}  // namespace muster::api
