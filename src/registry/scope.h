#pragma once
// How far a token reaches within the role that it has (RFC 6749, section 3.3). A person who signs
// in has every scope.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace muster::registry {

/// The numbers are stored, as bits.
enum class Scope : std::uint8_t {
  organisation_read = 0,
  organisation_manage = 1,
  devices_read = 2,
  devices_register = 3,
  devices_manage = 4,
  directory_read = 5,
  directory_publish = 6,
  audit_read = 7,
};

std::string_view to_string(Scope scope);       ///< `devices.read`
std::string_view description_of(Scope scope);  ///< one sentence
std::optional<Scope> scope_from(std::string_view text);
std::span<const Scope> all_scopes();

class Scopes {
 public:
  constexpr Scopes() = default;  ///< none
  constexpr Scopes(std::initializer_list<Scope> scopes) {
    for (const auto scope : scopes) bits_ |= bit(scope);
  }
  static constexpr Scopes all() { return from_bits(0xff); }
  static constexpr Scopes from_bits(std::int64_t bits) {
    Scopes scopes;
    scopes.bits_ = static_cast<std::uint32_t>(bits) & 0xff;
    return scopes;
  }
  constexpr std::int64_t bits() const { return bits_; }

  constexpr bool contains(Scope scope) const { return (bits_ & bit(scope)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr void add(Scope scope) { bits_ |= bit(scope); }
  /// Those in both.
  constexpr Scopes operator&(Scopes other) const { return from_bits(bits_ & other.bits_); }
  constexpr bool operator==(const Scopes&) const = default;

 private:
  static constexpr std::uint32_t bit(Scope scope) {
    return std::uint32_t{1} << static_cast<unsigned>(scope);
  }
  std::uint32_t bits_ = 0;
};

/// Names with a blank between them, in the order of the enumeration.
std::string to_string(Scopes scopes);

}  // namespace muster::registry
