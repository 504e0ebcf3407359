#pragma once
// The stream of `COPY ... (FORMAT binary)` (postgresql.org/docs/15/sql-copy.html, "Binary Format"),
// and arrays in their binary form (src/backend/utils/adt/arrayfuncs.c, array_recv): the two ways in
// which many values reach the server at once.

#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace muster::storage::postgres {

/// Appends `value` to `bytes`, the most significant byte first.
template <std::integral T>
void append_big_endian(std::string& bytes, T value) {
  if constexpr (std::endian::native == std::endian::little) value = std::byteswap(value);
  const auto in_order = std::bit_cast<std::array<char, sizeof value>>(value);
  bytes.append(in_order.data(), in_order.size());
}

/// A `bigint` as a binary parameter.
inline std::string eight_bytes(std::int64_t value) {
  std::string bytes;
  append_big_endian(bytes, value);
  return bytes;
}

/// Rows for COPY. Each row is begin(), then as many values as it said.
class CopyRows {
 public:
  /// `bytes` is how many to make room for, a guess; there may be more.
  explicit CopyRows(std::size_t bytes = 0);
  void begin(std::int16_t columns) { append_big_endian(bytes_, columns); }
  void null() { append_big_endian(bytes_, std::int32_t{-1}); }
  void int8(std::int64_t value) {
    append_big_endian(bytes_, std::int32_t{8});
    append_big_endian(bytes_, value);
  }
  void int4(std::int32_t value) {
    append_big_endian(bytes_, std::int32_t{4});
    append_big_endian(bytes_, value);
  }
  void text(std::string_view value) {
    append_big_endian(bytes_, static_cast<std::int32_t>(value.size()));
    bytes_.append(value);
  }
  void text_or_null(std::string_view value) { value.empty() ? null() : text(value); }
  void maybe_text(const std::optional<std::string>& value) { value ? text(*value) : null(); }
  void blob(std::span<const std::uint8_t> value) {
    text({reinterpret_cast<const char*>(value.data()), value.size()});
  }

  /// The whole stream; nothing may be added afterwards.
  std::string_view finish();

 private:
  std::string bytes_;
};

/// A one-dimensional array as a binary parameter: `bigint[]`, `bytea[]`, `text[]`.
class ArrayValue {
 public:
  /// `element_type` is its OID; `size` elements follow.
  ArrayValue(std::uint32_t element_type, std::size_t size);
  void int8(std::int64_t value) {
    append_big_endian(bytes_, std::int32_t{8});
    append_big_endian(bytes_, value);
  }
  void text(std::string_view value) {
    append_big_endian(bytes_, static_cast<std::int32_t>(value.size()));
    bytes_.append(value);
  }
  void blob(std::span<const std::uint8_t> value) {
    text({reinterpret_cast<const char*>(value.data()), value.size()});
  }
  std::string_view bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// OIDs of types (pg_type.dat).
constexpr std::uint32_t oid_bytea = 17;
constexpr std::uint32_t oid_int8 = 20;
constexpr std::uint32_t oid_text = 25;
constexpr std::uint32_t oid_bytea_array = 1001;
constexpr std::uint32_t oid_text_array = 1009;
constexpr std::uint32_t oid_int8_array = 1016;

}  // namespace muster::storage::postgres
