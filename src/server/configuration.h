#pragma once
// How a server is set up: flag > environment (MUSTER_*) > file (TOML) > default.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/toml_settings.h"

namespace muster::server {

/// The keys of the file, with their defaults. In the environment `max_rows` is MUSTER_MAX_ROWS.
struct Configuration {
  std::string data = "data";                ///< the data folder
  std::string database;                     ///< of PostgreSQL; empty: SQLite files in `data`
  std::int64_t database_connections = 24;   ///< of this process, at most
  std::int64_t database_wait_seconds = 60;  ///< for PostgreSQL to answer, at the start
  bool registrar = true;                    ///< decides registrations, not only workers do
  std::string listen = "127.0.0.1:8080";    ///< address and port; port 0: any that is free
  std::string port_file;                    ///< the port is written there once the server is ready
  std::string support_contact;              ///< shown with an unexpected error
  std::string public_url;                   ///< under which people reach the portal; in links
  /// Whether webhooks may lead to addresses that are not public, and be plain http.
  bool webhooks_to_private_addresses = false;
  /// The same for identity providers.
  bool identity_providers_on_private_addresses = false;
  std::string log_level = "info";           ///< debug, info, warn, error
  std::string log_format = "json";          ///< json, text
  std::int64_t max_rows = 5'000'000;        ///< of an uploaded file
  std::int64_t max_upload_bytes = 1 << 30;  ///< of an uploaded file
  std::int64_t chunk_rows = 100'000;        ///< rows decided in one transaction
  std::int64_t cache_mib = 8;               ///< page cache of each of the two databases
  std::int64_t io_threads = 2;
  std::int64_t handler_threads = 32;
  std::string tls_certificate;  ///< PEM file; read again on SIGHUP; empty: no TLS
  std::string tls_key;          ///< PEM file
  std::string trusted_proxies;  ///< addresses and networks whose Forwarded fields are believed
  std::int64_t requests_per_second_per_token = 200;   ///< and per person; 0: any number
  std::int64_t request_burst_per_token = 400;         ///< at once
  std::int64_t requests_per_second_per_address = 50;  ///< without a token; 0: any number
  std::int64_t request_burst_per_address = 200;       ///< at once
  std::int64_t uploads = 32;                          ///< at once
  std::int64_t uploads_per_organisation = 8;          ///< at once
  std::int64_t upload_silence_seconds = 10;           ///< without any byte
  std::int64_t upload_grace_seconds = 20;             ///< in which any rate will do
  std::int64_t upload_bytes_per_second = 1024;        ///< at least, after that; 0: any rate will do

  /// Where each key's value came from: a file, a variable, a flag; keys with defaults are not in
  /// it.
  std::map<std::string, std::string> origins;
};

/// The keys, bound to the members of `configuration`, which outlives them.
std::vector<cli::SettingKey> configuration_keys(Configuration& configuration);

/// `max_rows` on the command line: `--max-rows`.
std::string flag_of(const std::string& key);

/// What the command line gave, by key; it is applied last.
using Flags = std::map<std::string, std::string>;

/// Reads file and environment and applies the flags. `file` empty: DATA/muster.toml where it
/// exists, else /etc/muster/muster.toml where that exists. Throws cli::Failure (usage) for anything
/// wrong.
Configuration read_configuration(const Flags& flags, const std::string& file,
                                 const cli::EnvironmentReader& environment);

struct Endpoint {
  std::string address;
  std::uint16_t port = 0;
};
/// `127.0.0.1:8080`, `[::1]:8080`, `:8080` (every address). Throws cli::Failure (usage).
Endpoint parse_endpoint(const std::string& listen);
/// Whether only this machine reaches it: 127.0.0.0/8 or ::1.
bool is_loopback(const std::string& address);

}  // namespace muster::server
