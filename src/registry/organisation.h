#pragma once
// The four kinds of organisation that share one installation without trusting each other.

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

std::string_view to_string(OrganisationKind kind);
std::optional<OrganisationKind> organisation_kind_from(std::string_view text);

struct Organisation {
  OrganisationId id;
  OrganisationKind kind = OrganisationKind::customer;
  std::string name;  ///< 1..256 characters of any script; unique per kind
  Time created_at;
  bool operator==(const Organisation&) const = default;
};

enum class RelationshipState : std::uint8_t { requested = 1, active, ended, declined, expired };
std::string_view to_string(RelationshipState state);

/// A partner's standing with a customer. Without delegated administration the partner sees that
/// the customer exists, and nothing more.
struct Relationship {
  RelationshipId id;
  OrganisationId partner;
  OrganisationId customer;
  std::string partner_name;
  std::string customer_name;
  RelationshipState state = RelationshipState::active;
  bool delegated_administration = false;
  Time created_at;
};

enum class OrganisationError { name_taken, not_found, wrong_kind, already_related };

/// Keeps organisations and their relationships. Thread-safe; blocks on the database.
class Organisations {
 public:
  virtual ~Organisations() = default;
  virtual std::expected<Organisation, OrganisationError> create(OrganisationKind kind,
                                                                std::string name) = 0;
  virtual std::optional<Organisation> find(OrganisationId id) = 0;
  virtual std::optional<Organisation> find(OrganisationKind kind, std::string_view name) = 0;
  /// Up to `limit` with an id after `after`, by id; of one kind or of all.
  virtual std::vector<Organisation> list(std::optional<OrganisationKind> kind, OrganisationId after,
                                         std::size_t limit) = 0;
  /// The customers that have an active relationship with this partner, by id.
  virtual std::vector<Organisation> customers_of(OrganisationId partner, OrganisationId after,
                                                 std::size_t limit) = 0;

  virtual std::expected<Relationship, OrganisationError> relate(OrganisationId partner,
                                                                OrganisationId customer,
                                                                bool delegated_administration) = 0;
  /// The active one, if there is one.
  virtual std::optional<Relationship> relationship(OrganisationId partner,
                                                   OrganisationId customer) = 0;
  /// Those in which `member` is the partner or the customer; all when it is nullopt. By id.
  virtual std::vector<Relationship> relationships(std::optional<OrganisationId> member,
                                                  RelationshipId after, std::size_t limit) = 0;
};

}  // namespace muster::registry
