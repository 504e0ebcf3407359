#pragma once
// What an installation is called, and whom its people ask for help.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace muster::registry {

struct InstallationText {
  std::string name;
  std::string support_contact;
  bool operator==(const InstallationText&) const = default;
};

/// Thread-safe; blocks on the database.
class Installation {
 public:
  virtual ~Installation() = default;
  virtual InstallationText text() = 0;
  virtual void set_text(const InstallationText& text) = 0;
  /// A random secret of this name, the same for ever; made on first use.
  virtual std::array<std::uint8_t, 32> secret(std::string_view name) = 0;
};

}  // namespace muster::registry
