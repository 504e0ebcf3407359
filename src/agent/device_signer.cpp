#include "agent/device_signer.h"

#include <sodium.h>

#include <array>
#include <utility>

#include "agent/tpm.h"
#include "identity/tpm_public.h"

namespace muster::agent {
namespace {

class FileSigner final : public DeviceSigner {
 public:
  explicit FileSigner(const identity::DeviceSeed& seed) : seed_(seed) {}
  ~FileSigner() override { sodium_memzero(seed_.data(), seed_.size()); }
  FileSigner(const FileSigner&) = delete;
  FileSigner& operator=(const FileSigner&) = delete;

  std::vector<std::uint8_t> public_key() const override {
    const auto key = identity::public_key_of(seed_);
    return {key.begin(), key.end()};
  }
  std::expected<identity::DeviceSignature, std::string> sign(std::string_view text) override {
    return identity::sign(seed_, text);
  }

 private:
  identity::DeviceSeed seed_;
};

class TpmSigner final : public DeviceSigner {
 public:
  TpmSigner(Tpm tpm, std::uint32_t handle, const std::array<std::uint8_t, 65>& point, Origin origin)
      : tpm_(std::move(tpm)), handle_(handle), point_(point), origin_(std::move(origin)) {}
  ~TpmSigner() override { tpm_.flush(handle_); }
  TpmSigner(const TpmSigner&) = delete;
  TpmSigner& operator=(const TpmSigner&) = delete;

  std::vector<std::uint8_t> public_key() const override { return {point_.begin(), point_.end()}; }
  std::expected<identity::DeviceSignature, std::string> sign(std::string_view text) override {
    std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(text.data()),
                       text.size());
    return tpm_.sign(handle_, digest);
  }
  const Origin* origin() const override { return &origin_; }
  std::expected<std::vector<std::uint8_t>, std::string> answer(
      std::span<const std::uint8_t> credential_blob,
      std::span<const std::uint8_t> encrypted_secret) override {
    const auto endorsement = tpm_.endorsement_key();
    if (!endorsement) return std::unexpected(endorsement.error());
    auto secret = tpm_.activate(handle_, endorsement->handle, credential_blob, encrypted_secret);
    tpm_.flush(endorsement->handle);
    return secret;
  }

 private:
  Tpm tpm_;
  std::uint32_t handle_;
  std::array<std::uint8_t, 65> point_;
  Origin origin_;
};

}  // namespace

std::expected<std::vector<std::uint8_t>, std::string> DeviceSigner::answer(
    std::span<const std::uint8_t>, std::span<const std::uint8_t>) {
  return std::unexpected(std::string("The key is in no TPM."));
}

std::unique_ptr<DeviceSigner> file_signer(const identity::DeviceSeed& seed) {
  return std::make_unique<FileSigner>(seed);
}

std::expected<std::unique_ptr<DeviceSigner>, std::string> tpm_signer(
    const std::string& path, const identity::DeviceSeed& seed) {
  auto tpm = Tpm::open(path);
  if (!tpm) return std::unexpected(tpm.error());
  const auto endorsement = tpm->endorsement_key();
  if (!endorsement) return std::unexpected(endorsement.error());
  tpm->flush(endorsement->handle);
  const auto key = tpm->device_key(seed);
  if (!key) return std::unexpected(key.error());
  const auto area = identity::parse_tpm_public(key->public_area);
  const auto point = area ? identity::device_point(*area)
                          : std::unexpected(std::string("The TPM's key can't be read."));
  if (!point) {
    tpm->flush(key->handle);
    return std::unexpected(point.error());
  }
  return std::make_unique<TpmSigner>(
      std::move(*tpm), key->handle, *point,
      DeviceSigner::Origin{.device_key = key->public_area,
                           .endorsement_key = endorsement->public_area});
}

std::expected<std::string, std::string> endorsement_modulus_of(const std::string& path) {
  auto tpm = Tpm::open(path);
  if (!tpm) return std::unexpected(tpm.error());
  const auto key = tpm->endorsement_key();
  if (!key) return std::unexpected(key.error());
  tpm->flush(key->handle);
  const auto area = identity::parse_tpm_public(key->public_area);
  if (!area) return std::unexpected(std::string("The TPM's endorsement key can't be read."));
  const auto modulus = identity::endorsement_modulus(*area);
  if (!modulus) return std::unexpected(modulus.error());
  return std::string(modulus->begin(), modulus->end());
}

}  // namespace muster::agent
