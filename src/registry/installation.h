#pragma once
// What an installation is called, and whom its people ask for help.

#include <string>

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
};

}  // namespace muster::registry
