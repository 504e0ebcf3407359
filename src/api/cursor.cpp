#include "api/cursor.h"

#include "security/base64.h"

namespace muster::api {
namespace {

constexpr char version = '1';
constexpr std::size_t longest = 4096;  ///< characters; no serial number makes a longer one

void append_length(std::string& bytes, std::size_t length) {
  for (int shift = 0; shift < 24; shift += 8) {
    bytes += static_cast<char>((length >> shift) & 0xFF);
  }
}

std::size_t length_at(std::string_view bytes) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    length |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return length;
}

}  // namespace

std::string make_cursor(CursorOf list, std::initializer_list<std::string_view> fields) {
  std::string bytes{version, static_cast<char>(list)};
  for (const auto field : fields) {
    append_length(bytes, field.size());
    bytes += field;
  }
  return security::to_base64url(bytes);
}

std::optional<std::vector<std::string>> read_cursor(CursorOf list, std::size_t fields,
                                                    std::string_view text) {
  if (text.size() > longest) return std::nullopt;
  const auto decoded = security::from_base64url(text);
  if (!decoded || decoded->size() < 2 || (*decoded)[0] != version ||
      (*decoded)[1] != static_cast<char>(list)) {
    return std::nullopt;
  }
  std::string_view rest = std::string_view(*decoded).substr(2);
  std::vector<std::string> found;
  while (!rest.empty()) {
    if (rest.size() < 3) return std::nullopt;
    const auto length = length_at(rest);
    rest.remove_prefix(3);
    if (rest.size() < length) return std::nullopt;
    found.emplace_back(rest.substr(0, length));
    rest.remove_prefix(length);
  }
  if (found.size() != fields) return std::nullopt;
  return found;
}

}  // namespace muster::api
