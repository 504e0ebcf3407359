#include "server/configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "cli/failure.h"
#include "server/temporary_folder.h"

namespace muster::server {
namespace {

class ConfigurationFrom : public testing::Test {
 protected:
  Configuration read() {
    flags.try_emplace("data", folder / "data");
    return read_configuration(flags, file, [this](const std::string& name) {
      const auto found = variables.find(name);
      return found == variables.end() ? std::nullopt : std::optional(found->second);
    });
  }

  /// What a person is told; empty when nothing is wrong.
  std::string complaint() {
    try {
      read();
    } catch (const cli::Failure& failure) {
      EXPECT_EQ(failure.exit_code, cli::ExitCode::usage);
      return failure.what_happened;
    }
    return {};
  }

  test::TemporaryFolder folder;
  Flags flags;
  std::string file;
  std::map<std::string, std::string> variables;
};

TEST_F(ConfigurationFrom, NothingHasTheDefaults) {
  const auto read_now = read();
  EXPECT_EQ(read_now.listen, "127.0.0.1:8080");
  EXPECT_EQ(read_now.max_rows, 5'000'000);
  EXPECT_EQ(read_now.max_upload_bytes, 1 << 30);
  EXPECT_EQ(read_now.log_format, "json");
}

TEST_F(ConfigurationFrom, AFileOverridesTheDefaults) {
  file = folder.file("a.toml", "max_rows = 7\nsupport_contact = \"help@example.com\"\n");
  EXPECT_EQ(read().max_rows, 7);
  EXPECT_EQ(read().support_contact, "help@example.com");
}

TEST_F(ConfigurationFrom, AVariableOverridesTheFile) {
  file = folder.file("a.toml", "max_rows = 7\n");
  variables["MUSTER_MAX_ROWS"] = "8";
  EXPECT_EQ(read().max_rows, 8);
}

TEST_F(ConfigurationFrom, AFlagOverridesTheVariable) {
  file = folder.file("a.toml", "max_rows = 7\n");
  variables["MUSTER_MAX_ROWS"] = "8";
  flags["max_rows"] = "9";
  EXPECT_EQ(read().max_rows, 9);
}

TEST_F(ConfigurationFrom, TheDataFolderReadsTheFileThatLiesThere) {
  folder.file("data/muster.toml", "max_rows = 11\n");
  EXPECT_EQ(read().max_rows, 11);
}

TEST_F(ConfigurationFrom, AVariableMayNameTheDataFolderWithTheFile) {
  folder.file("elsewhere/muster.toml", "max_rows = 12\n");
  flags["data"] = folder / "elsewhere";
  EXPECT_EQ(read().max_rows, 12);
}

TEST_F(ConfigurationFrom, ANamedFileIsReadInsteadOfTheOneInTheDataFolder) {
  folder.file("data/muster.toml", "max_rows = 11\n");
  file = folder.file("a.toml", "chunk_rows = 500\n");
  EXPECT_EQ(read().max_rows, 5'000'000);
  EXPECT_EQ(read().chunk_rows, 500);
}

TEST_F(ConfigurationFrom, AFileWithAWrongKeyIsRefusedAndNamesTheNearestOne) {
  file = folder.file("a.toml", "\nlissten = \"127.0.0.1:1\"\n");
  EXPECT_EQ(complaint(), file + ":2:1: unknown key `lissten`; did you mean `listen`?");
}

TEST_F(ConfigurationFrom, AFileWithAValueOfTheWrongTypeIsRefused) {
  file = folder.file("a.toml", "max_rows = \"many\"\n");
  EXPECT_NE(complaint().find("`max_rows`"), std::string::npos) << complaint();
}

TEST_F(ConfigurationFrom, AMissingFileIsRefusedByItsName) {
  file = folder / "missing.toml";
  EXPECT_NE(complaint().find("missing.toml"), std::string::npos) << complaint();
}

TEST_F(ConfigurationFrom, AVariableThatIsNoNumberIsRefusedByItsName) {
  variables["MUSTER_MAX_ROWS"] = "many";
  EXPECT_NE(complaint().find("MUSTER_MAX_ROWS"), std::string::npos) << complaint();
}

TEST_F(ConfigurationFrom, AFlagOutOfRangeIsRefusedWithItsRange) {
  flags["max_rows"] = "0";
  EXPECT_NE(complaint().find("from 1 to"), std::string::npos) << complaint();
}

TEST_F(ConfigurationFrom, AFlagThatIsWrongIsNamedAsItIsTyped) {
  flags["chunk_rows"] = "few";
  EXPECT_THAT(complaint(), testing::StartsWith("--chunk-rows: "));
}

TEST_F(ConfigurationFrom, VariablesOfOthersAreLeftAlone) {
  variables["MUSTER_TOKEN"] = "mst_of_the_client";
  variables["MUSTER_SERVER"] = "http://127.0.0.1:1";
  EXPECT_EQ(complaint(), "");
}

TEST(ConfigurationKeys, AreUniqueAndExplained) {
  Configuration configuration;
  std::set<std::string> seen;
  for (const auto& key : configuration_keys(configuration)) {
    EXPECT_TRUE(seen.insert(key.key).second) << key.key;
    EXPECT_FALSE(key.help.empty()) << key.key;
  }
}

struct EndpointCase {
  const char* listen;
  const char* address;
  int port;
};

class EndpointOf : public testing::TestWithParam<EndpointCase> {};

TEST_P(EndpointOf, IsReadAsPeopleWriteIt) {
  const auto endpoint = parse_endpoint(GetParam().listen);
  EXPECT_EQ(endpoint.address, GetParam().address);
  EXPECT_EQ(endpoint.port, GetParam().port);
}

INSTANTIATE_TEST_SUITE_P(Texts, EndpointOf,
                         testing::Values(EndpointCase{"127.0.0.1:8080", "127.0.0.1", 8080},
                                         EndpointCase{"0.0.0.0:0", "0.0.0.0", 0},
                                         EndpointCase{"[::1]:443", "::1", 443},
                                         EndpointCase{":8080", "0.0.0.0", 8080},
                                         EndpointCase{"10.0.0.7:65535", "10.0.0.7", 65535}));

class NoEndpoint : public testing::TestWithParam<const char*> {};

TEST_P(NoEndpoint, IsRefused) {
  EXPECT_THROW(parse_endpoint(GetParam()), cli::Failure) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Texts, NoEndpoint,
                         testing::Values("", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:http",
                                         "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:80 "));

}  // namespace
}  // namespace muster::server
