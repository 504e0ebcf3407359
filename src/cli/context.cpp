#include "cli/context.h"

#include <ostream>

#include "cli/failure.h"

namespace muster::cli {

Context::Context(Surroundings surroundings, ClientFlags flags, CommandTree& tree)
    : surroundings_(std::move(surroundings)), flags_(std::move(flags)), tree_(tree) {}

const ClientSettings& Context::settings() {
  if (!settings_) {
    settings_ = std::make_unique<ClientSettings>(read_client_settings(surroundings_, flags_));
  }
  return *settings_;
}

OutputFormat Context::format() {
  if (settings_) return settings_->format;
  return output_format_of(surroundings_, flags_);
}

Client& Context::client(bool needs_token) {
  if (!client_) {
    if (needs_token && settings().token.empty()) {
      throw Failure(ExitCode::usage, "No API token is known for " + settings().server,
                    "Run `muster login`, or set MUSTER_TOKEN");
    }
    client_ = std::make_unique<Client>(settings().server, settings().token);
  }
  return *client_;
}

void Context::note(const std::string& text) {
  if (format() != OutputFormat::table && !surroundings_.err_is_terminal) return;
  surroundings_.err << text << '\n';
}

}  // namespace muster::cli
