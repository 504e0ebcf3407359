#pragma once
// The protocol of devices, from the device's side (docs/device.md).

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>

#include "agent/device_signer.h"
#include "agent/https.h"
#include "agent/state.h"
#include "identity/device_identity.h"

namespace muster::agent {

struct Failure {
  bool refused = false;  ///< the server said no; else it could not be reached, and later may help
  std::string what;      ///< one sentence or two
};

struct Discovered {
  bool registered = false;
  std::string organisation;
};

/// Milliseconds since 1970; handed in, as is waiting.
using Now = std::function<std::int64_t()>;
using Wait = std::function<void(std::int64_t seconds)>;

class Session {
 public:
  Session(Https https, std::string server, Now now);

  std::expected<Discovered, Failure> discover(const identity::DeviceIdentity& device);

  /// With an enrolment token or a personal one. What is returned has no seed yet.
  std::expected<State, Failure> enrol(const identity::DeviceIdentity& device, DeviceSigner& signer,
                                      const std::string& token);

  /// Gets a personal token: `show(address, code)` tells the person where to approve which code.
  std::expected<std::string, Failure> ask_for_token(
      const std::string& device_name,
      const std::function<void(const std::string&, const std::string&)>& show, const Wait& wait);
  void give_back(const std::string& token);

  /// Checks in and moves the state on. `keep` makes the state durable before the request goes out,
  /// since a time is signed once only.
  std::optional<Failure> check_in(State& state, DeviceSigner& signer,
                                  const std::function<std::string(const State&)>& keep);

 private:
  std::expected<State, Failure> enrol_once(const identity::DeviceIdentity& device,
                                           DeviceSigner& signer, const std::string& token,
                                           const std::string& tpm_secret);
  /// What proves to the server in which TPM the key is, in hex; empty where it does not ask.
  std::expected<std::string, Failure> prove_origin(const identity::DeviceIdentity& device,
                                                   DeviceSigner& signer, const std::string& token);
  /// Its body: of the session where there is one, else signed.
  static std::expected<std::string, Failure> check_in_body(const State& state,
                                                           DeviceSigner& signer);
  std::expected<Answer, Failure> post(const std::string& path, const std::string& body,
                                      const std::string& token = {});
  std::expected<Answer, Failure> form(const std::string& path, const std::string& body);

  Https https_;
  std::string server_;
  Now now_;
  std::int64_t offset_ = 0;  ///< the server's clock less ours, as it last said
};

}  // namespace muster::agent
