#include "storage/enrolment_records.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "storage/random_id.h"
#include "storage/seen_buckets.h"
#include "storage/seen_days.h"

namespace muster::storage {
namespace {

using registry::DeviceKey;
using registry::EnrolmentHash;
using registry::EnrolmentToken;
using registry::EnrolmentTokenId;
using registry::OrganisationId;
using registry::RegistrationId;
using registry::Time;

EnrolmentToken token_from(const Rows& rows) {
  return {.id = rows.id<EnrolmentTokenId>(0),
          .customer = rows.id<OrganisationId>(1),
          .name = rows.text(2),
          .created_by = rows.text(3),
          .created_at = rows.time(4),
          .expires_at = rows.time(5),
          .used_at = rows.maybe_time(6),
          .used_by = rows.id<RegistrationId>(7)};
}

}  // namespace

#define MUSTER_ENROLMENT_TOKEN_COLUMNS \
  "id, organisation_id, name, created_by, created_at, expires_at, used_at, used_by "

constexpr std::string_view insert_token = R"(
  INSERT INTO enrolment_tokens
    (organisation_id, id, hash, name, created_by, created_at, expires_at, used_at, used_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, 0))";

EnrolmentToken EnrolmentRecords::create_token(EnrolmentToken token, const EnrolmentHash& hash) {
  token.id = EnrolmentTokenId{random_id()};
  token.created_at = clock_.now();
  database_.write([&](Connection& connection) {
    execute(connection, insert_token, token.customer, token.id, hash, token.name, token.created_by,
            token.created_at, token.expires_at);
  });
  return token;
}

constexpr std::string_view select_tokens = "SELECT " MUSTER_ENROLMENT_TOKEN_COLUMNS R"(
    FROM enrolment_tokens
   WHERE organisation_id = $1 AND (used_at IS NOT NULL OR expires_at > $2)
   ORDER BY created_at DESC, id)";

std::vector<EnrolmentToken> EnrolmentRecords::tokens(OrganisationId customer) {
  std::vector<EnrolmentToken> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_tokens, customer, clock_.now());
    while (rows.next()) found.push_back(token_from(rows));
  });
  return found;
}

constexpr std::string_view delete_token = R"(
  DELETE FROM enrolment_tokens WHERE organisation_id = $1 AND id = $2 AND used_at IS NULL)";

bool EnrolmentRecords::revoke_token(OrganisationId customer, EnrolmentTokenId id) {
  bool revoked = false;
  database_.write([&](Connection& connection) {
    revoked = execute(connection, delete_token, customer, id) > 0;
  });
  return revoked;
}

constexpr std::string_view select_good_token = R"(
  SELECT 1 FROM enrolment_tokens
   WHERE organisation_id = $1 AND hash = $2 AND used_at IS NULL AND expires_at > $3)";

bool EnrolmentRecords::is_good_token(OrganisationId customer, const EnrolmentHash& hash) {
  bool good = false;
  database_.read([&](Connection& connection) {
    good = query(connection, select_good_token, customer, hash, clock_.now()).next();
  });
  return good;
}

constexpr std::string_view update_used = R"(
  UPDATE enrolment_tokens SET used_at = $3, used_by = $4
   WHERE organisation_id = $1 AND hash = $2 AND used_at IS NULL AND expires_at > $3
  RETURNING )" MUSTER_ENROLMENT_TOKEN_COLUMNS;

std::optional<EnrolmentToken> EnrolmentRecords::use_token(OrganisationId customer,
                                                          const EnrolmentHash& hash,
                                                          RegistrationId device) {
  std::optional<EnrolmentToken> used;
  database_.write([&](Connection& connection) {
    auto rows = query(connection, update_used, customer, hash, clock_.now(), device);
    if (rows.next()) used = token_from(rows);
  });
  return used;
}

constexpr std::string_view upsert_key = R"(
  INSERT INTO device_keys
    (customer_id, registration_id, public_key, key_number, enrolled_at, allowed_again)
  VALUES ($1, $2, $3, $4, $5, 0)
  ON CONFLICT (customer_id, registration_id) DO UPDATE
     SET public_key = excluded.public_key, key_number = excluded.key_number,
         enrolled_at = excluded.enrolled_at, allowed_again = 0
   WHERE device_keys.allowed_again = 1)";

constexpr std::string_view update_check_in_key = R"(
  UPDATE check_ins SET key_number = $3, signed_at = $4
   WHERE registration_id = $2 AND customer_id = $1)";

bool EnrolmentRecords::enrol(OrganisationId customer, RegistrationId device,
                             std::span<const std::uint8_t> key, Time signed_at) {
  bool enrolled = false;
  const auto number = random_id();
  database_.write([&](Connection& connection) {
    enrolled = execute(connection, upsert_key, customer, device, key, number, clock_.now()) > 0;
    if (enrolled) execute(connection, update_check_in_key, customer, device, number, signed_at);
  });
  return enrolled;
}

constexpr std::string_view update_allowed = R"(
  UPDATE device_keys SET allowed_again = 1 WHERE customer_id = $1 AND registration_id = $2)";

bool EnrolmentRecords::allow_again(OrganisationId customer, RegistrationId device) {
  bool allowed = false;
  database_.write([&](Connection& connection) {
    allowed = execute(connection, update_allowed, customer, device) > 0;
  });
  return allowed;
}

constexpr std::string_view select_key = R"(
  SELECT public_key, key_number FROM device_keys WHERE customer_id = $1 AND registration_id = $2)";

std::optional<DeviceKey> EnrolmentRecords::key_of(OrganisationId customer, RegistrationId device) {
  std::optional<DeviceKey> found;
  database_.read([&](Connection& connection) {
    auto rows = query(connection, select_key, customer, device);
    if (!rows.next()) return;
    const auto blob = rows.blob(0);
    found = {.key = {blob.begin(), blob.end()}, .number = rows.integer(1)};
  });
  return found;
}

constexpr std::string_view delete_old_challenges = R"(
  DELETE FROM tpm_challenges WHERE customer_id = $1 AND expires_at <= $2)";

constexpr std::string_view upsert_challenge = R"(
  INSERT INTO tpm_challenges (customer_id, registration_id, secret_hash, public_key, expires_at)
  VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (customer_id, registration_id) DO UPDATE
     SET secret_hash = excluded.secret_hash, public_key = excluded.public_key,
         expires_at = excluded.expires_at)";

void EnrolmentRecords::ask(OrganisationId customer, RegistrationId device,
                           const registry::TpmChallenge& challenge) {
  database_.write([&](Connection& connection) {
    execute(connection, delete_old_challenges, customer, clock_.now());
    execute(connection, upsert_challenge, customer, device, challenge.secret_hash, challenge.key,
            challenge.expires_at);
  });
}

constexpr std::string_view delete_challenge = R"(
  DELETE FROM tpm_challenges
   WHERE customer_id = $1 AND registration_id = $2
  RETURNING secret_hash, public_key, expires_at)";

std::optional<registry::TpmChallenge> EnrolmentRecords::asked(OrganisationId customer,
                                                              RegistrationId device) {
  std::optional<registry::TpmChallenge> found;
  database_.write([&](Connection& connection) {
    auto rows = query(connection, delete_challenge, customer, device);
    if (!rows.next() || rows.time(2) <= clock_.now()) return;
    const auto hash = rows.blob(0);
    const auto key = rows.blob(1);
    found.emplace();
    std::copy_n(hash.begin(), std::min(hash.size(), found->secret_hash.size()),
                found->secret_hash.begin());
    found->key.assign(key.begin(), key.end());
    found->expires_at = rows.time(2);
  });
  return found;
}

// The row goes when the device does, and its number changes with the key: what is remembered of
// keys elsewhere can be old, this can't. A device that was seen in these five minutes is counted
// where it was before; for any other it matters where that was.
constexpr std::string_view update_in_bucket = R"(
  UPDATE check_ins
     SET last_seen_at = CASE WHEN last_seen_at < $5 THEN $5 ELSE last_seen_at END, signed_at = $4
   WHERE registration_id = $2 AND customer_id = $1 AND key_number = $3 AND signed_at < $4
     AND last_seen_at >= $6)";

constexpr std::string_view select_last_seen = R"(
  SELECT last_seen_at FROM check_ins
   WHERE registration_id = $2 AND customer_id = $1 AND key_number = $3 AND signed_at < $4)";

// Only from the time that was read: another server may be noting a check-in as well.
constexpr std::string_view update_on_same_day = R"(
  UPDATE check_ins SET last_seen_at = $5, signed_at = $4
   WHERE registration_id = $2 AND customer_id = $1 AND key_number = $3 AND signed_at < $4
     AND last_seen_at = $6)";

constexpr std::string_view update_on_new_day = R"(
  UPDATE check_ins
     SET last_seen_at = $5, signed_at = $4, seen_days = )" MUSTER_SEEN_DAYS_ON("$7") R"(
   WHERE registration_id = $2 AND customer_id = $1 AND key_number = $3 AND signed_at < $4
     AND last_seen_at = $6)";

namespace {

/// The check-ins of one transaction.
class CheckInNotes {
 public:
  explicit CheckInNotes(Connection& connection)
      : connection_(connection),
        in_bucket_(connection, update_in_bucket),
        last_seen_(connection, select_last_seen),
        on_same_day_(connection, update_on_same_day),
        on_new_day_(connection, update_on_new_day) {}

  bool note(const registry::SignedCheckIn& one) {
    const auto bucket = start_of_bucket(seen_bucket_of(one.seen_at));
    for (;;) {
      in_bucket_.run(one.customer, one.device, one.key_number, one.signed_at, one.seen_at, bucket);
      if (connection_.changes() > 0) return true;
      const auto before = last_seen(one);
      if (!before) return false;
      if (*before < bucket && moved(one, *before)) return true;
    }
  }

  void write() const {
    days_.write(connection_);
    buckets_.write(connection_);
  }

 private:
  std::optional<Time> last_seen(const registry::SignedCheckIn& one) {
    auto rows = last_seen_(one.customer, one.device, one.key_number, one.signed_at);
    if (!rows.next()) return std::nullopt;
    return rows.time(0);
  }

  bool moved(const registry::SignedCheckIn& one, Time before) {
    const auto day = day_number(one.seen_at);
    const bool new_day = day_number(before) < day;
    if (new_day) {
      on_new_day_.run(one.customer, one.device, one.key_number, one.signed_at, one.seen_at, before,
                      day);
    } else {
      on_same_day_.run(one.customer, one.device, one.key_number, one.signed_at, one.seen_at,
                       before);
    }
    if (connection_.changes() == 0) return false;
    if (new_day) days_.add(one.customer, one.device, one.seen_at);
    buckets_.seen_no_longer(one.customer, one.device, before);
    buckets_.seen(one.customer, one.device, one.seen_at);
    return true;
  }

  Connection& connection_;
  Repeated in_bucket_;
  Repeated last_seen_;
  Repeated on_same_day_;
  Repeated on_new_day_;
  SeenCount days_;
  SeenBuckets buckets_;
};

}  // namespace

namespace {

/// The indexes in the order of devices, each one's check-ins as they came: two groups that note the
/// same devices wait for each other, and never in a circle.
std::vector<std::size_t> by_device(std::span<const registry::SignedCheckIn> check_ins) {
  std::vector<std::size_t> order(check_ins.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) {
    return std::pair(check_ins[i].customer, check_ins[i].device);
  });
  return order;
}

}  // namespace

std::vector<bool> EnrolmentRecords::check_in(std::span<const registry::SignedCheckIn> check_ins) {
  std::vector<bool> taken(check_ins.size());
  const auto order = by_device(check_ins);
  database_.write([&](Connection& connection) {
    CheckInNotes notes(connection);
    for (const auto i : order) taken[i] = notes.note(check_ins[i]);
    notes.write();
  });
  return taken;
}

}  // namespace muster::storage
