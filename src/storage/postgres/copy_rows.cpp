#include "storage/postgres/copy_rows.h"

namespace muster::storage::postgres {

CopyRows::CopyRows(std::size_t bytes) {
  bytes_.reserve(bytes);
  bytes_.assign("PGCOPY\n\377\r\n\0", 11);
  append_big_endian(bytes_, std::int32_t{0});  // flags
  append_big_endian(bytes_, std::int32_t{0});  // length of the header's extension
}

std::string_view CopyRows::finish() {
  append_big_endian(bytes_, std::int16_t{-1});
  return bytes_;
}

ArrayValue::ArrayValue(std::uint32_t element_type, std::size_t size) {
  constexpr std::size_t header = 20;
  constexpr std::size_t bytes_of_most = 24;  // a length, and a key, a number or a short text
  bytes_.reserve(header + size * bytes_of_most);
  append_big_endian(bytes_, std::int32_t{1});  // dimensions
  append_big_endian(bytes_, std::int32_t{0});  // no nulls
  append_big_endian(bytes_, element_type);
  append_big_endian(bytes_, static_cast<std::int32_t>(size));
  append_big_endian(bytes_, std::int32_t{1});  // the first index
}

}  // namespace muster::storage::postgres
