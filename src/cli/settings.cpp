#include "cli/settings.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>

#include "cli/failure.h"
#include "cli/nearest.h"
#include "cli/toml_settings.h"

namespace muster::cli {

namespace fs = std::filesystem;

namespace {

struct FileValues {
  std::string server;
  std::string token;
  std::string output;
};

std::vector<SettingKey> keys_of(FileValues& values) {
  return {text_key("server", values.server, "URL of the server"),
          text_key("token", values.token, "API token, mst_..."),
          text_key("output", values.output, "How to print: table, json or csv")};
}

/// A token in a file that others can read is no secret any more; saying so beats using it.
void refuse_if_others_can_read(const fs::path& path) {
  struct stat status{};
  if (stat(path.c_str(), &status) != 0) return;
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) == 0) return;
  throw Failure(ExitCode::usage,
                fmt::format("{} can be read by others (mode {:03o}), and it may hold a token",
                            path.string(), status.st_mode & 0777),
                fmt::format("chmod 600 {} and, if others use this machine, make a new token with "
                            "`muster token create`",
                            path.string()));
}

[[noreturn]] void wrong_settings(const SettingsError& error) {
  throw Failure(ExitCode::usage, error.text(),
                "Correct it, or run `muster login` to write it anew");
}

OutputFormat format_of(const std::string& name, const std::string& where) {
  if (const auto format = output_format(name)) return *format;
  const std::vector<std::string> names{"table", "json", "csv"};
  const auto near = nearest(name, names);
  throw Failure(ExitCode::usage, fmt::format("`{}` is no output format", name),
                near ? fmt::format("Did you mean `{}`?", *near) : "Use table, json or csv", where);
}

std::string system_error() { return std::strerror(errno); }  // NOLINT(concurrency-mt-unsafe)

[[noreturn]] void cannot_write(const fs::path& path) {
  throw Failure(ExitCode::machine,
                fmt::format("{} can't be written: {}", path.string(), system_error()),
                "Check that the folder is yours and that the disk is not full");
}

std::string toml_text(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

void write_whole(int descriptor, const std::string& text, const fs::path& path) {
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t count = write(descriptor, text.data() + written, text.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) cannot_write(path);
    written += static_cast<std::size_t>(count);
  }
  if (fsync(descriptor) != 0) cannot_write(path);
}

}  // namespace

fs::path client_file(const Surroundings& surroundings) {
  const auto folder = surroundings.environment("XDG_CONFIG_HOME");
  // The specification has relative paths ignored.
  if (folder && folder->starts_with('/')) return fs::path(*folder) / "muster" / "client.toml";
  const auto home = surroundings.environment("HOME");
  if (home && !home->empty()) return fs::path(*home) / ".config" / "muster" / "client.toml";
  throw Failure(ExitCode::usage, "There is no home folder to keep settings in",
                "Set HOME or XDG_CONFIG_HOME, or give --server and --token");
}

ClientSettings read_client_settings(const Surroundings& surroundings, const ClientFlags& flags) {
  ClientSettings settings;
  FileValues values;
  const auto has_home = [&](const char* name) {
    const auto value = surroundings.environment(name);
    return value && !value->empty();
  };
  // Without a home folder there is no file to read, which is no mistake here.
  if (has_home("HOME") || has_home("XDG_CONFIG_HOME")) {
    const fs::path path = client_file(surroundings);
    std::error_code ignored;
    if (fs::exists(path, ignored)) {
      refuse_if_others_can_read(path);
      if (auto read = read_settings_file(path, keys_of(values)); !read)
        wrong_settings(read.error());
    }
  }
  if (auto read = read_settings_environment(surroundings.environment, "MUSTER_", keys_of(values));
      !read) {
    wrong_settings(read.error());
  }
  const std::string server = flags.server.value_or(values.server);
  if (!server.empty()) settings.server = normalised_server_url(server);
  settings.token = flags.token.value_or(values.token);
  const std::string format = flags.format.value_or(values.output);
  if (!format.empty()) settings.format = format_of(format, flags.format ? "--format" : "output");
  const auto spoils_header = [](unsigned char c) { return c <= ' ' || c >= 127; };
  if (std::ranges::any_of(settings.token, spoils_header)) {
    throw Failure(ExitCode::usage, "The token has blanks or signs that no token has",
                  "Give it exactly as `muster token create` printed it");
  }
  return settings;
}

OutputFormat output_format_of(const Surroundings& surroundings, const ClientFlags& flags) {
  const std::string name =
      flags.format.value_or(surroundings.environment("MUSTER_OUTPUT").value_or(""));
  if (name.empty()) return OutputFormat::table;
  return format_of(name, flags.format ? "--format" : "MUSTER_OUTPUT");
}

void write_client_file(const fs::path& path, const std::string& server, const std::string& token) {
  const fs::path folder = path.parent_path();
  std::error_code error;
  const bool is_new = fs::create_directories(folder, error);
  if (error) {
    throw Failure(ExitCode::machine,
                  fmt::format("{} can't be made: {}", folder.string(), error.message()));
  }
  if (is_new && chmod(folder.c_str(), S_IRWXU) != 0) cannot_write(folder);
  std::string name = path.string() + ".XXXXXX";
  const int descriptor = mkstemp(name.data());  // makes it with mode 0600
  if (descriptor < 0) cannot_write(path);
  try {
    write_whole(descriptor,
                fmt::format("# Written by `muster login`. Holds a secret: keep the mode 0600.\n"
                            "server = {}\ntoken = {}\n",
                            toml_text(server), toml_text(token)),
                path);
    if (rename(name.c_str(), path.c_str()) != 0) cannot_write(path);
  } catch (...) {
    close(descriptor);
    unlink(name.c_str());
    throw;
  }
  close(descriptor);
}

std::string normalised_server_url(const std::string& url) {
  const auto refuse = [&](const std::string& why) {
    throw Failure(ExitCode::usage, fmt::format("`{}` is no address of a server: {}", url, why),
                  "Give it like https://muster.example.com or http://127.0.0.1:8080");
  };
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), curl_url_cleanup);
  if (url.find("://") == std::string::npos) refuse("it must start with http:// or https://");
  if (const CURLUcode code = curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0)) {
    refuse(curl_url_strerror(code));
  }
  const auto part = [&](CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(parsed.get(), which, &text, 0) != CURLUE_OK) return std::string();
    std::string copy(text);
    curl_free(text);
    return copy;
  };
  const std::string scheme = part(CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") refuse("it must start with http:// or https://");
  if (!part(CURLUPART_USER).empty() || !part(CURLUPART_PASSWORD).empty()) {
    refuse("names and passwords don't belong there");
  }
  if (!part(CURLUPART_QUERY).empty() || !part(CURLUPART_FRAGMENT).empty()) {
    refuse("it has a query or a fragment");
  }
  std::string host = part(CURLUPART_HOST);
  std::ranges::transform(host, host.begin(), [](unsigned char c) { return std::tolower(c); });
  std::string path = part(CURLUPART_PATH);
  while (path.ends_with('/')) path.pop_back();
  if (path.ends_with("/api/v1")) path.resize(path.size() - std::strlen("/api/v1"));
  const std::string port = part(CURLUPART_PORT);
  return fmt::format("{}://{}{}{}", scheme, host, port.empty() ? "" : ":" + port, path);
}

bool is_this_machine(const std::string& url) {
  const std::string rest = url.substr(url.find("://") + 3);
  const std::string host = rest.substr(0, rest.find('/'));
  const std::string name = host.starts_with('[') ? host : host.substr(0, host.find(':'));
  return name == "localhost" || name.starts_with("127.") || host.starts_with("[::1]");
}

}  // namespace muster::cli
