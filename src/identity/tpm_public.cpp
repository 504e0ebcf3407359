#include "identity/tpm_public.h"

#include <sodium.h>

#include <algorithm>

namespace muster::identity {
namespace {

constexpr std::uint16_t none = 0x0010;
constexpr std::uint16_t sha256 = 0x000B;
constexpr std::uint16_t aes = 0x0006;
constexpr std::uint16_t cfb = 0x0043;
constexpr std::uint16_t rsaes = 0x0015;
constexpr std::uint16_t ecdaa = 0x001A;
constexpr std::uint16_t ecdsa = 0x0018;
constexpr std::uint16_t nist_p256 = 0x0003;
constexpr std::size_t rsa_2048_bytes = 256;
constexpr std::size_t p256_bytes = 32;

/// Numbers are big-endian; what is read past the end is 0, and told by `good`.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : left_(bytes) {}

  std::uint32_t number(std::size_t size) {
    if (left_.size() < size) {
      good_ = false;
      left_ = {};
      return 0;
    }
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value = value << 8 | left_[i];
    left_ = left_.subspan(size);
    return value;
  }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return number(4); }
  TpmBytes sized() {
    const std::size_t size = u16();
    if (left_.size() < size) {
      good_ = false;
      return {};
    }
    TpmBytes bytes(left_.begin(), left_.begin() + static_cast<std::ptrdiff_t>(size));
    left_ = left_.subspan(size);
    return bytes;
  }
  bool whole() const { return good_ && left_.empty(); }

 private:
  std::span<const std::uint8_t> left_;
  bool good_ = true;
};

void read_scheme(Reader& reader, TpmPublic& area) {
  area.scheme = reader.u16();
  if (area.scheme == none || area.scheme == rsaes) return;
  area.scheme_hash = reader.u16();
  if (area.scheme == ecdaa) (void)reader.u16();  // its counter
}

bool has(std::uint32_t attributes, std::uint32_t wanted) { return (attributes & wanted) == wanted; }

/// Made in this TPM, and bound to it.
constexpr std::uint32_t resident =
    tpm_attribute::fixed_tpm | tpm_attribute::fixed_parent | tpm_attribute::sensitive_data_origin;

}  // namespace

std::optional<TpmPublic> parse_tpm_public(std::span<const std::uint8_t> bytes) {
  Reader reader(bytes);
  TpmPublic area;
  const auto type = reader.u16();
  if (type != static_cast<std::uint16_t>(TpmKeyType::rsa) &&
      type != static_cast<std::uint16_t>(TpmKeyType::ecc)) {
    return std::nullopt;
  }
  area.type = static_cast<TpmKeyType>(type);
  area.name_algorithm = reader.u16();
  area.attributes = reader.u32();
  area.policy = reader.sized();
  area.symmetric = reader.u16();
  if (area.symmetric != none) {
    area.symmetric_bits = reader.u16();
    area.symmetric_mode = reader.u16();
  }
  read_scheme(reader, area);
  if (area.type == TpmKeyType::rsa) {
    area.rsa_bits = reader.u16();
    area.rsa_exponent = reader.u32();
    area.modulus = reader.sized();
  } else {
    area.curve = reader.u16();
    if (reader.u16() != none) (void)reader.u16();  // the hash of a key derivation that none has
    area.x = reader.sized();
    area.y = reader.sized();
  }
  if (!reader.whole()) return std::nullopt;
  return area;
}

TpmBytes tpm_name(std::span<const std::uint8_t> public_area) {
  TpmBytes name(2 + crypto_hash_sha256_BYTES);
  name[1] = sha256;
  crypto_hash_sha256(name.data() + 2, public_area.data(), public_area.size());
  return name;
}

std::expected<TpmBytes, std::string> endorsement_modulus(const TpmPublic& area) {
  using namespace tpm_attribute;
  const bool good = area.type == TpmKeyType::rsa && area.name_algorithm == sha256 &&
                    has(area.attributes, resident | restricted | decrypt) &&
                    (area.attributes & sign) == 0 && area.symmetric == aes &&
                    area.symmetric_bits == 128 && area.symmetric_mode == cfb &&
                    area.rsa_bits == rsa_2048_bytes * 8 && area.rsa_exponent == 0 &&
                    area.modulus.size() == rsa_2048_bytes;
  if (good) return area.modulus;
  return std::unexpected(
      "The endorsement key is not of the default kind: RSA 2048, of the TCG's template L-1.");
}

std::expected<std::array<std::uint8_t, 65>, std::string> device_point(const TpmPublic& area) {
  using namespace tpm_attribute;
  const bool good = area.type == TpmKeyType::ecc && area.name_algorithm == sha256 &&
                    has(area.attributes, resident | sign) &&
                    (area.attributes & (restricted | decrypt)) == 0 && area.symmetric == none &&
                    (area.scheme == none || (area.scheme == ecdsa && area.scheme_hash == sha256)) &&
                    area.curve == nist_p256 && area.x.size() <= p256_bytes &&
                    area.y.size() <= p256_bytes;
  if (!good) {
    return std::unexpected(
        "The device's key is not one for ECDSA on P-256 that was made in its TPM and can't leave "
        "it.");
  }
  std::array<std::uint8_t, 65> point{};
  point[0] = 4;
  std::ranges::copy_backward(area.x, point.begin() + 1 + p256_bytes);
  std::ranges::copy_backward(area.y, point.end());
  return point;
}

}  // namespace muster::identity
