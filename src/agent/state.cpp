#include "agent/state.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>

namespace muster::agent {
namespace {

bool read_number(const std::map<std::string, std::string>& values, const std::string& name,
                 std::int64_t& out) {
  const auto found = values.find(name);
  if (found == values.end()) return false;
  const auto& text = found->second;
  return std::from_chars(text.data(), text.data() + text.size(), out).ptr ==
         text.data() + text.size();
}

}  // namespace

std::expected<std::optional<State>, std::string> read_state(const std::string& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error) && !error) return std::nullopt;
  std::ifstream input(file);
  if (!input) return std::unexpected(file + " can't be read. Run this as root.");
  std::map<std::string, std::string> values;
  for (std::string line; std::getline(input, line);) {
    const auto equals = line.find('=');
    if (equals != std::string::npos) values[line.substr(0, equals)] = line.substr(equals + 1);
  }
  State state{.server = values["server"],
              .organisation_id = values["organisation_id"],
              .organisation = values["organisation"],
              .device_id = values["device_id"],
              .in_tpm = values["key"] == "tpm",
              .session = values["session"]};
  if (!identity::from_hex(values["session_key"], state.session_key)) state.session.clear();
  if (!identity::from_hex(values["seed"], state.seed) || state.device_id.empty() ||
      !read_number(values, "last_signed", state.last_signed) ||
      !read_number(values, "clock_offset", state.clock_offset) ||
      !read_number(values, "next_check_in", state.next_check_in) ||
      !read_number(values, "last_check_in", state.last_check_in)) {
    return std::unexpected(file +
                           " is damaged. Move it away, have an administrator allow another "
                           "enrolment, and enrol again.");
  }
  return state;
}

std::string write_state(const std::string& file, const State& state) {
  const auto failed = [&] { return "writing " + file + ": " + std::strerror(errno); };
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  std::error_code error;
  if (!folder.empty() && std::filesystem::create_directories(folder, error)) {
    ::chmod(folder.c_str(), 0700);
  }
  const auto text = "server=" + state.server + "\norganisation_id=" + state.organisation_id +
                    "\norganisation=" + state.organisation + "\ndevice_id=" + state.device_id +
                    "\nkey=" + (state.in_tpm ? "tpm" : "file") +
                    "\nseed=" + identity::to_hex(state.seed) + "\nsession=" + state.session +
                    "\nsession_key=" + identity::to_hex(state.session_key) +
                    "\nlast_signed=" + std::to_string(state.last_signed) +
                    "\nclock_offset=" + std::to_string(state.clock_offset) +
                    "\nnext_check_in=" + std::to_string(state.next_check_in) +
                    "\nlast_check_in=" + std::to_string(state.last_check_in) + "\n";
  const auto fresh = file + ".new";
  const int descriptor =
      ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) return failed();
  const bool written =
      ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(descriptor) == 0;
  if (::close(descriptor) != 0 || !written || ::rename(fresh.c_str(), file.c_str()) != 0) {
    return failed();
  }
  const int directory =
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory >= 0) {
    ::fsync(directory);
    ::close(directory);
  }
  return {};
}

}  // namespace muster::agent
