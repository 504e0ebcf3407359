#pragma once
// A partner's standing with a customer, from the partner's request to its end.

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/ids.h"
#include "registry/one_time_link.h"
#include "registry/time.h"

namespace muster::registry {

/// requested -> active -> ended, or requested -> declined, withdrawn or expired. The numbers are
/// stored; `expired` never is: it follows from the clock.
enum class RelationshipState : std::uint8_t {
  requested = 1,
  active = 2,
  ended = 3,
  declined = 4,
  expired = 5,
  withdrawn = 6,
};
std::string_view to_string(RelationshipState state);

/// How long a customer may take to answer a request.
constexpr std::chrono::milliseconds relationship_request_lasts = std::chrono::days{30};

/// Without delegated administration the partner sees that the customer exists, and nothing more.
struct Relationship {
  RelationshipId id;
  OrganisationId partner;
  OrganisationId customer;  ///< none while it is requested: whoever opens the link decides
  std::string partner_name;
  std::string customer_name;
  RelationshipState state = RelationshipState::active;
  bool delegated_administration = false;
  /// Whether the partner sees every device of the customer, or only those that it registered.
  bool see_all_devices = false;
  std::string requested_by;        ///< who asked, by name
  Time created_at;                 ///< when it was requested, or made by the operator
  std::optional<Time> expires_at;  ///< of a request
  std::optional<Time> decided_at;  ///< accepted, declined or withdrawn
  std::optional<Time> ended_at;
};

enum class RelationshipError : std::uint8_t {
  not_found,
  wrong_kind,       ///< not a partner and a customer
  already_related,  ///< the two have an active one
  not_requested,    ///< decided, withdrawn or expired already
  not_active,
};

/// What a customer may change of an active relationship; nullopt leaves it as it is.
struct RelationshipChange {
  std::optional<bool> delegated_administration;
  std::optional<bool> see_all_devices;
};

/// Thread-safe; blocks on the database.
class Relationships {
 public:
  virtual ~Relationships() = default;

  /// A request that whoever holds the link may accept for a customer.
  virtual Relationship request(OrganisationId partner, bool delegated_administration,
                               const LinkHash& link, std::string requested_by) = 0;
  /// The request of a link, in whatever state it is.
  virtual std::optional<Relationship> find_by_link(const LinkHash& link) = 0;
  virtual std::expected<Relationship, RelationshipError> accept(RelationshipId id,
                                                                OrganisationId customer,
                                                                bool delegated_administration) = 0;
  virtual std::expected<Relationship, RelationshipError> decline(RelationshipId id,
                                                                 OrganisationId customer) = 0;
  virtual std::expected<Relationship, RelationshipError> withdraw(RelationshipId id) = 0;
  virtual std::expected<Relationship, RelationshipError> change(
      RelationshipId id, const RelationshipChange& change) = 0;
  virtual std::expected<Relationship, RelationshipError> end(RelationshipId id) = 0;

  /// An active one at once, as the operator makes it.
  virtual std::expected<Relationship, RelationshipError> relate(OrganisationId partner,
                                                                OrganisationId customer,
                                                                bool delegated_administration) = 0;

  virtual std::optional<Relationship> find(RelationshipId id) = 0;
  /// The active one, if there is one.
  virtual std::optional<Relationship> active(OrganisationId partner, OrganisationId customer) = 0;
  /// Those in which `member` is the partner or the customer; all when it is nullopt. By id.
  virtual std::vector<Relationship> list(std::optional<OrganisationId> member, RelationshipId after,
                                         std::size_t limit) = 0;
};

}  // namespace muster::registry
