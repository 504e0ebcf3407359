// Layout: "OA", u16 total length of the used part, then items of u16 type, u16 length (header of
// four bytes included) and a value. All numbers are little-endian. What follows the used part is
// padding.

#include "identity/hardware_hash.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <vector>

#include "identity/base64.h"
#include "identity/utf8.h"

namespace muster::identity {
namespace {

using Bytes = std::span<const std::uint8_t>;
using Kind = HardwareHashError::Kind;

constexpr std::size_t header_size = 4;
constexpr std::size_t item_header_size = 4;
constexpr std::size_t blob_size = 3000;  ///< 4,000 characters of Base64

constexpr int offline_id_item = 11;
constexpr int uuid_item = 12;
constexpr int serial_number_item = 14;
constexpr int manufacturer_item = 16;
constexpr int model_item = 17;
constexpr int product_id_item = 24;
constexpr int tpm_key_item = 25;

constexpr std::size_t uuid_size = 16;

/// Of the offline device ID: the kind at byte 4, and a SHA-256 at the end.
constexpr std::size_t offline_id_kind = 4;
constexpr std::uint8_t tpm_kind = 1;
constexpr std::size_t sha256_size = 32;

std::uint16_t u16(Bytes bytes, std::size_t offset) {
  return static_cast<std::uint16_t>(bytes[offset] | (bytes[offset + 1] << 8));
}

/// The text up to its NUL, or to the end of the item.
std::string_view text_of(Bytes value) {
  const auto end = std::ranges::find(value, std::uint8_t{0});
  return {reinterpret_cast<const char*>(value.data()),
          static_cast<std::size_t>(end - value.begin())};
}

bool all_are(Bytes bytes, std::uint8_t value) {
  return std::ranges::all_of(bytes, [value](std::uint8_t byte) { return byte == value; });
}

std::string_view name_of(int item) {
  switch (item) {
    case serial_number_item:
      return "serial number";
    case manufacturer_item:
      return "manufacturer";
    case model_item:
      return "model";
    case product_id_item:
      return "product ID";
    default:
      return "item";
  }
}

class Decoder {
 public:
  std::expected<HardwareHash, HardwareHashError> run(Bytes blob) {
    if (blob.size() < 2 || blob[0] != 'O' || blob[1] != 'A') {
      return std::unexpected(not_a_hash(blob));
    }
    const std::size_t total = blob.size() < header_size ? header_size : u16(blob, 2);
    if (total < header_size) {
      return std::unexpected(HardwareHashError{Kind::length_impossible, total});
    }
    if (total > blob.size()) return std::unexpected(HardwareHashError{Kind::cut_short, total});
    for (std::size_t at = header_size; at < total;) {
      if (total - at < item_header_size) return out_of_range(at);
      const int type = u16(blob, at);
      const std::size_t length = u16(blob, at + 2);
      if (length < item_header_size || length > total - at) return out_of_range(at, type);
      if (const auto error =
              take(type, blob.subspan(at + item_header_size, length - item_header_size))) {
        return std::unexpected(*error);
      }
      at += length;
    }
    for (const int item : {serial_number_item, manufacturer_item, model_item}) {
      if (member(item)->empty()) {
        return std::unexpected(HardwareHashError{Kind::item_missing, 0, item});
      }
    }
    return std::move(hash_);
  }

 private:
  static HardwareHashError not_a_hash(Bytes blob) {
    HardwareHashError error{.kind = Kind::not_a_hash};
    error.beginning_size = std::min(blob.size(), error.beginning.size());
    std::copy_n(blob.begin(), error.beginning_size, error.beginning.begin());
    return error;
  }

  static std::unexpected<HardwareHashError> out_of_range(std::size_t at, int type = 0) {
    return std::unexpected(HardwareHashError{Kind::item_out_of_range, at, type});
  }

  std::string* member(int item) {
    switch (item) {
      case serial_number_item:
        return &hash_.serial_number;
      case manufacturer_item:
        return &hash_.manufacturer;
      case model_item:
        return &hash_.model;
      case product_id_item:
        return &hash_.product_id;
      default:
        return nullptr;
    }
  }

  /// What is not text: the first that can be used counts. Careless makers fill it with one byte.
  void take_bytes(int type, Bytes value) {
    if (all_are(value, 0) || all_are(value, 0xFF)) return;
    if (type == uuid_item && value.size() != uuid_size) return;
    auto& bytes = type == uuid_item ? hash_.uuid : hash_.tpm_key;
    if (bytes.empty()) bytes.assign(value.begin(), value.end());
  }

  void take_offline_id(Bytes value) {
    if (value.size() <= offline_id_kind + sha256_size || value[offline_id_kind] != tpm_kind) return;
    const auto hash = value.last(sha256_size);
    if (all_are(hash, 0) || all_are(hash, 0xFF)) return;
    if (hash_.tpm_key_hash.empty()) hash_.tpm_key_hash.assign(hash.begin(), hash.end());
  }

  std::optional<HardwareHashError> take(int type, Bytes value) {
    if (type == offline_id_item) take_offline_id(value);
    if (type == uuid_item || type == tpm_key_item) take_bytes(type, value);
    auto* const text = member(type);
    if (text == nullptr) return std::nullopt;
    const auto given = text_of(value);
    if (first_invalid_utf8(given)) return HardwareHashError{Kind::not_utf8, 0, type};
    if (!text->empty() && *text != given) return HardwareHashError{Kind::item_repeated, 0, type};
    *text = given;
    return std::nullopt;
  }

  HardwareHash hash_;
};

void append_u16(std::vector<std::uint8_t>& blob, std::size_t value) {
  blob.push_back(static_cast<std::uint8_t>(value));
  blob.push_back(static_cast<std::uint8_t>(value >> 8));
}

void append_item(std::vector<std::uint8_t>& blob, int type, Bytes value) {
  append_u16(blob, static_cast<std::size_t>(type));
  append_u16(blob, value.size() + item_header_size);
  blob.insert(blob.end(), value.begin(), value.end());
}

void append_text(std::vector<std::uint8_t>& blob, int type, std::string_view text) {
  std::vector<std::uint8_t> value(text.begin(), text.end());
  value.push_back(0);
  append_item(blob, type, value);
}

}  // namespace

std::string HardwareHashError::describe() const {
  switch (kind) {
    case Kind::empty:
      return "The hardware hash is empty.";
    case Kind::too_long:
      return fmt::format("The hardware hash has {} characters; at most {} are read.", position,
                         max_hardware_hash);
    case Kind::not_base64:
      return fmt::format("Not Base64 at character {}.", position);
    case Kind::cut_short:
      return fmt::format(
          "The hardware hash is cut short: it says that it has {} bytes, and fewer are there.",
          position);
    case Kind::not_a_hash:
      return fmt::format(
          "Not a hardware hash: it begins with {:02X}, not with 4F 41 (in Base64, with T0).",
          fmt::join(std::span(beginning).first(beginning_size), " "));
    case Kind::length_impossible:
      return fmt::format(
          "Not a hardware hash: it says that it has {} bytes, and its header alone has {}.",
          position, header_size);
    case Kind::item_out_of_range:
      if (item == 0) {
        return fmt::format("The item at byte {} of the hardware hash is cut short.", position);
      }
      return fmt::format(
          "Item type {} at byte {} of the hardware hash runs past its end, or is shorter than its "
          "own header.",
          item, position);
    case Kind::not_utf8:
      return fmt::format("The {} in the hardware hash is not readable text.", name_of(item));
    case Kind::item_missing:
      return fmt::format("The hardware hash holds no {} (item {}).", name_of(item), item);
    case Kind::item_repeated:
      return fmt::format("The hardware hash holds two different texts as its {} (item {}).",
                         name_of(item), item);
  }
  return {};
}

std::expected<HardwareHash, HardwareHashError> decode_hardware_hash(std::string_view base64_text) {
  if (base64_text.empty()) return std::unexpected(HardwareHashError{Kind::empty});
  if (base64_text.size() > max_hardware_hash) {
    return std::unexpected(HardwareHashError{Kind::too_long, base64_text.size()});
  }
  const auto blob = from_base64(base64_text);
  if (!blob) return std::unexpected(HardwareHashError{Kind::not_base64, blob.error().character});
  if (blob->empty()) return std::unexpected(HardwareHashError{Kind::empty});
  return Decoder().run(*blob);
}

std::string_view differing_item(const HardwareHash& a, const HardwareHash& b) {
  const auto differs = [](const std::string& one, const std::string& other) {
    return !one.empty() && !other.empty() && one != other;
  };
  if (differs(a.manufacturer, b.manufacturer)) return "manufacturer (item 16)";
  if (differs(a.model, b.model)) return "model (item 17)";
  if (differs(a.serial_number, b.serial_number)) return "serial number (item 14)";
  if (differs(a.uuid, b.uuid)) return "SMBIOS UUID (item 12)";
  if (differs(a.tpm_key, b.tpm_key)) return "TPM endorsement key (item 25)";
  if (differs(a.product_id, b.product_id)) return "product ID (item 24)";
  return {};
}

std::string make_hardware_hash(const HardwareHash& device) {
  std::vector<std::uint8_t> blob = {'O', 'A', 0, 0};
  // Item 1, tool and OS build: two versions of 8 bytes, flags, OS type 2 (full), x64.
  constexpr std::array<std::uint8_t, 24> tool = {0, 0, 10,   0,    0, 0, 0xF4, 0x65, 0, 0, 10, 0,
                                                 0, 0, 0xF4, 0x65, 1, 0, 0,    0,    2, 9, 0,  0};
  append_item(blob, 1, tool);
  const auto bytes_of = [](const std::string& text) {
    return Bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  };
  if (!device.tpm_key_hash.empty()) {
    std::vector<std::uint8_t> id = {0, 0, 0, 0, tpm_kind};
    id.insert(id.end(), device.tpm_key_hash.begin(), device.tpm_key_hash.end());
    append_item(blob, offline_id_item, id);
  }
  if (!device.uuid.empty()) append_item(blob, uuid_item, bytes_of(device.uuid));
  append_text(blob, serial_number_item, device.serial_number);
  append_text(blob, manufacturer_item, device.manufacturer);
  append_text(blob, model_item, device.model);
  if (!device.product_id.empty()) append_text(blob, product_id_item, device.product_id);
  if (!device.tpm_key.empty()) append_item(blob, tpm_key_item, bytes_of(device.tpm_key));
  const auto used = blob.size();
  blob[2] = static_cast<std::uint8_t>(used);
  blob[3] = static_cast<std::uint8_t>(used >> 8);
  blob.resize(std::max(blob_size, used), 0);
  return to_base64(blob);
}

}  // namespace muster::identity
