#include "cli/toml_settings.h"

#include <gtest/gtest.h>

#include "cli/temporary_folder.h"

namespace muster::cli {
namespace {

struct Config {
  std::string listen = "127.0.0.1:8080";
  std::string contact;
  std::int64_t max_rows = 5;
  bool json_logs = false;
  std::vector<std::string> names;

  std::vector<SettingKey> keys() {
    return {text_key("http.listen", listen, "Address"),
            text_key("support_contact", contact, "Contact"),
            integer_key("intake.max_rows", max_rows, 1, 100, "Rows"),
            boolean_key("log.json", json_logs, "JSON logs"),
            text_list_key("http.names", names, "Names")};
  }
};

std::string error_of(const std::string& toml) {
  Config config;
  const auto read = read_settings_text(toml, "muster.toml", config.keys());
  return read ? "" : read.error().text();
}

TEST(TomlSettings, SetsEveryType) {
  Config config;
  const auto read = read_settings_text(
      "support_contact = 'it@example.com'\n[http]\nlisten = ':80'\nnames = ['a', 'b']\n"
      "[intake]\nmax_rows = 7\n[log]\njson = true\n",
      "muster.toml", config.keys());
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(config.listen, ":80");
  EXPECT_EQ(config.contact, "it@example.com");
  EXPECT_EQ(config.max_rows, 7);
  EXPECT_TRUE(config.json_logs);
  EXPECT_EQ(config.names, (std::vector<std::string>{"a", "b"}));
}

TEST(TomlSettings, NamesLineKeyAndTheNearestRightOne) {
  EXPECT_EQ(error_of("\n[http]\nlisten_on = ':80'\n"),
            "muster.toml:3:1: unknown key `http.listen_on`; did you mean `http.listen`?");
}

TEST(TomlSettings, NamesTheTableThatAKeyLacks) {
  EXPECT_EQ(error_of("listen = ':80'\n"),
            "muster.toml:1:1: unknown key `listen`; did you mean `http.listen`?");
}

TEST(TomlSettings, NamesTheNearestTable) {
  EXPECT_EQ(error_of("[htpp]\nlisten = ':80'\n"),
            "muster.toml:1:2: unknown table `htpp`; did you mean `http`?");
}

TEST(TomlSettings, SaysNothingOfANearestKeyWhenNoneIsNear) {
  EXPECT_EQ(error_of("colour = 'red'\n"), "muster.toml:1:1: unknown key `colour`");
}

TEST(TomlSettings, RefusesTheWrongType) {
  EXPECT_EQ(error_of("[log]\njson = 'yes'\n"), "muster.toml:2:8: `log.json` must be true or false");
}

TEST(TomlSettings, RefusesANumberOutOfItsRange) {
  EXPECT_EQ(error_of("[intake]\nmax_rows = 101\n"),
            "muster.toml:2:12: `intake.max_rows` must be from 1 to 100, and is 101");
}

TEST(TomlSettings, SaysWhereAFileIsNoToml) {
  const std::string error = error_of("a = 1\nb = \n");
  EXPECT_TRUE(error.starts_with("muster.toml:2:")) << error;
  EXPECT_NE(error.find("not TOML"), std::string::npos) << error;
}

TEST(TomlSettings, SaysThatAFileIsMissing) {
  const test::TemporaryFolder folder;
  Config config;
  const auto read = read_settings_file(folder.path() / "none.toml", config.keys());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, SettingsError::Kind::cannot_read);
}

TEST(EnvironmentSettings, AreNamedAfterTheirKeys) {
  EXPECT_EQ(environment_name("MUSTER_", "http.listen"), "MUSTER_HTTP_LISTEN");
}

TEST(EnvironmentSettings, TakePrecedenceWhenReadAfterTheFile) {
  Config config;
  const auto keys = config.keys();
  ASSERT_TRUE(read_settings_text("[intake]\nmax_rows = 7\n", "muster.toml", keys));
  const auto environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "MUSTER_INTAKE_MAX_ROWS") return "9";
    if (name == "MUSTER_LOG_JSON") return "Yes";
    if (name == "MUSTER_HTTP_NAMES") return "a,b";
    return std::nullopt;
  };
  ASSERT_TRUE(read_settings_environment(environment, "MUSTER_", keys));
  EXPECT_EQ(config.max_rows, 9);
  EXPECT_TRUE(config.json_logs);
  EXPECT_EQ(config.names.size(), 2U);
}

TEST(EnvironmentSettings, NameTheVariableThatIsWrong) {
  Config config;
  const auto environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "MUSTER_INTAKE_MAX_ROWS") return "many";
    return std::nullopt;
  };
  const auto read = read_settings_environment(environment, "MUSTER_", config.keys());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().text(),
            "MUSTER_INTAKE_MAX_ROWS: `intake.max_rows` must be a whole number");
}

}  // namespace
}  // namespace muster::cli
