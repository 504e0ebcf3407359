#include "agent/flat_json.h"

#include <cstdint>

namespace muster::agent {
namespace {

constexpr int deepest = 16;

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::optional<std::map<std::string, std::string>> object() {
    std::map<std::string, std::string> members;
    if (!members_of(&members, 0)) return std::nullopt;
    skip_blanks();
    if (!rest_.empty()) return std::nullopt;
    return members;
  }

 private:
  void skip_blanks() {
    while (!rest_.empty() && std::string_view(" \t\r\n").find(rest_[0]) != std::string_view::npos) {
      rest_.remove_prefix(1);
    }
  }
  bool take(char c) {
    skip_blanks();
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::optional<std::uint32_t> hex4() {
    if (rest_.size() < 4) return std::nullopt;
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
      const char c = rest_[static_cast<std::size_t>(i)];
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) return std::nullopt;
      value = value << 4 | static_cast<std::uint32_t>(digit);
    }
    rest_.remove_prefix(4);
    return value;
  }

  static void append(std::string& out, std::uint32_t c) {
    const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
    if (c < 0x80) {
      byte(c);
    } else if (c < 0x800) {
      byte(0xC0 | c >> 6);
      byte(0x80 | (c & 63));
    } else if (c < 0x10000) {
      byte(0xE0 | c >> 12);
      byte(0x80 | (c >> 6 & 63));
      byte(0x80 | (c & 63));
    } else {
      byte(0xF0 | c >> 18);
      byte(0x80 | (c >> 12 & 63));
      byte(0x80 | (c >> 6 & 63));
      byte(0x80 | (c & 63));
    }
  }

  bool escaped(std::string& out) {
    if (rest_.empty()) return false;
    const char c = rest_[0];
    rest_.remove_prefix(1);
    constexpr std::string_view from = "\"\\/bfnrt";
    constexpr std::string_view to = "\"\\/\b\f\n\r\t";
    if (const auto at = from.find(c); at != std::string_view::npos) {
      out += to[at];
      return true;
    }
    if (c != 'u') return false;
    auto unit = hex4();
    if (!unit) return false;
    if (*unit >= 0xD800 && *unit < 0xDC00) {
      if (!rest_.starts_with("\\u")) return false;
      rest_.remove_prefix(2);
      const auto low = hex4();
      if (!low || *low < 0xDC00 || *low > 0xDFFF) return false;
      unit = 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00);
    } else if (*unit >= 0xDC00 && *unit < 0xE000) {
      return false;
    }
    append(out, *unit);
    return true;
  }

  std::optional<std::string> string() {
    if (!take('"')) return std::nullopt;
    std::string out;
    while (!rest_.empty()) {
      const char c = rest_[0];
      rest_.remove_prefix(1);
      if (c == '"') return out;
      if (static_cast<unsigned char>(c) < 0x20) return std::nullopt;
      if (c != '\\') {
        out += c;
      } else if (!escaped(out)) {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

  /// Reads any value; a plain one into `out`.
  bool value(std::optional<std::string>& out, int depth) {
    if (depth > deepest) return false;
    skip_blanks();
    if (rest_.empty()) return false;
    if (rest_[0] == '"') return (out = string()).has_value();
    if (rest_[0] == '{') return members_of(nullptr, depth + 1);
    if (rest_[0] == '[') return elements(depth + 1);
    const auto end = rest_.find_first_of(",]} \t\r\n");
    const auto word = rest_.substr(0, end);
    rest_.remove_prefix(word.size());
    if (word == "null") return true;
    const bool good = word == "true" || word == "false" ||
                      (!word.empty() && word.find_first_not_of("0123456789+-.eE") == word.npos);
    if (good) out = std::string(word);
    return good;
  }

  bool elements(int depth) {
    if (!take('[')) return false;
    if (take(']')) return true;
    for (;;) {
      std::optional<std::string> ignored;
      if (!value(ignored, depth)) return false;
      if (take(']')) return true;
      if (!take(',')) return false;
    }
  }

  bool members_of(std::map<std::string, std::string>* members, int depth) {
    if (!take('{')) return false;
    if (take('}')) return true;
    for (;;) {
      const auto name = string();
      std::optional<std::string> found;
      if (!name || !take(':') || !value(found, depth)) return false;
      if (members != nullptr && found) (*members)[*name] = *found;
      if (take('}')) return true;
      if (!take(',')) return false;
    }
  }

  std::string_view rest_;
};

}  // namespace

std::optional<std::map<std::string, std::string>> read_flat_json(std::string_view text) {
  return Reader(text).object();
}

std::string json_text(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string json_object(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string text = "{";
  for (const auto& [name, value] : members) {
    if (text.size() > 1) text += ',';
    text += json_text(name) + ':' + value;
  }
  return text + '}';
}

}  // namespace muster::agent
