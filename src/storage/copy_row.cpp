#include "storage/copy_row.h"

#include <fmt/format.h>
#include <sodium.h>

#include "storage/store.h"

namespace muster::storage {
namespace {

void append_number(std::string& bytes, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(number >> shift & 0xFF));
  }
}

std::uint64_t number_from(const std::uint8_t* bytes) {
  std::uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8 | bytes[i];
  return number;
}

void append_value(std::string& bytes, const CopyValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    bytes.push_back('i');
    append_number(bytes, static_cast<std::uint64_t>(*number));
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    bytes.push_back('t');
    append_number(bytes, text->size());
    bytes.append(*text);
  } else if (const auto* blob = std::get_if<CopyBlob>(&value)) {
    bytes.push_back('b');
    append_number(bytes, blob->size());
    bytes.append(blob->begin(), blob->end());
  } else {
    bytes.push_back('n');
  }
}

/// Takes the next bytes of what is left; throws where there are fewer.
std::string_view take(std::string_view& bytes, std::size_t count) {
  if (bytes.size() < count) {
    throw StorageFault(StorageFault::Kind::io, "the note of a copy's progress is damaged");
  }
  const auto taken = bytes.substr(0, count);
  bytes.remove_prefix(count);
  return taken;
}

std::uint64_t take_number(std::string_view& bytes) {
  return number_from(reinterpret_cast<const std::uint8_t*>(take(bytes, 8).data()));
}

}  // namespace

CopyValue value_at(const Statement& row, int column, CopyType type) {
  if (row.is_null(column)) return {};
  switch (type) {
    case CopyType::integer:
      return row.integer(column);
    case CopyType::text:
      return std::string(row.text(column));
    case CopyType::blob:
      break;
  }
  const auto blob = row.blob(column);
  return CopyBlob(blob.begin(), blob.end());
}

void bind_value(Statement& statement, int parameter, const CopyValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    statement.bind_integer(parameter, *number);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    statement.bind_text(parameter, *text);
  } else if (const auto* blob = std::get_if<CopyBlob>(&value)) {
    statement.bind_blob(parameter, *blob);
  } else {
    statement.bind_null(parameter);
  }
}

std::string canonical(std::span<const CopyValue> values) {
  std::string bytes;
  for (const auto& value : values) append_value(bytes, value);
  return bytes;
}

CopyRow from_canonical(std::string_view bytes) {
  CopyRow row;
  while (!bytes.empty()) {
    switch (take(bytes, 1).front()) {
      case 'i':
        row.emplace_back(static_cast<std::int64_t>(take_number(bytes)));
        break;
      case 't':
        row.emplace_back(std::string(take(bytes, take_number(bytes))));
        break;
      case 'b': {
        const auto blob = take(bytes, take_number(bytes));
        row.emplace_back(CopyBlob(blob.begin(), blob.end()));
        break;
      }
      default:
        row.emplace_back();
    }
  }
  return row;
}

void TableChecksum::add(const CopyRow& row) {
  const auto bytes = canonical(row);
  std::array<std::uint8_t, 16> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()),
                     bytes.size(), nullptr, 0);
  const auto low = number_from(&hash[8]);
  low_ += low;
  high_ += number_from(hash.data()) + (low_ < low ? 1 : 0);
}

std::string TableChecksum::text() const { return fmt::format("{:016x}{:016x}", high_, low_); }

}  // namespace muster::storage
