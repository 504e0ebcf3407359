"""Looks at a stopped server's databases from outside, read-only (src/storage/migrations)."""

import contextlib
import json
import sqlite3

from muster import postgres
from muster.server import Server, run

# registrations.state (src/registry): failed, registered, enrolled, removed.
FAILED, REGISTERED, ENROLLED, REMOVED = 3, 4, 5, 7

LONGEST_LOOK = 600
"""Seconds: a soak of ten minutes leaves millions of rows."""


@contextlib.contextmanager
def reading(server: Server):
    """A function that gives a query's rows; tables of the identities are under `identities.`."""
    if server.database:

        def of_postgres(query: str) -> list[tuple]:
            found = postgres.rows(server.database, query.replace("identities.", ""), LONGEST_LOOK)
            return [tuple(int(v) if v.lstrip("-").isdigit() else v for v in row) for row in found]

        yield of_postgres
        return
    with sqlite3.connect(f"file:{server.data}/registry.db?mode=ro", uri=True) as database:
        database.execute("ATTACH ? AS identities", (f"file:{server.data}/identity.db?mode=ro",))
        yield lambda query: database.execute(query).fetchall()


def check_data(server: Server) -> None:
    """Every row has one final outcome, every claim one owner, and every count is what it counts."""
    with reading(server) as rows:
        states = dict(rows("SELECT state, count(*) FROM registrations GROUP BY state"))
        assert set(states) <= {FAILED, REGISTERED, ENROLLED, REMOVED}, states
        # Rows are numbered within their batch, so a lost or doubled one shows in its count.
        per_batch = (
            "SELECT b.id, b.row_count, b.registered + b.failed, coalesce(s.stored, 0) FROM batches b"
            " LEFT JOIN (SELECT id >> 23 AS batch, count(*) AS stored FROM registrations GROUP BY 1) s"
            " ON s.batch = b.id"
        )
        for batch, accepted, decided, stored in rows(per_batch):
            assert accepted == decided == stored, (batch, accepted, decided, stored)
        owned = f"SELECT id, customer_id FROM registrations WHERE state IN ({REGISTERED}, {ENROLLED})"
        claims = "SELECT registration_id, customer_id FROM identities.claims"
        assert rows(f"{owned} EXCEPT {claims}") == [] and rows(f"{claims} EXCEPT {owned}") == []
        claimed = rows("SELECT count(*), count(DISTINCT registration_id) FROM identities.claims")[0]
        assert claimed[0] == claimed[1] == states.get(REGISTERED, 0) + states.get(ENROLLED, 0)
        if not server.database:  # there, an index keeps itself
            listed = rows("SELECT count(*), count(DISTINCT registration_id) FROM device_serials")[0]
            assert listed[0] == listed[1] == sum(states.values()) - states.get(REMOVED, 0)
        counts = (
            "SELECT coalesce(sum(pending), 0), coalesce(sum(failed), 0),"
            " coalesce(sum(registered + enrolled), 0) FROM device_counts"
        )
        assert rows(counts)[0] == (0, states.get(FAILED, 0), claimed[0])
        by_state = "SELECT customer_id, registered_by, pending, failed, registered, enrolled FROM device_counts"
        by_day = (
            "SELECT customer_id, registered_by, sum(accepted - registered - failed - cancelled),"
            " sum(failed - retried - removed_failed), sum(registered - enrolled - removed_registered),"
            " sum(enrolled - removed_enrolled) FROM device_days GROUP BY customer_id, registered_by"
        )
        assert rows(f"{by_day} EXCEPT {by_state}") == [] and rows(f"{by_state} EXCEPT {by_day}") == []
        seen = "SELECT customer_id, bucket, registered_by, devices FROM seen_buckets"
        counted = (
            "SELECT c.customer_id, c.last_seen_at / 300000, b.created_by, count(*) FROM check_ins c"
            " JOIN batches b ON b.id = c.registration_id >> 23 GROUP BY 1, 2, 3"
        )
        assert rows(f"{seen} EXCEPT {counted}") == [] and rows(f"{counted} EXCEPT {seen}") == []
        untimed = (
            "SELECT count(*) FROM registrations r WHERE NOT EXISTS (SELECT 1 FROM batch_decisions d"
            " WHERE d.batch_id = r.id >> 23 AND r.id BETWEEN d.first_registration AND d.last_registration)"
        )
        assert rows(untimed)[0] == (0,)
        entries = rows("SELECT count(*) FROM identities.directory")[0]
        if not server.database:
            assert entries == rows("SELECT count(*) FROM identities.directory_serials")[0]
        assert entries == rows("SELECT coalesce(sum(entries), 0) FROM identities.suppliers")[0]
        assert rows("SELECT count(*) FROM batch_chunks")[0] == (0,)
    place = ["--database", server.database] if server.database else ["--data", str(server.data)]
    doctor = run("doctor", *place, "-o", "json", check=False, timeout=LONGEST_LOOK)
    # A PostgreSQL for tests promises nothing about power cuts (scripts/with-postgres).
    bad = [f for f in json.loads(doctor.stdout)["findings"] if not f["ok"]]
    assert [f["check"] for f in bad] in ([], ["durability"] if server.database else []), bad
