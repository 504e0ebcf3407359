#include "agent/session.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "agent/flat_json.h"
#include "identity/device_key.h"

namespace muster::agent {
namespace {

using Members = std::map<std::string, std::string>;

constexpr int not_found = 404;
constexpr int forbidden = 403;
constexpr int conflict = 409;
constexpr std::size_t longest_credential = 1024;  ///< bytes, of each part

Members members_of(const Answer& answer) { return read_flat_json(answer.body).value_or(Members{}); }

std::int64_t number(const std::string& text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Failure failure_of(const Answer& answer) {
  const auto members = members_of(answer);
  const auto detail = members.find("detail");
  auto what = detail != members.end()
                  ? detail->second
                  : "The server answered " + std::to_string(answer.status) + ".";
  // Busy, or not well: later may help.
  return {.refused = answer.status < 500 && answer.status != 429, .what = std::move(what)};
}

using JsonMembers = std::vector<std::pair<std::string, std::string>>;

JsonMembers identity_members(const identity::DeviceIdentity& device) {
  return {{"manufacturer", json_text(device.manufacturer)},
          {"model", json_text(device.model)},
          {"serial_number", json_text(device.serial_number)}};
}

/// nullopt for what is no hex, or longer than anything that a server sends.
std::optional<std::vector<std::uint8_t>> bytes_from_hex(const std::string& text) {
  std::vector<std::uint8_t> bytes(text.size() / 2);
  if (bytes.size() > longest_credential || !identity::from_hex(text, bytes)) return std::nullopt;
  return bytes;
}

std::string form_value(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

}  // namespace

Session::Session(Https https, std::string server, Now now)
    : https_(std::move(https)), server_(std::move(server)), now_(std::move(now)) {}

std::expected<Answer, Failure> Session::post(const std::string& path, const std::string& body,
                                             const std::string& token) {
  std::vector<std::pair<std::string, std::string>> headers;
  if (!token.empty()) headers.emplace_back("Authorization", "Bearer " + token);
  auto answer = https_.post(server_ + path, "application/json", body, headers);
  if (!answer) return std::unexpected(Failure{.what = answer.error()});
  const auto time = answer->headers.find("muster-time");
  if (time != answer->headers.end()) offset_ = number(time->second) - now_();
  return std::move(*answer);
}

std::expected<Answer, Failure> Session::form(const std::string& path, const std::string& body) {
  auto answer = https_.post(server_ + path, "application/x-www-form-urlencoded", body);
  if (!answer) return std::unexpected(Failure{.what = answer.error()});
  return std::move(*answer);
}

std::expected<Discovered, Failure> Session::discover(const identity::DeviceIdentity& device) {
  const auto answer = post("/device/v1/discover", json_object(identity_members(device)));
  if (!answer) return std::unexpected(answer.error());
  if (answer->status != 200) return std::unexpected(failure_of(*answer));
  auto members = members_of(*answer);
  return Discovered{.registered = members["registered"] == "true",
                    .organisation = members["organisation"]};
}

std::expected<State, Failure> Session::enrol(const identity::DeviceIdentity& device,
                                             DeviceSigner& signer, const std::string& token) {
  std::string tpm_secret;
  if (signer.origin() != nullptr) {
    auto proof = prove_origin(device, signer, token);
    if (!proof) return std::unexpected(proof.error());
    tpm_secret = std::move(*proof);
  }
  auto enrolled = enrol_once(device, signer, token, tpm_secret);
  constexpr std::int64_t tolerance = 4 * 60 * 1000;
  const bool clock_was_wrong = offset_ > tolerance || offset_ < -tolerance;
  if (!enrolled && enrolled.error().refused && clock_was_wrong) {
    enrolled = enrol_once(device, signer, token, tpm_secret);
  }
  return enrolled;
}

std::expected<std::string, Failure> Session::prove_origin(const identity::DeviceIdentity& device,
                                                          DeviceSigner& signer,
                                                          const std::string& token) {
  auto members = identity_members(device);
  members.emplace_back("endorsement_key",
                       json_text(identity::to_hex(signer.origin()->endorsement_key)));
  members.emplace_back("device_key", json_text(identity::to_hex(signer.origin()->device_key)));
  const auto answer = post("/device/v1/tpm-challenge", json_object(members), token);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == not_found) return {};  // a server that knows no TPMs
  if (answer->status != 200) return std::unexpected(failure_of(*answer));
  auto challenge = members_of(*answer);
  const auto blob = bytes_from_hex(challenge["credential_blob"]);
  const auto encrypted = bytes_from_hex(challenge["encrypted_secret"]);
  if (!blob || !encrypted || blob->empty() || encrypted->empty()) return {};
  const auto secret = signer.answer(*blob, *encrypted);
  if (secret) return identity::to_hex(*secret);
  if (challenge["required"] != "true") return {};
  return std::unexpected(Failure{.refused = true, .what = secret.error()});
}

std::expected<State, Failure> Session::enrol_once(const identity::DeviceIdentity& device,
                                                  DeviceSigner& signer, const std::string& token,
                                                  const std::string& tpm_secret) {
  const auto key = signer.public_key();
  const auto time = now_() + offset_;
  const auto signature = signer.sign(identity::enrolment_text(device, key, time));
  if (!signature) return std::unexpected(Failure{.refused = true, .what = signature.error()});
  auto body = identity_members(device);
  body.emplace_back("public_key", json_text(identity::to_hex(key)));
  body.emplace_back("time", std::to_string(time));
  body.emplace_back("signature", json_text(identity::to_hex(*signature)));
  if (!tpm_secret.empty()) body.emplace_back("tpm_secret", json_text(tpm_secret));
  const auto answer = post("/device/v1/enrol", json_object(body), token);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status != 201) return std::unexpected(failure_of(*answer));
  auto members = members_of(*answer);
  const auto now = now_();
  return State{.server = server_,
               .organisation_id = members["organisation_id"],
               .organisation = members["organisation"],
               .device_id = members["device_id"],
               .last_signed = time,
               .clock_offset = offset_,
               .next_check_in = now + number(members["next_check_in_seconds"]) * 1000,
               .last_check_in = now};
}

std::expected<std::string, Failure> Session::ask_for_token(
    const std::string& device_name,
    const std::function<void(const std::string&, const std::string&)>& show, const Wait& wait) {
  const std::string client = "client_id=muster-cli";
  const auto asked = form("/oauth2/device_authorization",
                          client + "&scope=devices.read&device_name=" + form_value(device_name));
  if (!asked) return std::unexpected(asked.error());
  if (asked->status != 200) return std::unexpected(failure_of(*asked));
  auto code = members_of(*asked);
  show(code["verification_uri"], code["user_code"]);
  auto interval = std::max<std::int64_t>(1, number(code["interval"]));
  const auto until = now_() + number(code["expires_in"]) * 1000;
  while (now_() < until) {
    wait(interval);
    const auto polled = form(
        "/oauth2/token",
        client + "&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=" +
            form_value(code["device_code"]));
    if (!polled) continue;  // the network comes and goes on a first boot
    auto members = members_of(*polled);
    if (polled->status == 200) return members["access_token"];
    if (members["error"] == "slow_down") interval += 5;
    if (members["error"] != "slow_down" && members["error"] != "authorization_pending") {
      return std::unexpected(Failure{.refused = true, .what = members["error_description"]});
    }
  }
  return std::unexpected(Failure{.refused = true, .what = "Nobody approved the code in time."});
}

void Session::give_back(const std::string& token) {
  (void)form("/oauth2/revoke", "client_id=muster-cli&token=" + form_value(token));
}

std::expected<std::string, Failure> Session::check_in_body(const State& state,
                                                           DeviceSigner& signer) {
  JsonMembers body = {{"organisation_id", json_text(state.organisation_id)},
                      {"device_id", json_text(state.device_id)},
                      {"time", std::to_string(state.last_signed)}};
  if (!state.session.empty()) {
    const auto mac = identity::check_in_mac(state.session_key, state.organisation_id,
                                            state.device_id, state.last_signed, state.session);
    body.emplace_back("session", json_text(state.session));
    body.emplace_back("mac", json_text(identity::to_hex(mac)));
    return json_object(body);
  }
  const auto signature = signer.sign(
      identity::check_in_text(state.organisation_id, state.device_id, state.last_signed));
  if (!signature) return std::unexpected(Failure{.refused = true, .what = signature.error()});
  body.emplace_back("signature", json_text(identity::to_hex(*signature)));
  // A session is a secret in a file: a device whose key is in a TPM does better without.
  if (signer.origin() == nullptr) body.emplace_back("want_session", "true");
  return json_object(body);
}

std::optional<Failure> Session::check_in(State& state, DeviceSigner& signer,
                                         const std::function<std::string(const State&)>& keep) {
  offset_ = state.clock_offset;
  bool told_the_time = false;
  for (;;) {
    // A clock that is wrong is told the time: the second try has it, and the time of the first,
    // which was not taken, is forgotten.
    const auto signed_before = state.last_signed;
    state.clock_offset = offset_;
    state.last_signed = std::max(now_() + offset_, state.last_signed + 1);
    if (const auto fault = keep(state); !fault.empty()) return Failure{.what = fault};
    const auto body = check_in_body(state, signer);
    if (!body) return body.error();
    const auto answer = post("/device/v1/check-in", *body);
    if (!answer) return answer.error();
    if (answer->status == forbidden && !state.session.empty()) {
      state.session.clear();  // it is over; a signature gets another
      continue;
    }
    if (answer->status == conflict && !told_the_time) {
      told_the_time = true;
      state.last_signed = signed_before;
      continue;
    }
    if (answer->status != 204) return failure_of(*answer);
    state.clock_offset = offset_;
    state.last_check_in = now_();
    const auto field = [&](const char* name) {
      const auto found = answer->headers.find(name);
      return found == answer->headers.end() ? std::string() : found->second;
    };
    state.next_check_in =
        now_() + std::max<std::int64_t>(60, number(field("muster-next-check-in"))) * 1000;
    if (identity::from_hex(field("muster-session-key"), state.session_key)) {
      state.session = field("muster-session");
    }
    if (const auto fault = keep(state); !fault.empty()) return Failure{.what = fault};
    return std::nullopt;
  }
}

}  // namespace muster::agent
