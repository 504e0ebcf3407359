#include "storage/one_time_link_records.h"

#include "storage/random_id.h"

namespace muster::storage {
namespace {

using registry::LinkId;
using registry::LinkPurpose;
using registry::OneTimeLink;
using registry::OrganisationId;
using registry::PersonId;
using registry::Role;

OneTimeLink link_from(const Rows& rows) {
  return {.id = rows.id<LinkId>(0),
          .purpose = rows.as<LinkPurpose>(1),
          .organisation = rows.id<OrganisationId>(2),
          .role = rows.is_null(3) ? std::nullopt : std::optional(rows.as<Role>(3)),
          .person = rows.id<PersonId>(4),
          .email = rows.text(5),
          .created_by = rows.text(6),
          .created_at = rows.time(7),
          .expires_at = rows.time(8),
          .used_at = rows.maybe_time(9)};
}

}  // namespace

#define MUSTER_LINK_COLUMNS                                                        \
  "id, purpose, organisation_id, role, person_id, email, created_by, created_at, " \
  "expires_at, used_at "

constexpr std::string_view insert_link =
    "INSERT INTO one_time_links (" MUSTER_LINK_COLUMNS R"(, hash)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, $10))";

OneTimeLink OneTimeLinkRecords::create(OneTimeLink link, const registry::LinkHash& hash) {
  link.id = LinkId{random_id()};
  link.created_at = clock_.now();
  database_.write([&](Connection& connection) {
    execute(connection, insert_link, link.id, link.purpose, link.organisation, link.role,
            link.person, link.email, link.created_by, link.created_at, link.expires_at, hash);
  });
  return link;
}

constexpr std::string_view select_link =
    "SELECT " MUSTER_LINK_COLUMNS "FROM one_time_links WHERE hash = $1";

std::optional<OneTimeLink> OneTimeLinkRecords::find(const registry::LinkHash& hash) {
  std::optional<OneTimeLink> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_link, hash);
    if (rows.next()) found = link_from(rows);
  });
  return found;
}

constexpr std::string_view update_used = R"(
  UPDATE one_time_links SET used_at = $2
   WHERE id = $1 AND used_at IS NULL AND expires_at > $2)";

bool OneTimeLinkRecords::use(LinkId id) {
  bool used = false;
  database_.write([&](Connection& connection) {
    used = execute(connection, update_used, id, clock_.now()) > 0;
  });
  return used;
}

// 2: invitation.
constexpr std::string_view select_invitations = "SELECT " MUSTER_LINK_COLUMNS R"(
    FROM one_time_links
   WHERE organisation_id = $1 AND purpose = 2 AND used_at IS NULL AND expires_at > $2
   ORDER BY created_at, id)";

std::vector<OneTimeLink> OneTimeLinkRecords::invitations(OrganisationId organisation) {
  std::vector<OneTimeLink> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_invitations, organisation, clock_.now());
    while (rows.next()) found.push_back(link_from(rows));
  });
  return found;
}

constexpr std::string_view delete_invitation = R"(
  DELETE FROM one_time_links
   WHERE organisation_id = $1 AND id = $2 AND purpose = 2 AND used_at IS NULL)";

bool OneTimeLinkRecords::withdraw(OrganisationId organisation, LinkId id) {
  bool withdrawn = false;
  database_.write([&](Connection& connection) {
    withdrawn = execute(connection, delete_invitation, organisation, id) > 0;
  });
  return withdrawn;
}

}  // namespace muster::storage
