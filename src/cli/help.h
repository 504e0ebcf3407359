#pragma once
// The text of --help: summary, usage, arguments, options, subcommands, examples.

#include <CLI/CLI.hpp>
#include <string>

namespace muster::cli {

/// Replaces CLI11's own layout: option names stand as they are typed, descriptions are wrapped, and
/// examples come last, where the eye ends up.
class HelpFormatter : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;
};

/// `-o, --format`; the positional's name for a positional.
std::string option_names(const CLI::Option& option);
/// Whether the option is followed by a value.
bool takes_value(const CLI::Option& option);

}  // namespace muster::cli
