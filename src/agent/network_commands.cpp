// The commands that talk to a server.

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <thread>

#include "agent/commands.h"
#include "agent/device_signer.h"
#include "agent/machine.h"
#include "agent/session.h"

namespace muster::agent {
namespace {

int failed(const std::string& what) {
  std::fprintf(stderr, "muster-agent: %s\n", what.c_str());
  return refused;
}

int failed(const Failure& failure) {
  (void)failed(failure.what);
  return failure.refused ? refused : unreachable;
}

std::int64_t now() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::string time_text(std::int64_t milliseconds) {
  const auto seconds = static_cast<std::time_t>(milliseconds / 1000);
  char text[32] = {};
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  (void)std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &parts);
  return text;
}

std::expected<std::string, std::string> read_token(const std::string& file) {
  std::string token;
  if (file == "-") {
    std::getline(std::cin, token);
  } else {
    std::ifstream input(file);
    if (!input || !std::getline(input, token)) {
      return std::unexpected("The token in " + file + " can't be read.");
    }
  }
  while (token.ends_with('\r') || token.ends_with(' ')) token.pop_back();
  if (token.find_first_of("\r\n ") != token.npos || token.empty()) {
    return std::unexpected("There is no token in " + file + ".");
  }
  return token;
}

std::string this_machine(const identity::DeviceIdentity& device) {
  return "muster-agent on " + device.model.substr(0, 48);
}

std::expected<State, Failure> enrol_with_user(Session& session,
                                              const identity::DeviceIdentity& device,
                                              DeviceSigner& signer) {
  const auto token = session.ask_for_token(
      this_machine(device),
      [](const std::string& address, const std::string& code) {
        std::printf("On any device, open %s and approve the code\n\n    %s\n\n", address.c_str(),
                    code.c_str());
        std::fflush(stdout);
      },
      [](std::int64_t seconds) { std::this_thread::sleep_for(std::chrono::seconds{seconds}); });
  if (!token) return std::unexpected(token.error());
  auto state = session.enrol(device, signer, *token);
  session.give_back(*token);
  return state;
}

/// In the TPM where there is one, and where nothing says otherwise.
std::expected<std::unique_ptr<DeviceSigner>, std::string> choose_signer(
    const Options& options, KeyPlace place, const identity::DeviceSeed& seed) {
  std::error_code ignored;
  const bool there = std::filesystem::exists(options.tpm, ignored);
  if (place == KeyPlace::file || (place == KeyPlace::any && !there)) return file_signer(seed);
  auto signer = tpm_signer(options.tpm, seed);
  if (signer || place == KeyPlace::tpm) return signer;
  std::fprintf(stderr, "muster-agent: %s The key will be a file.\n", signer.error().c_str());
  return file_signer(seed);
}

}  // namespace

int enrol(const Options& options) {
  const auto before = read_state(options.state);
  if (!before) return failed(before.error());
  const auto smbios = read_machine(options.dump);
  if (!smbios) return failed(smbios.error());
  const auto examined = examine(*smbios);
  if (!examined.device) return failed(examined.faults.front());

  Session session(Https{.ca_file = options.ca_file}, options.server, now);
  const auto found = session.discover(*examined.device);
  if (!found) return failed(found.error());
  if (!found->registered) {
    return failed("This machine is not registered at " + options.server +
                  ". `muster-agent collect` makes the row that registers it.");
  }
  std::printf("This machine belongs to %s.\n", found->organisation.c_str());
  // The key that a former enrolment left is used again: an answer that got lost costs nothing.
  auto place = options.key;
  auto seed = identity::make_device_seed();
  if (*before && (*before)->server == options.server) {
    const auto former = (*before)->in_tpm ? KeyPlace::tpm : KeyPlace::file;
    if (place == KeyPlace::any) place = former;
    if (place == former) seed = (*before)->seed;
  }
  const auto signer = choose_signer(options, place, seed);
  if (!signer) return failed(signer.error());
  std::expected<State, Failure> state;
  if (options.token_file.empty()) {
    state = enrol_with_user(session, *examined.device, **signer);
  } else {
    const auto token = read_token(options.token_file);
    if (!token) return failed(token.error());
    state = session.enrol(*examined.device, **signer, *token);
  }
  if (!state) return failed(state.error());
  state->seed = seed;
  state->in_tpm = (*signer)->origin() != nullptr;
  if (const auto fault = write_state(options.state, *state); !fault.empty()) return failed(fault);
  std::printf("Enrolled as %s.\n", state->device_id.c_str());
  return done;
}

int check_in(const Options& options) {
  auto state = read_state(options.state);
  if (!state) return failed(state.error());
  if (!*state) return options.if_due ? done : failed("This machine has not enrolled yet.");
  auto& kept = **state;
  // A clock that was set back must not keep it from checking in.
  const auto time = now();
  if (options.if_due && time < kept.next_check_in && time >= kept.last_check_in) return done;
  Session session(Https{.ca_file = options.ca_file}, kept.server, now);
  auto signer = kept.in_tpm ? tpm_signer(options.tpm, kept.seed) : file_signer(kept.seed);
  if (!signer) return failed(signer.error());
  const auto failure = session.check_in(
      kept, **signer, [&](const State& moved) { return write_state(options.state, moved); });
  return failure ? failed(*failure) : done;
}

int show_status(const Options& options) {
  const auto state = read_state(options.state);
  if (!state) return failed(state.error());
  if (!*state) {
    std::puts("Not enrolled.");
    return refused;
  }
  const auto& kept = **state;
  std::printf(
      "Organisation    %s (%s)\nServer          %s\nDevice          %s\n"
      "Key             %s\nLast check-in   %s\nNext check-in   %s\n",
      kept.organisation.c_str(), kept.organisation_id.c_str(), kept.server.c_str(),
      kept.device_id.c_str(), kept.in_tpm ? "in the TPM" : "a file",
      time_text(kept.last_check_in).c_str(), time_text(kept.next_check_in).c_str());
  return done;
}

}  // namespace muster::agent
