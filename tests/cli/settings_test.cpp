#include "cli/settings.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "cli/command_line.h"
#include "cli/failure.h"
#include "cli/temporary_folder.h"

namespace muster::cli {
namespace {

class ClientSettingsTest : public testing::Test {
 protected:
  ClientSettingsTest() { command_.environment["XDG_CONFIG_HOME"] = folder_.path().string(); }

  void has_file(const std::string& text, mode_t mode = 0600) {
    const auto path = folder_.file("muster/client.toml", text);
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
  }
  ClientSettings read(const ClientFlags& flags = {}) {
    return read_client_settings(command_.surroundings(), flags);
  }

  test::TemporaryFolder folder_;
  test::CommandLine command_;
};

TEST_F(ClientSettingsTest, DefaultsToThisMachine) {
  EXPECT_EQ(read().server, "http://127.0.0.1:8080");
  EXPECT_EQ(read().token, "");
  EXPECT_EQ(read().format, OutputFormat::table);
}

TEST_F(ClientSettingsTest, TakesTheFileOverTheDefault) {
  has_file("server = 'https://file'\ntoken = 'mst_file'\noutput = 'csv'\n");
  EXPECT_EQ(read().server, "https://file");
  EXPECT_EQ(read().token, "mst_file");
  EXPECT_EQ(read().format, OutputFormat::csv);
}

TEST_F(ClientSettingsTest, TakesTheEnvironmentOverTheFile) {
  has_file("server = 'https://file'\ntoken = 'mst_file'\n");
  command_.environment["MUSTER_SERVER"] = "https://environment";
  EXPECT_EQ(read().server, "https://environment");
  EXPECT_EQ(read().token, "mst_file");
}

TEST_F(ClientSettingsTest, TakesTheFlagOverTheEnvironment) {
  command_.environment["MUSTER_SERVER"] = "https://environment";
  command_.environment["MUSTER_OUTPUT"] = "csv";
  const ClientSettings settings = read({.server = "https://flag", .token = "", .format = "json"});
  EXPECT_EQ(settings.server, "https://flag");
  EXPECT_EQ(settings.format, OutputFormat::json);
}

TEST_F(ClientSettingsTest, RefusesAFileThatOthersCanRead) {
  has_file("token = 'mst_file'\n", 0640);
  try {
    read();
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.exit_code, ExitCode::usage);
    EXPECT_NE(failure.what_happened.find("can be read by others (mode 640)"), std::string::npos);
    EXPECT_TRUE(failure.next.starts_with("chmod 600 "));
  }
}

TEST_F(ClientSettingsTest, NamesTheNearestKeyOfAWrongOne) {
  has_file("sever = 'https://file'\n");
  try {
    read();
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_NE(failure.what_happened.find("did you mean `server`?"), std::string::npos);
  }
}

TEST_F(ClientSettingsTest, RefusesATokenThatWouldBreakTheHeader) {
  EXPECT_THROW(read({.server = {}, .token = "mst_a\r\nX-Evil: 1", .format = {}}), Failure);
}

TEST_F(ClientSettingsTest, AreReadBackAsTheyWereWritten) {
  write_client_file(client_file(command_.surroundings()), "https://a.example/\"x", "mst_\\secret");
  struct stat file{};
  struct stat folder{};
  ASSERT_EQ(stat((folder_.path() / "muster/client.toml").c_str(), &file), 0);
  ASSERT_EQ(stat((folder_.path() / "muster").c_str(), &folder), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600U);
  EXPECT_EQ(folder.st_mode & 0777, 0700U);
  EXPECT_EQ(read().token, "mst_\\secret");
}

TEST_F(ClientSettingsTest, ReplaceALooseFileByAPrivateOne) {
  has_file("token = 'old'\n", 0644);
  write_client_file(client_file(command_.surroundings()), "https://a.example", "mst_new");
  EXPECT_EQ(read().token, "mst_new");
}

TEST(ClientFile, IsInTheHomeFolderWithoutXdgConfigHome) {
  test::CommandLine command;
  command.environment["XDG_CONFIG_HOME"] = "relative/is/ignored";
  EXPECT_EQ(client_file(command.surroundings()), "/nonexistent/.config/muster/client.toml");
}

TEST(NormalisedServerUrl, DropsSlashesCaseAndTheApiPath) {
  EXPECT_EQ(normalised_server_url("HTTPS://Muster.Example.com/"), "https://muster.example.com");
  EXPECT_EQ(normalised_server_url("http://h:81/base/api/v1/"), "http://h:81/base");
  EXPECT_EQ(normalised_server_url("http://[::1]:8080"), "http://[::1]:8080");
}

TEST(NormalisedServerUrl, RefusesWhatIsNoServer) {
  for (const char* url : {"localhost:8080", "ftp://h", "http://", "http://u:p@h", "http://h?x=1"}) {
    EXPECT_THROW(normalised_server_url(url), Failure) << url;
  }
}

TEST(IsThisMachine, KnowsTheLoopbackAddresses) {
  EXPECT_TRUE(is_this_machine("http://127.0.0.1:8080"));
  EXPECT_TRUE(is_this_machine("http://localhost"));
  EXPECT_TRUE(is_this_machine("http://[::1]:8080"));
  EXPECT_FALSE(is_this_machine("http://localhost.example.com"));
}

}  // namespace
}  // namespace muster::cli
