#include <gtest/gtest.h>

#include "api/api_fixture.h"
#include "identity/hardware_hash.h"

namespace muster::api {
namespace {

using registry::OrganisationKind;

class DirectoryTest : public ApiFixture {
 protected:
  std::string directory() const { return "/api/v1/suppliers/" + supplier_.id + "/directory"; }

  Member supplier_ = member(OrganisationKind::supplier, "Contoso");
  Member customer_ = member(OrganisationKind::customer, "Fabrikam");
};

TEST_F(DirectoryTest, CountsWhatItPublishedAndWhatWasThereAlready) {
  const auto csv = partner_csv({"Contoso,Book 1,SN-1", "Contoso,Book 1,SN-2"});
  const auto first = upload(directory(), supplier_.token, csv).json();
  EXPECT_EQ(first.at("published"), 2);
  EXPECT_EQ(first.at("format"), "partner");
  const auto second = upload(directory(), supplier_.token, csv).json();
  EXPECT_EQ(second.at("published"), 0);
  EXPECT_EQ(second.at("unchanged"), 2);
}

TEST_F(DirectoryTest, RefusesWhatAnotherSupplierPublished) {
  publish(supplier_, 1);
  const auto other = member(OrganisationKind::supplier, "Tailspin");
  const auto answer = upload("/api/v1/suppliers/" + other.id + "/directory", other.token,
                             partner_csv({"Contoso,Book 1,SN-0", "Contoso,Book 1,SN-1"}))
                          .json();
  EXPECT_EQ(answer.at("published"), 1);
  EXPECT_EQ(answer.at("refused"), 1);
  EXPECT_EQ(answer.at("refused_rows").at(0).at("row"), 3);
  EXPECT_EQ(answer.at("refused_rows").at(0).at("code"), "published_by_another_supplier");
}

TEST_F(DirectoryTest, ForetellsWhatWouldBePublishedAndChangesNothing) {
  publish(supplier_, 1);
  const auto other = member(OrganisationKind::supplier, "Tailspin");
  upload("/api/v1/suppliers/" + other.id + "/directory", other.token,
         partner_csv({"Contoso,Book 1,SN-8"}));
  const auto csv = partner_csv({"Contoso,Book 1,SN-1", "Contoso,Book 1,SN-7", "Contoso,Book 1,SN-7",
                                "Contoso,Book 1,SN-8", "Contoso,,SN-9"});
  const auto foretold = upload(directory() + "?dry_run=true", supplier_.token, csv).json();
  EXPECT_EQ(foretold.at("published"), 1);
  EXPECT_EQ(foretold.at("unchanged"), 2) << "one is there, one stands twice in the file";
  EXPECT_EQ(foretold.at("refused"), 2);
  EXPECT_EQ(get(directory(), supplier_.token).json().at("items").as_array().size(), 1);
  const auto done = upload(directory(), supplier_.token, csv).json();
  EXPECT_EQ(done, foretold);
}

TEST_F(DirectoryTest, ForetellsAHashThatIsAddedToAnEntry) {
  const auto hash = identity::make_hardware_hash(
      {.manufacturer = "Contoso", .model = "Book 1", .serial_number = "SN-7", .product_id = ""});
  upload(directory(), supplier_.token, partner_csv({"Contoso,Book 1,SN-7"}));
  const auto body = R"({"entries": [{"hardware_hash": ")" + hash + R"("}]})";
  const auto foretell = [&] {
    return post(directory() + "?dry_run=true", supplier_.token, body).json().at("published");
  };
  EXPECT_EQ(foretell(), 1);
  post(directory(), supplier_.token, body);
  EXPECT_EQ(foretell(), 0);
}

TEST_F(DirectoryTest, RefusesABadRowAlone) {
  const auto answer =
      upload(directory(), supplier_.token, partner_csv({"Contoso,Book 1,", "Contoso,Book 1,SN-1"}))
          .json();
  EXPECT_EQ(answer.at("published"), 1);
  EXPECT_EQ(answer.at("refused_rows").at(0).at("row"), 2);
  EXPECT_EQ(answer.at("refused_rows").at(0).at("code"), "missing_value");
  EXPECT_EQ(answer.at("refused_rows").at(0).at("column"), "Serial Number");
}

TEST_F(DirectoryTest, TakesTheIdentityFromAHardwareHash) {
  const auto hash = identity::make_hardware_hash({.manufacturer = "Contoso",
                                                  .model = "Book 2",
                                                  .serial_number = "SN-7",
                                                  .product_id = "00329-00000-0003-AA606"});
  const auto answer = post(directory(), supplier_.token,
                           R"({"entries": [{"hardware_hash": ")" + hash + R"("},
           {"serial_number": "SN-8", "hardware_hash": ")" +
                               hash + R"("}]})")
                          .json();
  EXPECT_EQ(answer.at("published"), 1);
  EXPECT_EQ(answer.at("refused_rows").at(0).at("code"), "serial_number_mismatch");
  const auto entry = get(directory(), supplier_.token).json().at("items").at(0);
  EXPECT_EQ(entry.at("model"), "Book 2");
  EXPECT_EQ(entry.at("product_id"), "00329-00000-0003-AA606");
  EXPECT_EQ(entry.at("hardware_hash_present"), true);
}

TEST_F(DirectoryTest, ListsByPrefixAndPage) {
  publish(supplier_, 12);
  std::vector<std::string> serials;
  std::string cursor;
  do {
    const auto page = get(directory() + "?serial_prefix=SN-1&limit=2" +
                              (cursor.empty() ? "" : "&cursor=" + cursor),
                          supplier_.token)
                          .json();
    for (const auto& item : page.at("items").as_array()) {
      serials.emplace_back(item.at("serial_number").as_string());
    }
    const auto& next = page.at("next_cursor");
    cursor = next.is_null() ? "" : std::string(next.as_string());
  } while (!cursor.empty());
  EXPECT_EQ(serials, (std::vector<std::string>{"SN-1", "SN-10", "SN-11", "SN-12"}));
}

TEST_F(DirectoryTest, WithdrawsWhatIsNotClaimed) {
  publish(supplier_, 2);
  upload("/api/v1/customers/" + customer_.id + "/batches", customer_.token,
         partner_csv({"Contoso,Book 1,SN-1"}));
  decide_all();
  const auto items = get(directory(), supplier_.token).json().at("items");
  EXPECT_EQ(items.at(0).at("claimed"), true);
  const auto entry = [&](std::size_t i) {
    return directory() + "/" + std::string(items.at(i).at("id").as_string());
  };
  EXPECT_EQ(call("DELETE", entry(0), {.token = supplier_.token}).code(), "conflict");
  EXPECT_EQ(call("DELETE", entry(1), {.token = supplier_.token}).status, 204);
  EXPECT_EQ(call("DELETE", entry(1), {.token = supplier_.token}).status, 404);
}

TEST_F(DirectoryTest, WithdrawsManyAndSaysWhichItDidNot) {
  publish(supplier_, 1);
  const auto answer = post(directory() + "/withdraw", supplier_.token, R"({"entries": [
    {"manufacturer": "Contoso", "model": "Book 1", "serial_number": "SN-1"},
    {"manufacturer": "Contoso", "model": "Book 1", "serial_number": "SN-2"}]})")
                          .json();
  EXPECT_EQ(answer.at("withdrawn"), 1);
  EXPECT_EQ(answer.at("refused").at(0).at("index"), 1);
  EXPECT_EQ(answer.at("refused").at(0).at("code"), "not_found");
}

TEST_F(DirectoryTest, IsNotTheOperatorsToPublish) {
  const auto operator_member = member(OrganisationKind::operator_, "Operator");
  EXPECT_EQ(upload(directory(), operator_member.token, partner_csv({"a,b,c"})).status, 403);
  EXPECT_EQ(get(directory(), operator_member.token).status, 200);
}

}  // namespace
}  // namespace muster::api
