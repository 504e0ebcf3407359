#pragma once
// How many columns of a terminal a text takes. Wide (East Asian Wide and Fullwidth, emoji) is 2,
// combining and zero-width is 0, everything else 1; from Unicode 14.0 EastAsianWidth.txt and the
// general categories Mn, Me and Cf, so that it does not depend on the locale.

#include <string>
#include <string_view>

namespace muster::cli {

/// Columns of `utf8`; a byte that is no UTF-8 counts 1.
int display_width(std::string_view utf8);

/// At most `columns` wide; what was cut is shown as one `…`.
std::string cut_to_width(std::string_view utf8, int columns);

/// Control characters and invalid bytes become visible (`\n` as `␊`, others as `�`), so that no
/// value from a file or from another organisation can steer the terminal.
std::string printable(std::string_view utf8);

}  // namespace muster::cli
