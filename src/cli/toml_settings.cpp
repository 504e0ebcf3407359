#include "cli/toml_settings.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>
#include <utility>

#include "cli/nearest.h"

namespace muster::cli {

namespace {

using Kind = SettingsError::Kind;

std::string_view type_name(SettingType type) {
  switch (type) {
    case SettingType::text:
      return "a text in quotes";
    case SettingType::integer:
      return "a whole number";
    case SettingType::number:
      return "a number";
    case SettingType::boolean:
      return "true or false";
    case SettingType::text_list:
      return "a list of texts, like [\"a\", \"b\"]";
  }
  return "a value";
}

std::optional<SettingValue> value_of(const toml::node& node, SettingType type) {
  switch (type) {
    case SettingType::text:
      if (auto value = node.value_exact<std::string>()) return *value;
      return std::nullopt;
    case SettingType::integer:
      if (auto value = node.value_exact<std::int64_t>()) return *value;
      return std::nullopt;
    case SettingType::number:
      if (auto value = node.value<double>(); value && node.is_number()) return *value;
      return std::nullopt;
    case SettingType::boolean:
      if (auto value = node.value_exact<bool>()) return *value;
      return std::nullopt;
    case SettingType::text_list: {
      const toml::array* array = node.as_array();
      if (array == nullptr) return std::nullopt;
      std::vector<std::string> list;
      for (const toml::node& element : *array) {
        auto text = element.value_exact<std::string>();
        if (!text) return std::nullopt;
        list.push_back(*std::move(text));
      }
      return list;
    }
  }
  return std::nullopt;
}

/// Checks and sets one table and what is in it.
class TableReader {
 public:
  TableReader(std::string source, std::span<const SettingKey> keys)
      : source_(std::move(source)), keys_(keys) {}

  std::expected<void, SettingsError> read(const toml::table& table, const std::string& prefix) {
    for (const auto& [name, node] : table) {
      const std::string key = prefix + std::string(name.str());
      const toml::source_position at = name.source().begin;
      if (const SettingKey* wanted = find(key)) {
        auto value = value_of(node, wanted->type);
        if (!value) {
          return error(Kind::wrong_type, node.source().begin, key,
                       fmt::format("must be {}", type_name(wanted->type)));
        }
        if (auto set = wanted->set(*value); !set) {
          return error(Kind::wrong_value, node.source().begin, key, set.error());
        }
      } else if (node.is_table() && is_table_name(key)) {
        if (auto inner = read(*node.as_table(), key + "."); !inner) return inner;
      } else {
        return unknown(at, key, node);
      }
    }
    return {};
  }

  std::unexpected<SettingsError> error(Kind kind, toml::source_position at, std::string key,
                                       std::string message) const {
    return std::unexpected(SettingsError{kind, source_, static_cast<int>(at.line),
                                         static_cast<int>(at.column), std::move(key),
                                         std::move(message), std::nullopt});
  }

 private:
  const SettingKey* find(const std::string& key) const {
    const auto found = std::ranges::find(keys_, key, &SettingKey::key);
    return found == keys_.end() ? nullptr : &*found;
  }

  bool is_table_name(const std::string& key) const {
    return std::ranges::any_of(
        keys_, [&](const SettingKey& wanted) { return wanted.key.starts_with(key + "."); });
  }

  std::unexpected<SettingsError> unknown(toml::source_position at, const std::string& key,
                                         const toml::node& node) const {
    const bool is_table = node.is_table();
    std::vector<std::string> candidates;
    for (const SettingKey& wanted : keys_) {
      const auto dot = wanted.key.rfind('.');
      if (!is_table) {
        candidates.push_back(wanted.key);
      } else if (dot != std::string::npos) {
        candidates.push_back(wanted.key.substr(0, dot));
      }
    }
    auto unexpected = error(Kind::unknown_key, at, key, is_table ? "unknown table" : "unknown key");
    unexpected.error().nearest = nearest(key, candidates);
    if (!unexpected.error().nearest && !is_table) {
      unexpected.error().nearest = same_last_name(key);
    }
    return unexpected;
  }

  /// `listen` at the top when it is `http.listen`: the name is right, the table is missing.
  std::optional<std::string> same_last_name(const std::string& key) const {
    const auto last = [](const std::string& text) { return text.substr(text.rfind('.') + 1); };
    std::vector<std::string> names;
    for (const SettingKey& wanted : keys_) names.push_back(last(wanted.key));
    const auto match = nearest(last(key), names);
    if (!match) return std::nullopt;
    const auto found = std::ranges::find(names, *match);
    return keys_[static_cast<std::size_t>(found - names.begin())].key;
  }

  std::string source_;
  std::span<const SettingKey> keys_;
};

std::optional<SettingValue> parse_number(const std::string& text, SettingType type) {
  const char* end = text.data() + text.size();
  const auto parse = [&](auto number) -> std::optional<SettingValue> {
    const auto result = std::from_chars(text.data(), end, number);
    if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
    return number;
  };
  return type == SettingType::integer ? parse(std::int64_t{0}) : parse(0.0);
}

std::optional<SettingValue> parse_boolean(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  if (text == "true" || text == "1" || text == "yes") return true;
  if (text == "false" || text == "0" || text == "no") return false;
  return std::nullopt;
}

std::optional<SettingValue> value_of(const std::string& text, SettingType type) {
  switch (type) {
    case SettingType::text:
      return text;
    case SettingType::integer:
    case SettingType::number:
      return parse_number(text, type);
    case SettingType::boolean:
      return parse_boolean(text);
    case SettingType::text_list: {
      std::vector<std::string> list;
      std::istringstream stream(text);
      for (std::string part; std::getline(stream, part, ',');) list.push_back(part);
      return list;
    }
  }
  return std::nullopt;
}

}  // namespace

SettingKey text_key(std::string key, std::string& target, std::string help) {
  return {std::move(key), SettingType::text,
          [&target](const SettingValue& value) -> std::expected<void, std::string> {
            target = std::get<std::string>(value);
            return {};
          },
          std::move(help)};
}

SettingKey integer_key(std::string key, std::int64_t& target, std::int64_t least, std::int64_t most,
                       std::string help) {
  return {std::move(key), SettingType::integer,
          [&target, least, most](const SettingValue& value) -> std::expected<void, std::string> {
            const std::int64_t number = std::get<std::int64_t>(value);
            if (number < least || number > most) {
              return std::unexpected(
                  fmt::format("must be from {} to {}, and is {}", least, most, number));
            }
            target = number;
            return {};
          },
          std::move(help)};
}

SettingKey boolean_key(std::string key, bool& target, std::string help) {
  return {std::move(key), SettingType::boolean,
          [&target](const SettingValue& value) -> std::expected<void, std::string> {
            target = std::get<bool>(value);
            return {};
          },
          std::move(help)};
}

SettingKey text_list_key(std::string key, std::vector<std::string>& target, std::string help) {
  return {std::move(key), SettingType::text_list,
          [&target](const SettingValue& value) -> std::expected<void, std::string> {
            target = std::get<std::vector<std::string>>(value);
            return {};
          },
          std::move(help)};
}

std::string SettingsError::text() const {
  std::string place = source;
  if (line > 0) place += fmt::format(":{}", line);
  if (line > 0 && column > 0) place += fmt::format(":{}", column);
  switch (kind) {
    case Kind::cannot_read:
    case Kind::not_toml:
      return fmt::format("{}: {}", place, message);
    case Kind::unknown_key:
      return fmt::format("{}: {} `{}`{}", place, message, key,
                         nearest ? fmt::format("; did you mean `{}`?", *nearest) : "");
    case Kind::wrong_type:
    case Kind::wrong_value:
      return fmt::format("{}: `{}` {}", place, key, message);
  }
  return place;
}

std::expected<void, SettingsError> read_settings_text(std::string_view toml, std::string source,
                                                      std::span<const SettingKey> keys) {
  TableReader reader(std::move(source), keys);
  try {
    return reader.read(toml::parse(toml), "");
  } catch (const toml::parse_error& error) {
    return reader.error(Kind::not_toml, error.source().begin, "",
                        fmt::format("not TOML: {}", error.description()));
  }
}

std::expected<void, SettingsError> read_settings_file(const std::filesystem::path& path,
                                                      std::span<const SettingKey> keys) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  if (file) text.assign(std::istreambuf_iterator<char>(file), {});
  if (!file || file.bad() || std::filesystem::is_directory(path)) {
    return std::unexpected(SettingsError{Kind::cannot_read, path.string(), 0, 0, "",
                                         "this file can't be read", std::nullopt});
  }
  return read_settings_text(text, path.string(), keys);
}

std::string environment_name(std::string_view prefix, std::string_view key) {
  std::string name(prefix);
  for (const char c : key) {
    const auto byte = static_cast<unsigned char>(c);
    name += std::isalnum(byte) ? static_cast<char>(std::toupper(byte)) : '_';
  }
  return name;
}

std::expected<void, SettingsError> read_settings_environment(const EnvironmentReader& environment,
                                                             std::string_view prefix,
                                                             std::span<const SettingKey> keys) {
  for (const SettingKey& wanted : keys) {
    const std::string name = environment_name(prefix, wanted.key);
    const auto text = environment(name);
    if (!text) continue;
    const auto error = [&](Kind kind, std::string message) {
      return std::unexpected(
          SettingsError{kind, name, 0, 0, wanted.key, std::move(message), std::nullopt});
    };
    const auto value = value_of(*text, wanted.type);
    if (!value) return error(Kind::wrong_type, fmt::format("must be {}", type_name(wanted.type)));
    if (auto set = wanted.set(*value); !set) return error(Kind::wrong_value, set.error());
  }
  return {};
}

}  // namespace muster::cli
