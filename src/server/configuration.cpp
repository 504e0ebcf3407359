#include "server/configuration.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>

#include "cli/failure.h"

namespace muster::server {
namespace {

constexpr const char* system_file = "/etc/muster/muster.toml";

[[noreturn]] void refuse(const cli::SettingsError& error) {
  throw cli::Failure(cli::ExitCode::usage, error.text(),
                     "`muster serve --print-config` shows every key with its value.");
}

std::string choose_file(const std::string& file, const std::string& data) {
  if (!file.empty()) return file;
  std::error_code ignored;
  const auto beside = std::filesystem::path(data) / "muster.toml";
  if (std::filesystem::exists(beside, ignored)) return beside.string();
  if (std::filesystem::exists(system_file, ignored)) return system_file;
  return {};
}

/// The same keys, which also note that a value came from `origin`.
template <class Origin>
std::vector<cli::SettingKey> noting(std::vector<cli::SettingKey> keys,
                                    std::map<std::string, std::string>& origins, Origin origin) {
  for (auto& key : keys) {
    key.set = [set = std::move(key.set), name = key.key, &origins,
               origin](const cli::SettingValue& value) {
      auto done = set(value);
      if (done) origins[name] = origin(name);
      return done;
    };
  }
  return keys;
}

}  // namespace

std::string flag_of(const std::string& key) {
  std::string flag = "--" + key;
  std::ranges::replace(flag, '_', '-');
  return flag;
}

std::vector<cli::SettingKey> configuration_keys(Configuration& c) {
  constexpr std::int64_t most_rows = (1 << 23) - 2;
  return {
      cli::text_key("data", c.data, "Data folder"),
      cli::text_key("database", c.database,
                    "PostgreSQL instead of files in the data folder, such as "
                    "postgresql://host/muster"),
      cli::integer_key("database_connections", c.database_connections, 4, 1024,
                       "Connections to PostgreSQL of this process"),
      cli::integer_key("database_wait_seconds", c.database_wait_seconds, 0, 86'400,
                       "Seconds that a start waits for PostgreSQL to answer"),
      cli::boolean_key("registrar", c.registrar,
                       "Decide registrations here too, not only in `muster worker`"),
      cli::text_key("listen", c.listen, "Address and port to listen on"),
      cli::text_key("port_file", c.port_file, "File that the port is written to once it serves"),
      cli::text_key("support_contact", c.support_contact,
                    "Whom to ask; shown with an unexpected error"),
      cli::text_key("public_url", c.public_url,
                    "Address under which people reach the portal, such as https://muster.example"),
      cli::boolean_key("webhooks_to_private_addresses", c.webhooks_to_private_addresses,
                       "Let webhooks lead to private addresses, and be plain http"),
      cli::boolean_key("identity_providers_on_private_addresses",
                       c.identity_providers_on_private_addresses,
                       "Let identity providers stand at private addresses, and be plain http"),
      cli::text_key("log_level", c.log_level, "debug, info, warn or error"),
      cli::text_key("log_format", c.log_format, "json or text"),
      cli::integer_key("max_rows", c.max_rows, 1, most_rows, "Rows an uploaded file may have"),
      cli::integer_key("max_upload_bytes", c.max_upload_bytes, 1024, std::int64_t{1} << 40,
                       "Bytes an uploaded file may have"),
      cli::integer_key("chunk_rows", c.chunk_rows, 100, 1'000'000,
                       "Rows decided in one transaction"),
      cli::integer_key("cache_mib", c.cache_mib, 1, 65'536,
                       "Page cache of each of the two databases, in MiB"),
      cli::integer_key("io_threads", c.io_threads, 1, 256, "Threads for connections"),
      cli::integer_key("handler_threads", c.handler_threads, 1, 1024, "Threads for requests"),
      cli::text_key("tls_certificate", c.tls_certificate,
                    "Certificate chain as a PEM file; read again on SIGHUP"),
      cli::text_key("tls_key", c.tls_key, "Private key as a PEM file"),
      cli::text_key("trusted_proxies", c.trusted_proxies,
                    "Proxies in front, such as 127.0.0.1, 10.0.0.0/8"),
      cli::integer_key("requests_per_second_per_token", c.requests_per_second_per_token, 0,
                       1'000'000, "Requests a second with one token, or of one person; 0: any"),
      cli::integer_key("request_burst_per_token", c.request_burst_per_token, 1, 1'000'000,
                       "Requests at once with one token, or of one person"),
      cli::integer_key("requests_per_second_per_address", c.requests_per_second_per_address, 0,
                       1'000'000, "Requests a second of one address without a token; 0: any"),
      cli::integer_key("request_burst_per_address", c.request_burst_per_address, 1, 1'000'000,
                       "Requests at once of one address without a token"),
      cli::integer_key("uploads", c.uploads, 1, 1024, "Uploads at once; a thread each"),
      cli::integer_key("uploads_per_organisation", c.uploads_per_organisation, 1, 1024,
                       "Uploads at once of one organisation"),
      cli::integer_key("upload_silence_seconds", c.upload_silence_seconds, 1, 3600,
                       "Seconds without any byte after which a request is given up"),
      cli::integer_key("upload_grace_seconds", c.upload_grace_seconds, 1, 3600,
                       "Seconds in which a request may come at any rate"),
      cli::integer_key("upload_bytes_per_second", c.upload_bytes_per_second, 0, 1 << 30,
                       "Least rate of a request after that; 0: any"),
  };
}

Configuration read_configuration(const Flags& flags, const std::string& file,
                                 const cli::EnvironmentReader& environment) {
  Configuration configuration;
  const auto keys = configuration_keys(configuration);
  auto& origins = configuration.origins;
  const auto with_flags = [&](const std::string& name) -> std::optional<std::string> {
    for (const auto& [key, value] : flags) {
      if (name == cli::environment_name("", key)) return value;
    }
    return std::nullopt;
  };
  // The data folder tells where the file is, so it is looked up first.
  const auto data = flags.find("data");
  const auto from_environment = environment("MUSTER_DATA");
  auto path = choose_file(file, data != flags.end() ? data->second
                                : from_environment  ? *from_environment
                                                    : configuration.data);
  if (!path.empty()) {
    const auto of_file = noting(keys, origins, [&](const std::string&) { return path; });
    if (const auto read = cli::read_settings_file(path, of_file); !read) refuse(read.error());
  }
  const auto of_variables = noting(
      keys, origins, [](const std::string& key) { return cli::environment_name("MUSTER_", key); });
  if (const auto read = cli::read_settings_environment(environment, "MUSTER_", of_variables);
      !read) {
    refuse(read.error());
  }
  if (auto read = cli::read_settings_environment(with_flags, "", noting(keys, origins, flag_of));
      !read) {
    read.error().source = flag_of(read.error().key);
    refuse(read.error());
  }
  return configuration;
}

Endpoint parse_endpoint(const std::string& listen) {
  const auto colon = listen.rfind(':');
  Endpoint endpoint;
  unsigned port = 0;
  bool good = colon != std::string::npos;
  if (good) {
    endpoint.address = listen.substr(0, colon);
    const char* const end = listen.data() + listen.size();
    const auto [stopped, error] = std::from_chars(listen.data() + colon + 1, end, port);
    good = error == std::errc{} && stopped == end && port <= 65'535;
  }
  if (!good) {
    throw cli::Failure(cli::ExitCode::usage, fmt::format("`{}` is no address and port", listen),
                       "Give both, such as 127.0.0.1:8080 or 0.0.0.0:8080.", "listen");
  }
  if (endpoint.address.empty()) endpoint.address = "0.0.0.0";
  if (endpoint.address.starts_with('[') && endpoint.address.ends_with(']')) {
    endpoint.address = endpoint.address.substr(1, endpoint.address.size() - 2);
  }
  endpoint.port = static_cast<std::uint16_t>(port);
  return endpoint;
}

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address == "::1";
}

}  // namespace muster::server
