#include "agent/tpm_wire.h"

#include <array>
#include <cstdio>

namespace muster::agent {
namespace {

constexpr std::uint16_t without_sessions = 0x8001;
constexpr std::uint16_t with_sessions = 0x8002;
constexpr std::uint32_t password_session = 0x40000009;
constexpr std::size_t header_size = 10;

void append(TpmBytes& bytes, std::uint32_t value, std::size_t size) {
  for (std::size_t i = size; i-- > 0;) bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

std::uint32_t number(std::span<const std::uint8_t> bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | bytes[at + i];
  return value;
}

std::string refused(std::uint32_t code) {
  // Part 2, 6.6.3: the parameter or session that a code is about stands in its bits 8 to 11.
  constexpr std::uint32_t initialize = 0x100;
  constexpr std::uint32_t lockout = 0x921;
  std::array<char, 64> text{};
  (void)std::snprintf(text.data(), text.size(), "The TPM refused, with code %03Xh.",
                      static_cast<unsigned>(code));
  std::string sentence = text.data();
  if (code == initialize) sentence += " It was not started by the firmware.";
  if (code == lockout) sentence += " It is locked for a while, after wrong passwords.";
  return sentence;
}

}  // namespace

TpmCommand::TpmCommand(std::uint32_t code, std::vector<std::uint32_t> handles)
    : code_(code), handles_(std::move(handles)) {}

TpmCommand& TpmCommand::with_password() {
  append(authorizations_, password_session, 4);
  append(authorizations_, 0, 2);  // no nonce
  append(authorizations_, 0, 1);
  append(authorizations_, 0, 2);  // the password
  return *this;
}

TpmCommand& TpmCommand::with_session(std::uint32_t session) {
  append(authorizations_, session, 4);
  append(authorizations_, 0, 2);
  append(authorizations_, 0, 1);  // it does not go on
  append(authorizations_, 0, 2);
  return *this;
}

TpmCommand& TpmCommand::u8(std::uint8_t value) {
  append(parameters_, value, 1);
  return *this;
}

TpmCommand& TpmCommand::u16(std::uint16_t value) {
  append(parameters_, value, 2);
  return *this;
}

TpmCommand& TpmCommand::u32(std::uint32_t value) {
  append(parameters_, value, 4);
  return *this;
}

TpmCommand& TpmCommand::sized(std::span<const std::uint8_t> value) {
  append(parameters_, static_cast<std::uint32_t>(value.size()), 2);
  parameters_.insert(parameters_.end(), value.begin(), value.end());
  return *this;
}

TpmBytes TpmCommand::bytes() const {
  const bool sessions = !authorizations_.empty();
  const auto size = header_size + 4 * handles_.size() +
                    (sessions ? 4 + authorizations_.size() : 0) + parameters_.size();
  TpmBytes bytes;
  append(bytes, sessions ? with_sessions : without_sessions, 2);
  append(bytes, static_cast<std::uint32_t>(size), 4);
  append(bytes, code_, 4);
  for (const auto handle : handles_) append(bytes, handle, 4);
  if (sessions) append(bytes, static_cast<std::uint32_t>(authorizations_.size()), 4);
  bytes.insert(bytes.end(), authorizations_.begin(), authorizations_.end());
  bytes.insert(bytes.end(), parameters_.begin(), parameters_.end());
  return bytes;
}

std::expected<TpmReply, std::string> TpmReply::parse(std::span<const std::uint8_t> bytes,
                                                     std::size_t handles, bool sessions) {
  if (bytes.size() < header_size || number(bytes, 2, 4) != bytes.size()) {
    return std::unexpected("What answers is no TPM 2.0.");
  }
  if (const auto code = number(bytes, 6, 4); code != 0) return std::unexpected(refused(code));
  TpmReply reply;
  std::size_t at = header_size;
  if (bytes.size() - at < 4 * handles + (sessions ? 4 : 0)) {
    return std::unexpected("The TPM's answer is cut short.");
  }
  if (handles > 0) reply.handle_ = number(bytes, at, 4);
  at += 4 * handles;
  std::size_t size = bytes.size() - at;
  if (sessions) {
    size = number(bytes, at, 4);
    at += 4;
    if (size > bytes.size() - at) return std::unexpected("The TPM's answer is cut short.");
  }
  const auto parameters = bytes.subspan(at, size);
  reply.parameters_.assign(parameters.begin(), parameters.end());
  return reply;
}

std::uint16_t TpmReply::u16() {
  if (parameters_.size() - at_ < 2) {
    good_ = false;
    return 0;
  }
  at_ += 2;
  return static_cast<std::uint16_t>(number(parameters_, at_ - 2, 2));
}

TpmBytes TpmReply::sized() {
  const std::size_t size = u16();
  if (parameters_.size() - at_ < size) {
    good_ = false;
    return {};
  }
  const auto from = parameters_.begin() + static_cast<std::ptrdiff_t>(at_);
  at_ += size;
  return {from, from + static_cast<std::ptrdiff_t>(size)};
}

}  // namespace muster::agent
