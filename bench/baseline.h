#pragma once
// What the hand-written baselines share: a file in memory that is cut into rows at commas (no
// quotes, no other encodings: the measured files have none), the identity key, and a stopwatch. A
// failing call throws std::runtime_error, which ends the program with its message.

#include <sodium.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace muster::bench {

using IdentityKey = std::array<std::uint8_t, 16>;

/// One line of a file; the texts are parts of the file's.
struct Row {
  IdentityKey key;
  std::string_view manufacturer;
  std::string_view model;
  std::string_view serial_number;
};

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Keyed BLAKE2b of the three values, each with its length before it.
inline IdentityKey key_of(const Row& row) {
  constexpr std::array<std::uint8_t, 32> secret{1, 2, 3};
  std::array<std::uint8_t, 1024> message;
  auto* end = message.data();
  for (const auto value : {row.manufacturer, row.model, row.serial_number}) {
    const auto length = static_cast<std::uint32_t>(value.size());
    if (end + sizeof length + length > message.data() + message.size()) {
      throw std::runtime_error("a row is too long");
    }
    std::memcpy(end, &length, sizeof length);
    std::memcpy(end + sizeof length, value.data(), length);
    end += sizeof length + length;
  }
  IdentityKey key;
  crypto_generichash(key.data(), key.size(), message.data(),
                     static_cast<unsigned long long>(end - message.data()), secret.data(),
                     secret.size());
  return key;
}

/// The rows after the header line, each `manufacturer,model,serial number`.
class Rows {
 public:
  explicit Rows(std::string_view text) : rest_(text) { take_line(); }

  std::optional<Row> next() {
    if (rest_.empty()) return std::nullopt;
    const auto line = take_line();
    const auto first = line.find(',');
    const auto second = line.find(',', first + 1);
    if (second == std::string_view::npos) throw std::runtime_error("a row of fewer than 3 cells");
    Row row{.key = {},
            .manufacturer = line.substr(0, first),
            .model = line.substr(first + 1, second - first - 1),
            .serial_number = line.substr(second + 1)};
    row.key = key_of(row);
    return row;
  }

 private:
  std::string_view take_line() {
    const auto end = rest_.find('\n');
    auto line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

  std::string_view rest_;
};

/// Milliseconds since 1970.
inline std::int64_t wall_clock() {
  using std::chrono::system_clock;
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             system_clock::now().time_since_epoch())
      .count();
}

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace muster::bench
