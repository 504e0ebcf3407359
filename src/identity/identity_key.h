#pragma once
// The key under which a device is looked up: a keyed hash of its identity (design.md, "Storage").

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster::identity {

/// 16 bytes that no one can choose or predict without the installation's secret.
struct IdentityKey {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const IdentityKey&) const = default;

  std::string hex() const;  ///< 32 lower-case digits
  static std::optional<IdentityKey> from_hex(std::string_view text);
};

/// Makes identity keys: BLAKE2b (RFC 7693) of 16 bytes, keyed per installation so that nobody can
/// prepare collisions, over length-prefixed values. Thread-safe.
class IdentityKeyer {
 public:
  using Secret = std::array<std::uint8_t, 32>;
  explicit IdentityKeyer(const Secret& secret) : secret_(secret) {}

  IdentityKey of(std::string_view manufacturer, std::string_view model,
                 std::string_view serial_number) const;
  /// Of a row that is known by its product ID alone; never equal to the key of an identity.
  IdentityKey of_product_id(std::string_view product_id) const;

 private:
  Secret secret_;
};

}  // namespace muster::identity
