#include "storage/session_records.h"

#include "storage/organisation_row.h"
#include "storage/person_row.h"
#include "storage/random_id.h"

namespace muster::storage {
namespace {

using registry::OrganisationId;
using registry::PersonId;
using registry::ProviderId;
using registry::Role;
using registry::Session;
using registry::SessionId;
using registry::Time;

}  // namespace

#define MUSTER_SESSION_COLUMNS                                                      \
  "s.id, s.person_id, s.organisation_id, s.method, s.provider_id, s.provider_sid, " \
  "s.provider_sub, s.address, s.user_agent, s.created_at, s.last_used_at, s.expires_at"
constexpr int session_columns = 12;

namespace {

Session session_from(const Rows& rows) {
  return {.id = rows.id<SessionId>(0),
          .person = rows.id<PersonId>(1),
          .organisation = rows.id<OrganisationId>(2),
          .method = rows.text(3),
          .provider = rows.id<ProviderId>(4),
          .provider_session = rows.text(5),
          .provider_subject = rows.text(6),
          .address = rows.text(7),
          .user_agent = rows.text(8),
          .created_at = rows.time(9),
          .last_used_at = rows.time(10),
          .expires_at = rows.time(11)};
}

}  // namespace

constexpr std::string_view insert_session = R"(
  INSERT INTO sessions
    (id, person_id, organisation_id, method, provider_id, provider_sid, provider_sub, address,
     user_agent, created_at, last_used_at, expires_at, hash)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12))";

Session SessionRecords::create(Session session, const registry::SessionHash& hash) {
  session.id = SessionId{random_id()};
  session.created_at = clock_.now();
  session.last_used_at = session.created_at;
  session.expires_at = session.created_at + registry::session_lasts;
  database_.write([&](Connection& connection) {
    execute(connection, insert_session, session.id, session.person, session.organisation,
            session.method, session.provider, session.provider_session, session.provider_subject,
            session.address, session.user_agent, session.created_at, session.expires_at, hash);
  });
  return session;
}

constexpr std::string_view select_holder =
    "SELECT " MUSTER_SESSION_COLUMNS ", " MUSTER_PERSON_COLUMNS ", " MUSTER_ORGANISATION_COLUMNS
    R"(, m.role, m.since
    FROM sessions s
    JOIN people p ON p.id = s.person_id
    LEFT JOIN memberships m
      ON m.person_id = s.person_id AND m.organisation_id = s.organisation_id
    LEFT JOIN organisations o ON o.id = m.organisation_id
   WHERE s.hash = $1)";

std::optional<registry::Sessions::Holder> SessionRecords::find(const registry::SessionHash& hash) {
  std::optional<Holder> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_holder, hash);
    if (!rows.next()) return;
    constexpr int organisation = session_columns + person_columns;
    constexpr int role = organisation + organisation_columns;
    found = Holder{.session = session_from(rows), .person = person_from(rows, session_columns)};
    if (rows.is_null(organisation)) return;
    found->membership = registry::Membership{.organisation = organisation_from(rows, organisation),
                                             .role = rows.as<Role>(role),
                                             .since = rows.time(role + 1)};
  });
  return found;
}

constexpr std::string_view update_used = R"(
  UPDATE sessions SET last_used_at = $2 WHERE id = $1)";

void SessionRecords::used(SessionId id, Time when) {
  database_.write([&](Connection& connection) { execute(connection, update_used, id, when); },
                  Database::Durability::later);
}

constexpr std::string_view update_organisation = R"(
  UPDATE sessions SET organisation_id = $2 WHERE id = $1)";

void SessionRecords::act_for(SessionId id, OrganisationId organisation) {
  database_.write(
      [&](Connection& connection) { execute(connection, update_organisation, id, organisation); });
}

constexpr std::string_view select_sessions = "SELECT " MUSTER_SESSION_COLUMNS R"(
    FROM sessions s
   WHERE s.person_id = $1 AND s.expires_at > $2 AND s.last_used_at > $3
   ORDER BY s.last_used_at DESC, s.id)";

std::vector<Session> SessionRecords::list(PersonId person) {
  std::vector<Session> found;
  const auto now = clock_.now();
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_sessions, person, now, now - registry::session_idles);
    while (rows.next()) found.push_back(session_from(rows));
  });
  return found;
}

constexpr std::string_view delete_session = R"(
  DELETE FROM sessions WHERE person_id = $1 AND id = $2)";

bool SessionRecords::end(PersonId person, SessionId id) {
  bool ended = false;
  database_.write(
      [&](Connection& connection) { ended = execute(connection, delete_session, person, id) > 0; });
  return ended;
}

constexpr std::string_view delete_others = R"(
  DELETE FROM sessions WHERE person_id = $1 AND id <> $2)";

void SessionRecords::end_all(PersonId person, SessionId but) {
  database_.write([&](Connection& connection) { execute(connection, delete_others, person, but); });
}

constexpr std::string_view select_of_login = "SELECT " MUSTER_SESSION_COLUMNS R"(
    FROM sessions s
   WHERE s.provider_id = $1 AND s.provider_id <> 0
     AND (($2 <> '' AND s.provider_sid = $2) OR ($2 = '' AND s.provider_sub = $3)))";
constexpr std::string_view select_of_provider = "SELECT " MUSTER_SESSION_COLUMNS R"(
    FROM sessions s
   WHERE s.provider_id = $1 AND s.provider_id <> 0)";
constexpr std::string_view delete_ended = R"(
  DELETE FROM sessions WHERE id = $1)";

namespace {

std::vector<Session> ended_of(Connection& connection, Rows rows) {
  std::vector<Session> ended;
  {
    auto found = std::move(rows);
    while (found.next()) ended.push_back(session_from(found));
  }
  for (const auto& session : ended) execute(connection, delete_ended, session.id);
  return ended;
}

}  // namespace

std::vector<Session> SessionRecords::end_of_provider(ProviderId provider, std::string_view sid,
                                                     std::string_view subject) {
  std::vector<Session> ended;
  database_.write([&](Connection& connection) {
    ended = ended_of(connection, query(connection, select_of_login, provider, sid, subject));
  });
  return ended;
}

std::vector<Session> SessionRecords::end_of_provider(ProviderId provider) {
  std::vector<Session> ended;
  database_.write([&](Connection& connection) {
    ended = ended_of(connection, query(connection, select_of_provider, provider));
  });
  return ended;
}

constexpr std::string_view delete_over = R"(
  DELETE FROM sessions WHERE expires_at <= $1 OR last_used_at <= $2)";

void SessionRecords::forget_over(Time now) {
  database_.write([&](Connection& connection) {
    execute(connection, delete_over, now, now - registry::session_idles);
  });
}

constexpr std::string_view select_failures = R"(
  SELECT failures, last_failed_at FROM sign_in_failures WHERE subject = $1)";

registry::SignInFailures::Count SignInFailureRecords::of(std::string_view subject) {
  Count found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_failures, subject);
    if (rows.next()) {
      found = {.failures = static_cast<unsigned>(rows.integer(0)), .last = rows.time(1)};
    }
  });
  return found;
}

// Whether it inserts or finds the row, from here on the row is ours until the transaction ends:
// whoever else changes this subject waits here, and is then given what we have made of it.
constexpr std::string_view hold_failures = R"(
  INSERT INTO sign_in_failures (subject, failures, last_failed_at) VALUES ($1, 0, 0)
  ON CONFLICT (subject) DO UPDATE SET failures = sign_in_failures.failures
  RETURNING failures, last_failed_at)";
constexpr std::string_view update_failures = R"(
  UPDATE sign_in_failures SET failures = $2, last_failed_at = $3 WHERE subject = $1)";

namespace {

registry::SignInFailures::Count held_count(Connection& connection, std::string_view subject) {
  auto rows = query(connection, hold_failures, subject);
  if (!rows.next()) return {};
  const registry::SignInFailures::Count count{.failures = static_cast<unsigned>(rows.integer(0)),
                                              .last = rows.time(1)};
  while (rows.next()) {
  }
  return count;
}

}  // namespace

void SignInFailureRecords::change(std::string_view subject,
                                  const std::function<Count(const Count&)>& next) {
  database_.write([&](Connection& connection) {
    const auto count = held_count(connection, subject);
    const auto changed = next(count);
    if (changed == count) return;
    execute(connection, update_failures, subject, changed.failures, changed.last);
  });
}

constexpr std::string_view delete_failures = R"(
  DELETE FROM sign_in_failures WHERE subject = $1)";

void SignInFailureRecords::forgive(std::string_view subject) {
  database_.write([&](Connection& connection) { execute(connection, delete_failures, subject); });
}

constexpr std::string_view delete_old_failures = R"(
  DELETE FROM sign_in_failures WHERE last_failed_at < $1)";

void SignInFailureRecords::forget_before(Time time) {
  database_.write([&](Connection& connection) { execute(connection, delete_old_failures, time); });
}

}  // namespace muster::storage
