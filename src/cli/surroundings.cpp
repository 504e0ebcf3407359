#include "cli/surroundings.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace muster::cli {

namespace {

bool colours_wanted(const Surroundings& surroundings) {
  const auto no_color = surroundings.environment("NO_COLOR");
  return (!no_color || no_color->empty()) && surroundings.environment("TERM") != "dumb";
}

int terminal_columns() {
  winsize size{};
  for (int descriptor : {STDOUT_FILENO, STDERR_FILENO}) {
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  }
  return 80;
}

}  // namespace

bool Surroundings::out_has_colours() const { return out_is_terminal && colours_wanted(*this); }
bool Surroundings::err_has_colours() const { return err_is_terminal && colours_wanted(*this); }

Surroundings process_surroundings() {
  return Surroundings{
      .in = std::cin,
      .out = std::cout,
      .err = std::cerr,
      .environment = [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
        if (value == nullptr) return std::nullopt;
        return std::string(value);
      },
      .in_is_terminal = isatty(STDIN_FILENO) == 1,
      .out_is_terminal = isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = isatty(STDERR_FILENO) == 1,
      .columns = terminal_columns(),
  };
}

}  // namespace muster::cli
