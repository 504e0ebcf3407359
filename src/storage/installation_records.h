#pragma once

#include "registry/installation.h"
#include "storage/sql.h"

namespace muster::storage {

/// The installation's own texts in SQL. Thread-safe.
class InstallationRecords final : public registry::Installation {
 public:
  explicit InstallationRecords(Database& database) : database_(database) {}

  registry::InstallationText text() override;
  void set_text(const registry::InstallationText& text) override;
  std::array<std::uint8_t, 32> secret(std::string_view name) override;

 private:
  Database& database_;
};

}  // namespace muster::storage
