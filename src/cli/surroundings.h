#pragma once
// What a command sees of the process around it. Handed in, so that tests run whole commands with
// streams of their own; `process_surroundings()` makes the real one.

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>

namespace muster::cli {

struct Surroundings {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  /// nullopt when the variable is not set.
  std::function<std::optional<std::string>(const std::string& name)> environment;
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  int columns = 80;  ///< width of the terminal; 80 where it can't be known

  /// Colours go to a terminal only, and not with NO_COLOR set (no-color.org) or TERM=dumb.
  bool out_has_colours() const;
  bool err_has_colours() const;
};

/// std::cin, std::cout, std::cerr, getenv and the size of the terminal.
Surroundings process_surroundings();

}  // namespace muster::cli
