#include "registry/row_reader.h"

#include <fmt/format.h>

#include <utility>

#include "identity/device_identity.h"
#include "identity/hardware_hash.h"

namespace muster::registry {
namespace {

constexpr std::size_t shown_value = 256;  ///< bytes of an offending value that are kept

std::string shortened(std::string_view text) {
  if (text.size() <= shown_value) return std::string(text);
  // Cut between characters: a continuation byte of UTF-8 is 10xxxxxx.
  std::size_t end = shown_value;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

bool has(const std::optional<std::string_view>& cell) { return cell && !cell->empty(); }

std::string text(const std::optional<std::string_view>& cell) {
  return cell ? std::string(*cell) : std::string();
}

std::optional<std::string> kept(const std::optional<std::string_view>& cell) {
  return cell ? std::optional<std::string>(*cell) : std::nullopt;
}

RowInput input_of(const intake::UploadedRow& row) {
  return {.manufacturer = kept(row.manufacturer),
          .model = kept(row.model),
          .serial_number = kept(row.serial_number),
          .product_id = kept(row.product_id),
          .hardware_hash = kept(row.hardware_hash),
          .group_tag = kept(row.group_tag),
          .assigned_user = kept(row.assigned_user)};
}

/// Takes the device's values from the hash, and fails the row where the hash is none or is another
/// device's.
void identify_by_hash(const intake::UploadedRow& row, PendingRow& pending) {
  const auto hash = identity::decode_hardware_hash(*row.hardware_hash);
  if (!hash) {
    pending.details->error = RegistrationError{.code = ErrorCode::hardware_hash_not_valid,
                                               .detail = hash.error().describe(),
                                               .column = "Hardware Hash",
                                               .value = shortened(*row.hardware_hash)};
    return;
  }
  pending.manufacturer = hash->manufacturer;
  pending.model = hash->model;
  pending.serial_number = hash->serial_number;
  if (pending.details->product_id.empty()) pending.details->product_id = hash->product_id;
  if (has(row.serial_number) && *row.serial_number != hash->serial_number) {
    pending.details->error =
        RegistrationError{.code = ErrorCode::serial_number_mismatch,
                          .detail = fmt::format("The column has `{}`, the hardware hash has `{}`.",
                                                shortened(*row.serial_number), hash->serial_number),
                          .column = "Device Serial Number",
                          .value = shortened(*row.serial_number)};
  } else if (const auto identity = identity::DeviceIdentity::from(hash->manufacturer, hash->model,
                                                                  hash->serial_number);
             !identity) {
    pending.details->error = RegistrationError{
        .code = ErrorCode::hardware_hash_not_valid,
        .detail = "The hardware hash holds no usable manufacturer, model and serial number.",
        .column = "Hardware Hash",
        .value = shortened(*row.hardware_hash)};
  }
}

}  // namespace

RegistrationError registration_error(const intake::RowError& error) {
  const auto code = [&] {
    switch (error.code) {
      case intake::RowErrorCode::missing_value:
        return ErrorCode::missing_value;
      case intake::RowErrorCode::value_too_long:
        return ErrorCode::value_too_long;
      case intake::RowErrorCode::control_character:
        return ErrorCode::control_character;
      case intake::RowErrorCode::not_utf8:
        return ErrorCode::not_utf8;
      case intake::RowErrorCode::wrong_column_count:
        return ErrorCode::wrong_column_count;
    }
    std::unreachable();
  }();
  return {.code = code, .detail = error.detail, .column = error.column, .value = error.value};
}

PendingRow read_row(const intake::UploadedRow& row, bool plain) {
  PendingRow pending;
  pending.id = RegistrationId{row.row};
  pending.manufacturer = text(row.manufacturer);
  pending.model = text(row.model);
  pending.serial_number = text(row.serial_number);
  if (!plain || row.error) {
    pending.details = std::make_unique<RowDetails>();
    pending.details->product_id = text(row.product_id);
    pending.details->group_tag = text(row.group_tag);
    pending.details->assigned_user = text(row.assigned_user);
    if (!plain) pending.details->input = input_of(row);
  }
  if (row.error) {
    pending.details->error = registration_error(*row.error);
    return pending;
  }
  if (has(row.hardware_hash)) {
    identify_by_hash(row, pending);
  } else if (!has(row.manufacturer) || !has(row.model) || !has(row.serial_number)) {
    pending.details->by_product_id = true;
  }
  return pending;
}

PendingRow RowReader::read(const intake::UploadedRow& row, bool plain) {
  auto pending = read_row(row, plain);
  if (!row_error_of(pending)) note_duplicate(pending);
  return pending;
}

void RowReader::note_duplicate(PendingRow& row) {
  const auto key = key_of(keyer_, row);
  row.first_row = duplicates_.first_row_of(key, row_of(row.id)).value_or(0);
}

IdentityKey key_of(const identity::IdentityKeyer& keyer, const PendingRow& row) {
  return is_by_product_id(row) ? keyer.of_product_id(row.details->product_id)
                               : keyer.of(row.manufacturer, row.model, row.serial_number);
}

const RegistrationError* row_error_of(const PendingRow& row) {
  return row.details && row.details->error ? &*row.details->error : nullptr;
}

bool is_by_product_id(const PendingRow& row) { return row.details && row.details->by_product_id; }

bool same_device(const PendingRow& a, const PendingRow& b) {
  if (is_by_product_id(a) != is_by_product_id(b)) return false;
  if (is_by_product_id(a)) return a.details->product_id == b.details->product_id;
  return a.serial_number == b.serial_number && a.manufacturer == b.manufacturer &&
         a.model == b.model;
}

}  // namespace muster::registry
