#pragma once
// The four kinds of organisation that share one installation without trusting each other.

#include <array>
#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/ids.h"
#include "registry/time.h"

namespace muster::registry {

enum class OrganisationKind : std::uint8_t {
  operator_ = 1,
  partner = 2,
  customer = 3,
  supplier = 4
};

inline constexpr std::array all_organisation_kinds = {
    OrganisationKind::operator_, OrganisationKind::partner, OrganisationKind::customer,
    OrganisationKind::supplier};

std::string_view to_string(OrganisationKind kind);
std::optional<OrganisationKind> organisation_kind_from(std::string_view text);

/// A suspended organisation reads and changes nothing; its devices go on checking in. The numbers
/// are stored.
enum class OrganisationState : std::uint8_t { active = 1, suspended = 2 };
std::string_view to_string(OrganisationState state);

struct Organisation {
  OrganisationId id;
  OrganisationKind kind = OrganisationKind::customer;
  std::string name;  ///< 1..256 characters of any script; unique per kind
  Time created_at;
  OrganisationState state = OrganisationState::active;
  bool operator==(const Organisation&) const = default;
};

enum class Role : std::uint8_t;  // role.h

/// What a valid hardware hash is worth where no supplier has published the device.
enum class HashWorth : std::uint8_t { nothing, approval, registration };

constexpr std::chrono::milliseconds default_check_in_age = std::chrono::days{7};

/// What an organisation chooses for itself.
struct OrganisationSettings {
  std::string default_group_tag;  ///< of devices that are registered without one; customers only
  /// A device that was last seen this long ago or longer is Inactive; 1 hour to 365 days.
  std::chrono::milliseconds check_in_age = default_check_in_age;
  std::vector<std::string> notification_addresses;  ///< e-mail addresses
  /// A valid hardware hash registers a device that no supplier has published; customers only, and
  /// the operator decides, since whoever may do so can claim devices that are not theirs.
  bool hardware_hash_alone = false;
  /// Else, who may approve such a device, and so register it: `operator_`, `administrator` or
  /// `admin_agent`; nullopt: the directory decides. The operator decides on this as well.
  std::optional<Role> hash_approver;
  HashWorth hash_worth() const {
    if (hardware_hash_alone) return HashWorth::registration;
    return hash_approver ? HashWorth::approval : HashWorth::nothing;
  }
  /// A device enrols only with a key in the TPM that its hardware hash names; customers only.
  bool require_tpm = false;
  bool operator==(const OrganisationSettings&) const = default;
};

enum class OrganisationError : std::uint8_t {
  name_taken,
  not_found,
  owns_claims,  ///< an organisation that owns claims, or has published entries, is not deleted
};

/// Keeps organisations. Thread-safe; blocks on the database.
class Organisations {
 public:
  virtual ~Organisations() = default;
  virtual std::expected<Organisation, OrganisationError> create(OrganisationKind kind,
                                                                std::string name) = 0;
  virtual std::expected<Organisation, OrganisationError> rename(OrganisationId id,
                                                                std::string name) = 0;
  virtual std::expected<Organisation, OrganisationError> set_state(OrganisationId id,
                                                                   OrganisationState state) = 0;
  /// Forgets the organisation and what belongs to it, but for its audit log. The caller has seen
  /// that it owns no claims and publishes nothing.
  virtual std::expected<void, OrganisationError> remove(OrganisationId id) = 0;
  virtual OrganisationSettings settings(OrganisationId id) = 0;
  virtual void set_settings(OrganisationId id, const OrganisationSettings& settings) = 0;

  virtual std::optional<Organisation> find(OrganisationId id) = 0;
  virtual std::optional<Organisation> find(OrganisationKind kind, std::string_view name) = 0;
  /// Up to `limit` with an id after `after`, by id; of one kind or of all.
  virtual std::vector<Organisation> list(std::optional<OrganisationKind> kind, OrganisationId after,
                                         std::size_t limit) = 0;
  /// The customers that have an active relationship with this partner, by id.
  virtual std::vector<Organisation> customers_of(OrganisationId partner, OrganisationId after,
                                                 std::size_t limit) = 0;
};

}  // namespace muster::registry
