#pragma once
// UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace muster::identity {

/// Offset of the first byte that is not part of a valid character; nullopt when all is valid.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

/// Characters (code points) of a valid text.
std::size_t count_characters(std::string_view text);

/// Offset of the first control character (U+0000..U+001F, U+007F..U+009F); nullopt for none.
std::optional<std::size_t> first_control_character(std::string_view text);

/// Whether a valid text is nothing but blanks (Unicode's Space_Separator), or empty.
bool is_blank(std::string_view text);

/// At most `limit` bytes, cut between characters.
std::string_view cut_utf8(std::string_view text, std::size_t limit);

/// The text with every byte that is not valid UTF-8 written as `\xNN`.
std::string with_invalid_bytes_shown(std::string_view text);

}  // namespace muster::identity
