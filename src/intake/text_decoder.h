#pragma once
// Bytes of a file become UTF-8, piece by piece, from the encodings that a person's tools write.

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>

namespace muster::intake {

enum class Encoding : std::uint8_t { utf8, utf8_bom, utf16le, utf16be };
std::string_view to_string(Encoding encoding);  ///< `utf-8`, `utf-8-bom`, `utf-16le`, `utf-16be`

/// Finds the encoding by the first bytes: a byte order mark, or none for UTF-8. What is not valid
/// comes out as it is (UTF-8) or as the byte FFh (a half surrogate), neither of which is valid
/// UTF-8: whoever looks at a value finds it there. Used by one thread.
class TextDecoder {
 public:
  enum class Error : std::uint8_t {
    utf16_without_mark,  ///< NUL bytes where UTF-16 has them, and no byte order mark
    utf32,
    half_character,  ///< UTF-16 with an odd number of bytes
  };

  /// Appends to `text` what the bytes say.
  std::expected<void, Error> feed(std::span<const std::byte> bytes, std::string& text);
  std::expected<void, Error> finish(std::string& text);

  /// Known once three bytes have come, or finish().
  Encoding encoding() const { return encoding_; }
  /// Bytes of the mark, before the first character.
  std::size_t mark_size() const;

  /// How many bytes of the file the characters of `text` took.
  std::uint64_t file_bytes(std::string_view text) const;

 private:
  std::expected<void, Error> detect();
  void decode(std::span<const std::byte> bytes, std::string& text);
  void take_unit(std::uint32_t unit, std::string& text);

  bool detected_ = false;
  Encoding encoding_ = Encoding::utf8;
  std::string head_;             ///< bytes that came before the encoding was known
  int half_unit_ = -1;           ///< first byte of a UTF-16 unit that was cut
  std::uint32_t surrogate_ = 0;  ///< high surrogate that waits for its low one
};

}  // namespace muster::intake
