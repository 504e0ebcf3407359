#pragma once
// What an enrolled device keeps: one small file that only root reads, replaced as a whole.

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "identity/device_key.h"

namespace muster::agent {

struct State {
  std::string server;  ///< `https://muster.example.com`, without a slash at its end
  std::string organisation_id;
  std::string organisation;
  std::string device_id;
  identity::DeviceSeed seed{};
  bool in_tpm = false;  ///< the key is in the TPM, and the seed tells which of its keys
  std::string session;  ///< of check-ins; empty: none
  identity::CheckInKey session_key{};
  std::int64_t last_signed = 0;    ///< milliseconds since 1970, by the server's clock; only grows
  std::int64_t clock_offset = 0;   ///< milliseconds to add to our clock to get the server's
  std::int64_t next_check_in = 0;  ///< milliseconds since 1970, by our clock
  std::int64_t last_check_in = 0;  ///< the same; 0: never
  bool operator==(const State&) const = default;
};

/// nullopt where there is none. The error is a sentence.
std::expected<std::optional<State>, std::string> read_state(const std::string& file);
/// Durable when it returns; a crash leaves the old or the new one. Empty, or what failed.
std::string write_state(const std::string& file, const State& state);

}  // namespace muster::agent
