#pragma once
// Where the client's server and token come from: flag > environment > file > default. The file is
// `client.toml` in $XDG_CONFIG_HOME/muster or ~/.config/muster (XDG Base Directory Specification);
// it holds a secret, so it is written with mode 0600 in a folder of mode 0700, and a file that
// others can read is refused.

#include <filesystem>
#include <optional>
#include <string>

#include "cli/output_format.h"
#include "cli/surroundings.h"

namespace muster::cli {

/// As given on the command line; unset members were not given.
struct ClientFlags {
  std::optional<std::string> server;
  std::optional<std::string> token;
  std::optional<std::string> format;
};

struct ClientSettings {
  std::string server = "http://127.0.0.1:8080";  ///< without a trailing slash and without /api/v1
  std::string token;                             ///< empty: none is known
  OutputFormat format = OutputFormat::table;
};

/// Throws Failure (usage) when no home folder is known.
std::filesystem::path client_file(const Surroundings& surroundings);

/// Throws Failure (usage) for a file that others can read, is no TOML or has a wrong key or value.
ClientSettings read_client_settings(const Surroundings& surroundings, const ClientFlags& flags);

/// Only the format: flag > MUSTER_OUTPUT > table. Throws Failure (usage) for an unknown one.
OutputFormat output_format_of(const Surroundings& surroundings, const ClientFlags& flags);

/// Writes server and token; whole or not at all (a new file takes the place of the old one).
/// Throws Failure (machine) when it can't be written.
void write_client_file(const std::filesystem::path& path, const std::string& server,
                       const std::string& token);

/// `HTTP://Host:8080/` becomes `http://host:8080`; throws Failure (usage) for what is no http or
/// https URL, or holds a user name.
std::string normalised_server_url(const std::string& url);

/// Whether a normalised URL points to localhost, 127.0.0.0/8 or ::1, so that http:// is safe.
bool is_this_machine(const std::string& url);

}  // namespace muster::cli
