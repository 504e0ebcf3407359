#pragma once
// How commands and answers of a TPM 2.0 stand in bytes (TPM 2.0 Library, part 1, 18), as far as
// the few commands of agent/tpm.h need it. Pure; reads any answer without fault.

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <vector>

namespace muster::agent {

using TpmBytes = std::vector<std::uint8_t>;

/// Builds one command. Numbers are big-endian.
class TpmCommand {
 public:
  TpmCommand(std::uint32_t code, std::vector<std::uint32_t> handles);

  /// The authorization of the next handle: an empty password.
  TpmCommand& with_password();
  /// The authorization of the next handle: a policy session, which ends with the command.
  TpmCommand& with_session(std::uint32_t session);

  TpmCommand& u8(std::uint8_t value);
  TpmCommand& u16(std::uint16_t value);
  TpmCommand& u32(std::uint32_t value);
  TpmCommand& sized(std::span<const std::uint8_t> value);  ///< TPM2B: its size, then it

  TpmBytes bytes() const;

 private:
  std::uint32_t code_;
  std::vector<std::uint32_t> handles_;
  TpmBytes authorizations_;
  TpmBytes parameters_;
};

/// The parameters of an answer, read one after the other; what stands past the end reads as zero
/// or empty, and good() is false then.
class TpmReply {
 public:
  /// `handles`: how many come before the parameters; `sessions`: whether the command had any. The
  /// error is a sentence, with the TPM's code.
  static std::expected<TpmReply, std::string> parse(std::span<const std::uint8_t> bytes,
                                                    std::size_t handles, bool sessions);

  std::uint32_t handle() const { return handle_; }
  std::uint16_t u16();
  TpmBytes sized();
  bool good() const { return good_; }

 private:
  std::uint32_t handle_ = 0;
  TpmBytes parameters_;
  std::size_t at_ = 0;
  bool good_ = true;
};

}  // namespace muster::agent
