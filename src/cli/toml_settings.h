#pragma once
// Reads a TOML file against a list of the keys that it may hold. Whatever is wrong names the file,
// the line, the key and the nearest right key. The same list reads the environment, so that a
// program's configuration (flag > environment > file > default) is declared once:
//
//   std::vector<SettingKey> keys{
//       text_key("http.listen", config.listen, "Address and port to listen on"),
//       integer_key("intake.max_rows", config.max_rows, 1, 100'000'000, "Rows a file may have")};
//   read_settings_file("muster.toml", keys);            // then
//   read_settings_environment(environment, "MUSTER_", keys);  // MUSTER_HTTP_LISTEN, ...

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace muster::cli {

using SettingValue =
    std::variant<std::string, std::int64_t, double, bool, std::vector<std::string>>;

enum class SettingType { text, integer, number, boolean, text_list };

struct SettingKey {
  std::string key;  ///< dotted: `http.listen` is `listen` in the table `[http]`
  SettingType type = SettingType::text;
  /// Takes a value of `type`; the error says what is wrong with it ("must be 1 to 65535").
  std::function<std::expected<void, std::string>(const SettingValue&)> set;
  std::string help;  ///< one line, for `--help` and for the documented example file
};

SettingKey text_key(std::string key, std::string& target, std::string help);
/// Refuses what is not from `least` to `most`.
SettingKey integer_key(std::string key, std::int64_t& target, std::int64_t least, std::int64_t most,
                       std::string help);
SettingKey boolean_key(std::string key, bool& target, std::string help);
SettingKey text_list_key(std::string key, std::vector<std::string>& target, std::string help);

struct SettingsError {
  enum class Kind { cannot_read, not_toml, unknown_key, wrong_type, wrong_value };
  Kind kind;
  std::string source;                  ///< path of the file, or name of the environment variable
  int line = 0;                        ///< 1-based; 0 where there is none
  int column = 0;                      ///< 1-based, in characters; 0 where there is none
  std::string key;                     ///< as written; empty where the file is no TOML at all
  std::string message;                 ///< what is wrong, without place and without key
  std::optional<std::string> nearest;  ///< the right key that was probably meant

  /// "muster.toml:3: unknown key `http.lisen`; did you mean `http.listen`?"
  std::string text() const;
};

/// Sets what the file has. The first error ends it; what was set before stays set.
std::expected<void, SettingsError> read_settings_file(const std::filesystem::path& path,
                                                      std::span<const SettingKey> keys);
/// The same for a text; `source` names it in errors.
std::expected<void, SettingsError> read_settings_text(std::string_view toml, std::string source,
                                                      std::span<const SettingKey> keys);

using EnvironmentReader = std::function<std::optional<std::string>(const std::string& name)>;
/// `http.listen` with prefix `MUSTER_` is MUSTER_HTTP_LISTEN. Booleans are true/false/1/0/yes/no;
/// lists are separated by commas. Variables that no key has are left alone.
std::expected<void, SettingsError> read_settings_environment(const EnvironmentReader& environment,
                                                             std::string_view prefix,
                                                             std::span<const SettingKey> keys);
std::string environment_name(std::string_view prefix, std::string_view key);

}  // namespace muster::cli
