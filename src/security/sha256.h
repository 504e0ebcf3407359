#pragma once
// SHA-256 (FIPS 180-4), taken while the bytes pass by.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace muster::security {

using Digest = std::array<std::uint8_t, 32>;

/// Used by one thread. OpenSSL rather than libsodium: it uses the processor's SHA instructions,
/// which is felt with an upload of a gigabyte.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::span<const std::byte> bytes);
  void add(std::string_view text);
  /// Adds the text with its length before it, so that neighbouring texts can't run into each other.
  void add_delimited(std::string_view text);
  /// Once; nothing may be added afterwards.
  Digest finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

Digest sha256(std::string_view text);
std::string to_hex(std::span<const std::uint8_t> bytes);  ///< lower case

}  // namespace muster::security
