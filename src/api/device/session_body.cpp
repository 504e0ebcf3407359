#include "api/device/session_body.h"

#include <charconv>
#include <utility>

namespace muster::api::device {
namespace {

constexpr std::size_t longest_id = 32;
constexpr std::size_t longest_session = 64;

class Scanner {
 public:
  explicit Scanner(std::string_view text) : left_(text) {}

  bool take(char expected) {
    skip_blanks();
    if (!left_.starts_with(expected)) return false;
    left_.remove_prefix(1);
    return true;
  }
  /// A text of printable ASCII without quotes and escapes.
  std::optional<std::string_view> text() {
    if (!take('"')) return std::nullopt;
    const auto end = left_.find('"');
    if (end == std::string_view::npos) return std::nullopt;
    const auto found = left_.substr(0, end);
    for (const char c : found) {
      if (c < ' ' || c > '~' || c == '\\') return std::nullopt;
    }
    left_.remove_prefix(end + 1);
    return found;
  }
  std::optional<std::int64_t> number() {
    skip_blanks();
    if (left_.empty() || left_.front() < '1' || left_.front() > '9') return std::nullopt;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(left_.data(), left_.data() + left_.size(), value);
    if (error != std::errc{}) return std::nullopt;
    left_.remove_prefix(static_cast<std::size_t>(end - left_.data()));
    // A fraction or an exponent follows: not what integers look like here.
    if (left_.empty() || left_.front() == '.' || left_.front() == 'e' || left_.front() == 'E') {
      return std::nullopt;
    }
    return value;
  }
  bool at_end() {
    skip_blanks();
    return left_.empty();
  }

 private:
  void skip_blanks() {
    const auto first = left_.find_first_not_of(" \t\r\n");
    left_.remove_prefix(first == std::string_view::npos ? left_.size() : first);
  }
  std::string_view left_;
};

/// False where the member was there before, or is not to be there.
bool keep(std::string_view& kept, std::string_view value, std::size_t longest) {
  if (!kept.empty() || value.empty() || value.size() > longest) return false;
  kept = value;
  return true;
}

}  // namespace

std::optional<SessionCheckIn> read_session_body(std::string_view body) {
  Scanner scanner(body);
  SessionCheckIn read;
  bool has_mac = false;
  if (!scanner.take('{')) return std::nullopt;
  do {
    const auto name = scanner.text();
    if (!name || !scanner.take(':')) return std::nullopt;
    if (*name == "time") {
      const auto time = scanner.number();
      if (!time || read.time != 0) return std::nullopt;
      read.time = *time;
      continue;
    }
    const auto value = scanner.text();
    if (!value) return std::nullopt;
    bool good = false;
    if (*name == "organisation_id") good = keep(read.organisation_id, *value, longest_id);
    if (*name == "device_id") good = keep(read.device_id, *value, longest_id);
    if (*name == "session") good = keep(read.session, *value, longest_session);
    if (*name == "mac")
      good = !std::exchange(has_mac, true) && identity::from_hex(*value, read.mac);
    if (!good) return std::nullopt;
  } while (scanner.take(','));
  const bool whole = scanner.take('}') && scanner.at_end() && !read.organisation_id.empty() &&
                     !read.device_id.empty() && !read.session.empty() && read.time != 0 && has_mac;
  if (!whole) return std::nullopt;
  return read;
}

}  // namespace muster::api::device
