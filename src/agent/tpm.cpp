// Numbers are those of the TPM 2.0 Library, part 2 (algorithms, handles) and part 3 (commands).

#include "agent/tpm.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "identity/tpm_public.h"

namespace muster::agent {
namespace {

constexpr std::uint32_t owner = 0x40000001;
constexpr std::uint32_t no_handle = 0x40000007;
constexpr std::uint32_t endorsement = 0x4000000B;

constexpr std::uint32_t create_primary_command = 0x131;
constexpr std::uint32_t activate_credential = 0x147;
constexpr std::uint32_t policy_secret = 0x151;
constexpr std::uint32_t sign_command = 0x15D;
constexpr std::uint32_t flush_context = 0x165;
constexpr std::uint32_t start_auth_session = 0x176;

constexpr std::uint16_t rsa = 0x0001;
constexpr std::uint16_t aes = 0x0006;
constexpr std::uint16_t sha256 = 0x000B;
constexpr std::uint16_t none = 0x0010;
constexpr std::uint16_t ecdsa = 0x0018;
constexpr std::uint16_t ecc = 0x0023;
constexpr std::uint16_t cfb = 0x0043;
constexpr std::uint16_t nist_p256 = 0x0003;
constexpr std::uint16_t hash_check = 0x8024;
constexpr std::uint8_t policy_session = 0x01;

constexpr std::size_t longest_reply = 4096;

/// PolicySecret of the endorsement hierarchy (TCG EK Credential Profile, B.3.3).
constexpr std::array<std::uint8_t, 32> endorsement_policy = {
    0x83, 0x71, 0x97, 0x67, 0x44, 0x84, 0xb3, 0xf8, 0x1a, 0x90, 0xcc, 0x8d, 0x46, 0xa5, 0xd7, 0x24,
    0xfd, 0x52, 0xd7, 0x6e, 0x06, 0x52, 0x0b, 0x64, 0xf2, 0xa1, 0xda, 0x1b, 0x33, 0x14, 0x69, 0xaa};

class Template {
 public:
  Template& number(std::uint32_t value, std::size_t size) {
    for (std::size_t i = size; i-- > 0;) bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
    return *this;
  }
  Template& sized(std::span<const std::uint8_t> value) {
    number(static_cast<std::uint32_t>(value.size()), 2);
    bytes.insert(bytes.end(), value.begin(), value.end());
    return *this;
  }
  TpmBytes bytes;
};

TpmBytes endorsement_template() {
  using namespace identity::tpm_attribute;
  constexpr std::uint16_t bits = 2048;
  constexpr std::array<std::uint8_t, bits / 8> unique{};
  return Template{}
      .number(rsa, 2)
      .number(sha256, 2)
      .number(fixed_tpm | fixed_parent | sensitive_data_origin | admin_with_policy | restricted |
                  decrypt,
              4)
      .sized(endorsement_policy)
      .number(aes, 2)
      .number(128, 2)
      .number(cfb, 2)
      .number(none, 2)  // the scheme
      .number(bits, 2)
      .number(0, 4)  // the exponent is the default
      .sized(unique)
      .bytes;
}

TpmBytes device_template(std::span<const std::uint8_t, 32> unique) {
  using namespace identity::tpm_attribute;
  return Template{}
      .number(ecc, 2)
      .number(sha256, 2)
      .number(fixed_tpm | fixed_parent | sensitive_data_origin | user_with_auth | no_da | sign, 4)
      .sized({})  // no policy
      .number(none, 2)
      .number(ecdsa, 2)
      .number(sha256, 2)
      .number(nist_p256, 2)
      .number(none, 2)  // no key derivation
      .sized(unique)
      .sized({})
      .bytes;
}

std::unexpected<std::string> cut_short() {
  return std::unexpected(std::string("The TPM's answer is cut short."));
}

bool put_right(const TpmBytes& number, std::span<std::uint8_t> out) {
  if (number.size() > out.size()) return false;
  std::ranges::copy_backward(number, out.end());
  return true;
}

}  // namespace

std::expected<Tpm, std::string> Tpm::open(const std::string& path) {
  const auto failed = [&](const char* what) {
    return std::unexpected("The TPM at " + path + what + std::strerror(errno) + ".");
  };
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) return failed(" can't be found: ");
  int descriptor = -1;
  if (S_ISSOCK(found.st_mode)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
      errno = ENAMETOOLONG;
      return failed(" can't be reached: ");
    }
    std::ranges::copy(path, address.sun_path);
    descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor >= 0 &&
        ::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      ::close(std::exchange(descriptor, -1));
    }
  } else {
    descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  }
  if (descriptor < 0) return failed(" can't be opened: ");
  return Tpm(descriptor);
}

Tpm::~Tpm() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Tpm::Tpm(Tpm&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

std::expected<TpmReply, std::string> Tpm::run(const TpmCommand& command, std::size_t handles,
                                              bool sessions) {
  const auto bytes = command.bytes();
  if (::write(descriptor_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
    return std::unexpected(std::string("Writing to the TPM failed: ") + std::strerror(errno) + ".");
  }
  // A device gives the whole answer at once; a socket may give it in pieces, and tells its size.
  TpmBytes reply(longest_reply);
  std::size_t size = 0;
  std::size_t wanted = 6;
  while (size < wanted) {
    const auto count = ::read(descriptor_, reply.data() + size, reply.size() - size);
    if (count <= 0) return std::unexpected(std::string("The TPM does not answer."));
    size += static_cast<std::size_t>(count);
    if (size >= 6) {
      wanted = static_cast<std::size_t>(reply[2]) << 24 | static_cast<std::size_t>(reply[3]) << 16 |
               static_cast<std::size_t>(reply[4]) << 8 | reply[5];
      if (wanted > longest_reply) return std::unexpected("What answers is no TPM 2.0.");
    }
  }
  return TpmReply::parse(std::span(reply).first(size), handles, sessions);
}

std::expected<Tpm::Key, std::string> Tpm::create_primary(std::uint32_t hierarchy,
                                                         const TpmBytes& template_) {
  TpmCommand command(create_primary_command, {hierarchy});
  command.with_password();
  constexpr std::array<std::uint8_t, 4> no_secret{};  // neither a password nor data of ours
  command.sized(no_secret).sized(template_).sized({}).u32(0);
  auto reply = run(command, 1, true);
  if (!reply) return std::unexpected(reply.error());
  Key key{.handle = reply->handle(), .public_area = reply->sized()};
  if (!reply->good()) return cut_short();
  return key;
}

std::expected<Tpm::Key, std::string> Tpm::endorsement_key() {
  return create_primary(endorsement, endorsement_template());
}

std::expected<Tpm::Key, std::string> Tpm::device_key(std::span<const std::uint8_t, 32> unique) {
  return create_primary(owner, device_template(unique));
}

void Tpm::flush(std::uint32_t handle) {
  TpmCommand command(flush_context, {});
  command.u32(handle);
  (void)run(command, 0, false);
}

std::expected<std::array<std::uint8_t, 64>, std::string> Tpm::sign(
    std::uint32_t handle, std::span<const std::uint8_t, 32> digest) {
  TpmCommand command(sign_command, {handle});
  command.with_password();
  command.sized(digest).u16(none).u16(hash_check).u32(no_handle).sized({});
  auto reply = run(command, 0, true);
  if (!reply) return std::unexpected(reply.error());
  const auto scheme = reply->u16();
  const auto hash = reply->u16();
  const auto r = reply->sized();
  const auto s = reply->sized();
  std::array<std::uint8_t, 64> signature{};
  const std::span<std::uint8_t, 64> out(signature);
  if (!reply->good() || scheme != ecdsa || hash != sha256 || !put_right(r, out.first<32>()) ||
      !put_right(s, out.last<32>())) {
    return std::unexpected(std::string("The TPM's signature is none of ECDSA on P-256."));
  }
  return signature;
}

std::expected<std::uint32_t, std::string> Tpm::endorsement_session() {
  std::array<std::uint8_t, 32> nonce{};
  randombytes_buf(nonce.data(), nonce.size());
  TpmCommand start(start_auth_session, {no_handle, no_handle});
  start.sized(nonce).sized({}).u8(policy_session).u16(none).u16(sha256);
  const auto started = run(start, 1, false);
  if (!started) return std::unexpected(started.error());
  TpmCommand agree(policy_secret, {endorsement, started->handle()});
  agree.with_password();
  agree.sized({}).sized({}).sized({}).u32(0);
  if (const auto agreed = run(agree, 0, true); !agreed) {
    flush(started->handle());
    return std::unexpected(agreed.error());
  }
  return started->handle();
}

std::expected<TpmBytes, std::string> Tpm::activate(std::uint32_t key, std::uint32_t endorsement_,
                                                   std::span<const std::uint8_t> blob,
                                                   std::span<const std::uint8_t> encrypted_secret) {
  const auto session = endorsement_session();
  if (!session) return std::unexpected(session.error());
  TpmCommand command(activate_credential, {key, endorsement_});
  command.with_password().with_session(*session);
  command.sized(blob).sized(encrypted_secret);
  auto reply = run(command, 0, true);
  if (!reply) {
    flush(*session);
    return std::unexpected(reply.error());
  }
  auto secret = reply->sized();
  if (!reply->good()) return cut_short();
  return secret;
}

}  // namespace muster::agent
