// The subcommands that work on a data folder of this machine, run as the shell would run them.

#include "server/commands/commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "cli/command_line.h"
#include "server/application.h"
#include "server/logging.h"
#include "server/open_store.h"
#include "server/temporary_folder.h"
#include "storage/store.h"

namespace muster::server {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;

class Commands : public testing::Test {
 protected:
  Commands() {
    set_up_log("off", "json");
    configuration.data = data;
    configuration.listen = "127.0.0.1:0";
  }

  int run(const std::vector<std::string>& arguments) {
    const std::array<cli::AddCommands, 5> commands = {add_serve, add_local_tokens, add_backup,
                                                      add_restore, add_doctor};
    line.out.str("");
    line.err.str("");
    return cli::run(arguments, line.surroundings(), commands);
  }
  std::string out() const { return line.out.str(); }
  std::string err() const { return line.err.str(); }

  /// A data folder as a server leaves it.
  void make_data() { const Application application(configuration, clock); }

  static fs::perms rights_of_others(const fs::path& path) {
    return fs::status(path).permissions() & (fs::perms::group_all | fs::perms::others_all);
  }

  test::TemporaryFolder folder;
  std::string data = folder / "data";
  std::string backup = folder / "backup";
  Configuration configuration;
  registry::SystemClock clock;
  cli::test::CommandLine line;
};

TEST_F(Commands, ATokenIsMadeListedAndRevokedBesideARunningServer) {
  const Application application(configuration, clock);
  ASSERT_EQ(run({"token", "create", "--data", data, "--organisation", "operator", "--name", "first",
                 "-o", "json"}),
            0)
      << err();
  const auto made = json::parse(out());
  EXPECT_THAT(std::string(made.at("token").as_string()), testing::StartsWith("mst_"));
  const std::string id(made.at("id").as_string());

  EXPECT_EQ(run({"token", "list", "--data", data, "--organisation", "operator"}), 0);
  EXPECT_THAT(out(), HasSubstr(id));
  EXPECT_THAT(out(), Not(HasSubstr("mst_")));

  EXPECT_EQ(run({"token", "revoke", id, "--data", data, "--organisation", "operator"}), 0) << err();
  EXPECT_EQ(run({"token", "revoke", id + "x", "--data", data, "--organisation", "operator"}), 2);
}

TEST_F(Commands, ATokenForAnUnknownOrganisationIsRefused) {
  make_data();
  EXPECT_EQ(run({"token", "create", "--data", data, "--organisation", "Nobody", "--name", "x"}), 2);
  EXPECT_THAT(err(), HasSubstr("Nobody"));
}

TEST_F(Commands, ABackupIsMadeWhileAServerRunsAndOnlyItsOwnerCanReadIt) {
  const Application application(configuration, clock);
  ASSERT_EQ(run({"backup", "--data", data, "--to", backup}), 0) << err();
  EXPECT_EQ(rights_of_others(backup), fs::perms::none);
  EXPECT_EQ(rights_of_others(backup + "/registry.db"), fs::perms::none);
}

TEST_F(Commands, ABackupDoesNotGoIntoAFolderThatHoldsSomething) {
  make_data();
  folder.file("backup/other", "mine");
  EXPECT_NE(run({"backup", "--data", data, "--to", backup}), 0);
  EXPECT_TRUE(fs::exists(backup + "/other"));
}

TEST_F(Commands, ABackupOfWhatIsNoDataFolderIsRefused) {
  EXPECT_EQ(run({"backup", "--data", folder / "nothing", "--to", backup}), 2);
}

class Restoring : public Commands {
 protected:
  /// A backup that knows the customer Fabrikam.
  Restoring() {
    Application application(configuration, clock);
    (void)application.store().organisations().create(registry::OrganisationKind::customer,
                                                     "Fabrikam");
    EXPECT_EQ(run({"backup", "--data", data, "--to", backup}), 0) << err();
  }

  bool knows(const std::string& customer) {
    return open_beside({.data = data}, clock)
        ->organisations()
        .find(registry::OrganisationKind::customer, customer)
        .has_value();
  }
};

TEST_F(Restoring, MakesAFolderThatOnlyItsOwnerCanRead) {
  fs::remove_all(data);
  ASSERT_EQ(run({"restore", "--from", backup, "--data", data}), 0) << err();
  EXPECT_TRUE(knows("Fabrikam"));
  EXPECT_EQ(rights_of_others(data), fs::perms::none);
  EXPECT_EQ(rights_of_others(data + "/identity.db"), fs::perms::none);
}

TEST_F(Restoring, LeavesAFolderThatHoldsDataAlone) {
  EXPECT_EQ(run({"restore", "--from", backup, "--data", data}), 2);
  EXPECT_THAT(err(), HasSubstr("--force"));
}

TEST_F(Restoring, ByForcePutsBackWhatWasThereWhenTheBackupWasMade) {
  {
    const auto store = open_beside({.data = data}, clock);
    (void)store->organisations().create(registry::OrganisationKind::customer, "Later");
  }
  ASSERT_EQ(run({"restore", "--from", backup, "--data", data, "--force"}), 0) << err();
  EXPECT_TRUE(knows("Fabrikam"));
  EXPECT_FALSE(knows("Later"));
}

TEST_F(Restoring, ByForceKeepsTheConfigurationInTheFolder) {
  folder.file("data/muster.toml", "max_rows = 9\n");
  ASSERT_EQ(run({"restore", "--from", backup, "--data", data, "--force"}), 0) << err();
  EXPECT_TRUE(fs::exists(data + "/muster.toml"));
}

TEST_F(Restoring, TakesAFolderWithASlashAtItsEnd) {
  ASSERT_EQ(run({"restore", "--from", backup, "--data", data + "/", "--force"}), 0) << err();
  EXPECT_TRUE(knows("Fabrikam"));
}

TEST_F(Restoring, LeavesNothingBesideTheFolder) {
  ASSERT_EQ(run({"restore", "--from", backup, "--data", data, "--force"}), 0) << err();
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(folder.path())) {
    found.push_back(entry.path().filename().string());
  }
  EXPECT_THAT(found, testing::UnorderedElementsAre("backup", "data"));
}

TEST_F(Restoring, IsRefusedWhileAServerRunsOnTheFolder) {
  const Application application(configuration, clock);
  EXPECT_EQ(run({"restore", "--from", backup, "--data", data, "--force"}), 5);
  EXPECT_THAT(err(), HasSubstr("Another server"));
}

TEST_F(Restoring, FromADamagedBackupChangesNothing) {
  folder.file("backup/registry.db", std::string(8192, 'x'));
  EXPECT_EQ(run({"restore", "--from", backup, "--data", data, "--force"}), 2);
  EXPECT_TRUE(knows("Fabrikam"));
}

TEST_F(Commands, TheDoctorIsContentWithAFreshFolder) {
  make_data();
  EXPECT_EQ(run({"doctor", "--data", data, "-o", "json"}), 0) << out();
  EXPECT_TRUE(json::parse(out()).at("ok").as_bool());
}

TEST_F(Commands, TheDoctorFindsAFolderThatOthersCanRead) {
  make_data();
  fs::permissions(data, fs::perms::others_read | fs::perms::others_exec, fs::perm_options::add);
  EXPECT_EQ(run({"doctor", "--data", data}), 1);
  EXPECT_THAT(out(), HasSubstr("chmod 700"));
}

TEST_F(Commands, TheDoctorFindsADamagedFile) {
  make_data();
  folder.file("data/identity.db", std::string(8192, 'x'));
  EXPECT_EQ(run({"doctor", "--data", data}), 1);
}

TEST_F(Commands, TheDoctorMakesNoFolder) {
  EXPECT_EQ(run({"doctor", "--data", data}), 1);
  EXPECT_FALSE(fs::exists(data));
}

TEST_F(Commands, ServePrintsItsConfigurationAndWhereEachValueCameFrom) {
  const auto file = folder.file("a.toml", "log_format = \"text\"\n");
  line.environment["MUSTER_MAX_ROWS"] = "8";
  ASSERT_EQ(run({"serve", "--data", data, "--config", file, "--chunk-rows", "500", "--print-config",
                 "--support-contact", "the \"desk\""}),
            0)
      << err();
  EXPECT_THAT(out(), testing::ContainsRegex("log_format = \"text\" +# .*a\\.toml"));
  EXPECT_THAT(out(), testing::ContainsRegex("max_rows = 8 +# MUSTER_MAX_ROWS"));
  EXPECT_THAT(out(), testing::ContainsRegex("chunk_rows = 500 +# --chunk-rows"));
  EXPECT_THAT(out(), testing::ContainsRegex("log_level = \"info\" +# default"));
  EXPECT_FALSE(fs::exists(data));

  line.environment.erase("MUSTER_MAX_ROWS");
  const auto printed = folder.file("printed.toml", out());
  ASSERT_EQ(run({"serve", "--config", printed, "--print-config"}), 0) << err();
  EXPECT_THAT(out(), HasSubstr(R"(support_contact = "the \"desk\"")"));
}

TEST_F(Commands, ServeMakesNoFolderForAWrongAddress) {
  EXPECT_EQ(run({"serve", "--data", data, "--listen", "nowhere"}), 2);
  EXPECT_FALSE(fs::exists(data));
}

TEST_F(Commands, ServeNamesTheFlagThatIsWrong) {
  EXPECT_EQ(run({"serve", "--data", data, "--max-rows", "0"}), 2);
  EXPECT_THAT(err(), HasSubstr("--max-rows: "));
}

}  // namespace
}  // namespace muster::server
