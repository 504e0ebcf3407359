#pragma once
// The hardware hash of Windows Autopilot: Base64 of the OA3 "4K" blob, a binary description of the
// machine that names its own manufacturer, model and serial number. Written from what is publicly
// known of the format (docs of oa3tool /DecodeHwHash and write-ups of decoded blobs); types that
// are not known are skipped.

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace muster::identity {

constexpr std::size_t max_hardware_hash =
    std::size_t{64} * 1024;  ///< characters of text; Windows writes 4,000

/// What a hash says of its device. Texts are as the machine has them, without their final NUL.
struct HardwareHash {
  std::string manufacturer;   ///< item 16, SMBIOS system manufacturer
  std::string model;          ///< item 17, SMBIOS system product name
  std::string serial_number;  ///< item 14, SMBIOS system serial number
  std::string product_id;     ///< item 24, product key ID; may be empty
  std::string uuid;           ///< item 12, the 16 bytes of the SMBIOS UUID; empty for none usable
  std::string tpm_key;        ///< item 25, public part of the TPM endorsement key; empty for none
  std::string tpm_key_hash;   ///< item 11 of kind 1, 32 bytes: SHA-256 of that key, in some form
  bool operator==(const HardwareHash&) const = default;
};

struct HardwareHashError {
  enum class Kind : std::uint8_t {
    empty,
    too_long,    ///< `position` is the length
    not_base64,  ///< `position` is the 1-based character
    cut_short,   ///< fewer bytes than the structure says it has; `position` is how many it says
    not_a_hash,  ///< does not begin with "OA"
    length_impossible,  ///< says that it has fewer bytes than its own header; `position` is how
                        ///< many
    item_out_of_range,  ///< an item's length is under 4 or runs past the end; `position` is its
                        ///< byte, `item` its type where that could be read
    not_utf8,           ///< the text of an item; `item` tells which
    item_missing,       ///< `item` is 14, 16 or 17
    item_repeated,      ///< `item` stands there twice, with different texts
  };
  Kind kind = Kind::empty;
  std::size_t position = 0;
  int item = 0;
  std::array<std::uint8_t, 2> beginning{};  ///< not_a_hash: the first bytes,
  std::size_t beginning_size = 0;           ///< and how many of them there are
  bool operator==(const HardwareHashError&) const = default;

  /// One sentence for people: exactly what is wrong, and where.
  std::string describe() const;
};

/// Spaces, line breaks and quotes inside the text, as people's tools add them, are skipped.
/// Reads anything without fault, in time linear in its length.
std::expected<HardwareHash, HardwareHashError> decode_hardware_hash(std::string_view base64_text);

/// The first thing that names a device for good and that both hashes have, but not the same: words
/// for a sentence; empty where there is none. What changes from one collection to the next, such as
/// disks, memory and network adapters, is left aside.
std::string_view differing_item(const HardwareHash& a, const HardwareHash& b);

/// A text of 4,000 characters that decode_hardware_hash reads back: for samples and tests. Values
/// must together be shorter than 2,000 bytes.
std::string make_hardware_hash(const HardwareHash& device);

}  // namespace muster::identity
