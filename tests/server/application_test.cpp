// The whole server in this process, over its real HTTP side and its real store.

#include "server/application.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>

#include "cli/client.h"
#include "cli/failure.h"
#include "security/random.h"
#include "security/secret.h"
#include "server/logging.h"
#include "server/open_store.h"
#include "server/temporary_folder.h"
#include "storage/store.h"

namespace muster::server {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class ApplicationTest : public testing::Test {
 protected:
  ApplicationTest() {
    set_up_log("off", "json");
    configuration.data = folder / "data";
    configuration.listen = "127.0.0.1:0";
  }

  std::unique_ptr<Application> started() {
    auto application = std::make_unique<Application>(configuration, clock);
    address = "http://127.0.0.1:" + std::to_string(application->start());
    return application;
  }

  /// A token of that organisation, which is made where there is none; `organisation_id` tells
  /// which.
  std::string token_for(Application& application, registry::OrganisationKind kind,
                        const std::string& name) {
    auto& organisations = application.store().organisations();
    auto organisation = organisations.find(kind, name);
    if (!organisation) organisation = organisations.create(kind, name).value();
    const auto secret = security::make_secret(security::SecretKind::token, random);
    application.store().tokens().create(
        {.organisation = organisation->id, .name = "test", .role = registry::full_role_of(kind)},
        secret.hash);
    organisation_id = organisation->id.text();
    return secret.text;
  }

  /// What a person is told when the server does not start.
  std::string complaint() {
    try {
      started();
    } catch (const cli::Failure& failure) {
      return failure.what_happened;
    }
    return {};
  }

  /// The text at a path outside /api/v1: the client removes `..` as RFC 3986, 5.2.4 says.
  std::string get_outside(const std::string& path) {
    return cli::Client(address, "").get_raw("/../.." + path).body;
  }

  test::TemporaryFolder folder;
  registry::SystemClock clock;
  security::SystemRandom random;
  Configuration configuration;
  std::string address;
  std::string organisation_id;
};

TEST_F(ApplicationTest, MakesTheOperatorOnItsFirstStartOnly) {
  const auto operators = [](Application& application) {
    return application.store()
        .organisations()
        .list(registry::OrganisationKind::operator_, {}, 10)
        .size();
  };
  EXPECT_EQ(operators(*started()), 1);
  EXPECT_EQ(operators(*started()), 1);
}

TEST_F(ApplicationTest, WritesItsPortToAFileOnceItServes) {
  configuration.port_file = folder / "port";
  const auto application = started();
  std::string port;
  std::getline(std::ifstream(configuration.port_file), port);
  EXPECT_EQ(address, "http://127.0.0.1:" + port);
}

TEST_F(ApplicationTest, IsHealthyAndReadyOnceItServes) {
  const auto application = started();
  EXPECT_EQ(get_outside("/healthz"), "ok\n");
  EXPECT_EQ(get_outside("/readyz"), "ready\n");
}

TEST_F(ApplicationTest, TellsPrometheusOfTheRequestsThatItAnswered) {
  const auto application = started();
  get_outside("/healthz");
  EXPECT_THAT(get_outside("/metrics"),
              HasSubstr("muster_http_requests_total{operation=\"get_health\""));
}

TEST_F(ApplicationTest, CarriesTheContractAndTheSamplesInside) {
  const auto application = started();
  EXPECT_THAT(get_outside("/api/openapi.yaml"), HasSubstr("openapi: 3.1"));
  EXPECT_THAT(get_outside("/api/v1/samples/device-registration-sample-partner.csv"),
              testing::StartsWith("Manufacturer,Model,Serial Number\r\n"));
}

TEST_F(ApplicationTest, AnswersWithTheTokenThatItsStoreKnows) {
  const auto application = started();
  const auto token = token_for(*application, registry::OrganisationKind::operator_, "Operator");
  cli::Client client(address, token);
  const auto me = client.get("/whoami");
  EXPECT_EQ(me.at("organisation").at("kind").as_string(), "operator");
}

TEST_F(ApplicationTest, RefusesAnUnknownTokenWithARequestId) {
  const auto application = started();
  cli::Client client(address, "mst_unknown");
  try {
    client.get("/whoami");
    FAIL() << "it was let in";
  } catch (const cli::ApiError& error) {
    EXPECT_EQ(error.status, 401);
    EXPECT_THAT(error.request_id, testing::StartsWith("req_"));
  }
}

TEST_F(ApplicationTest, RefusesAFolderThatAnotherServerHas) {
  const auto first = started();
  EXPECT_THAT(complaint(), HasSubstr("Another server is using the data folder"));
}

TEST_F(ApplicationTest, RefusesAPortThatIsTaken) {
  const auto first = started();
  configuration.data = folder / "other";
  configuration.listen = address.substr(std::string("http://").size());
  EXPECT_THAT(complaint(), HasSubstr("already in use"));
}

TEST_F(ApplicationTest, RefusesAFolderThatIsAFile) {
  configuration.data = folder.file("data", "not a folder");
  EXPECT_NE(complaint(), "");
}

TEST_F(ApplicationTest, RefusesADamagedDatabaseAndLeavesItAsItIs) {
  const std::string garbage(8192, 'x');
  const auto file = folder.file("data/registry.db", garbage);
  EXPECT_THAT(complaint(), HasSubstr("muster doctor"));
  std::ifstream stream(file, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(stream), {}), garbage);
}

TEST_F(ApplicationTest, ServesAgainOnTheSameFolderAfterItStopped) {
  started()->stop();
  const auto second = started();
  const auto token = token_for(*second, registry::OrganisationKind::operator_, "Operator");
  EXPECT_NO_THROW(cli::Client(address, token).get("/whoami"));
}

TEST_F(ApplicationTest, CanBeStoppedTwice) {
  const auto application = started();
  application->stop();
  EXPECT_NO_THROW(application->stop());
}

TEST_F(ApplicationTest, IsNotReachedAnyMoreOnceItStopped) {
  const auto application = started();
  application->stop();
  EXPECT_THROW(cli::Client(address, "").get("/whoami"), cli::Unreachable);
}

TEST_F(ApplicationTest, LetsATokenBeMadeBesideIt) {
  const auto application = started();
  const auto beside = open_beside({.data = configuration.data}, clock);
  const auto organisation =
      beside->organisations().find(registry::OrganisationKind::operator_, "Operator").value();
  const auto secret = security::make_secret(security::SecretKind::token, random);
  beside->tokens().create(
      {.organisation = organisation.id, .name = "beside", .role = registry::Role::operator_},
      secret.hash);
  EXPECT_NO_THROW(cli::Client(address, secret.text).get("/whoami"));
}

TEST_F(ApplicationTest, DoesNotMakeAFolderForWorkBesideAServer) {
  EXPECT_THROW(open_beside({.data = folder / "nothing"}, clock), cli::Failure);
  EXPECT_FALSE(std::filesystem::exists(folder / "nothing"));
}

TEST_F(ApplicationTest, DecidesABatchToItsEnd) {
  const auto application = started();
  const auto token = token_for(*application, registry::OrganisationKind::customer, "Fabrikam");
  cli::Client client(address, token);
  const auto customer = "/customers/" + organisation_id;
  const auto batch =
      client.post(customer + "/batches",
                  {{"devices", {{{"manufacturer", "A"}, {"model", "B"}, {"serial_number", "C"}}}}});
  const std::string path = customer + "/batches/" + std::string(batch.at("id").as_string());
  client.events(path + "/events", "",
                [](const cli::ServerEvent& event) { return event.event != "finished"; });
  const auto done = client.get(path);
  EXPECT_EQ(done.at("state").as_string(), "finished");
  EXPECT_EQ(done.at("errors").at("device_not_found").to_number<int>(), 1);
}

/// An upload that has begun and goes on only when it is told to.
class UnfinishedUpload {
 public:
  UnfinishedUpload(const std::string& address, const std::string& token,
                   const std::string& customer)
      : thread_([this, address, token, customer] {
          try {
            cli::Client(address, token)
                .upload("/customers/" + customer + "/batches", {},
                        {.read = [this](char* buffer, std::size_t size) {
                          return read(buffer, size);
                        }});
          } catch (const cli::Failure&) {
            refused_ = true;
          }
        }) {}
  ~UnfinishedUpload() { finish(); }

  void wait_until_begun() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return reads_ >= 2; });
  }
  /// Whether it was cut off or refused.
  bool finish() {
    {
      const std::lock_guard lock(mutex_);
      may_end_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
    return refused_;
  }

 private:
  /// The header first, one row next, then nothing until it may end.
  std::size_t read(char* buffer, std::size_t size) {
    std::unique_lock lock(mutex_);
    const int piece = reads_++;
    changed_.notify_all();
    if (piece == 0) return std::string("Manufacturer,Model,Serial Number\r\n").copy(buffer, size);
    if (piece == 1) return std::string("A,B,C\r\n").copy(buffer, size);
    changed_.wait(lock, [this] { return may_end_; });
    return 0;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  int reads_ = 0;
  bool may_end_ = false;
  bool refused_ = false;
  std::thread thread_;  // last: it uses what stands above
};

TEST_F(ApplicationTest, StopsWithinFiveSecondsWhileAnUploadStandsStillAndForgetsIt) {
  auto application = started();
  const auto token = token_for(*application, registry::OrganisationKind::customer, "Fabrikam");
  UnfinishedUpload upload(address, token, organisation_id);
  upload.wait_until_begun();

  const auto begun = std::chrono::steady_clock::now();
  application->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
  EXPECT_TRUE(upload.finish());

  application.reset();
  const auto again = started();
  const auto id = registry::OrganisationId::parse(organisation_id).value();
  EXPECT_TRUE(again->store().batches().list(id, {}, {}, 10).empty());
  EXPECT_TRUE(again->store().devices().list(id, {}, clock.now()).empty());
}

TEST_F(ApplicationTest, LogsNeitherTokensNorQueriesNorValuesOfDevices) {
  testing::internal::CaptureStderr();
  set_up_log("debug", "json");
  std::string token;
  {
    const auto application = started();
    token = token_for(*application, registry::OrganisationKind::customer, "Fabrikam");
    cli::Client client(address, token);
    const auto customer = "/customers/" + organisation_id;
    client.post(customer + "/batches", {{"order_id", "SECRET-ORDER"},
                                        {"devices",
                                         {{{"manufacturer", "SECRET-MAKER"},
                                           {"model", "SECRET-MODEL"},
                                           {"serial_number", "SECRET-SERIAL"}}}}});
    client.get(customer + "/devices", {{"serial_prefix", "SECRET-PREFIX"}});
    EXPECT_THROW(client.get("/SECRET-PATH"), cli::ApiError);
    EXPECT_THROW(cli::Client(address, "mst_SECRET-TOKEN").get("/whoami"), cli::ApiError);
  }
  const auto log = testing::internal::GetCapturedStderr();
  set_up_log("off", "json");

  EXPECT_THAT(log, HasSubstr("\"operation\":\"list_devices\""));
  EXPECT_THAT(log, Not(HasSubstr("SECRET")));
  EXPECT_THAT(log, Not(HasSubstr(token)));
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    boost::system::error_code error;
    (void)boost::json::parse(line, error);
    EXPECT_FALSE(error) << line;
  }
}

}  // namespace
}  // namespace muster::server
