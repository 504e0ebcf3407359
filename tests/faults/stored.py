"""Looks at a stopped server's databases from outside, read-only (src/storage/migrations)."""

import json
import sqlite3

from muster.server import Server, run

# registrations.state (src/registry): failed, registered, enrolled, removed.
FAILED, REGISTERED, ENROLLED, REMOVED = 3, 4, 5, 7


def check_data(server: Server) -> None:
    """Every row has one final outcome, every claim one owner, and every count is what it counts."""
    with sqlite3.connect(f"file:{server.data}/registry.db?mode=ro", uri=True) as database:
        database.execute("ATTACH ? AS identities", (f"file:{server.data}/identity.db?mode=ro",))

        def rows(query: str) -> list[tuple]:
            return database.execute(query).fetchall()

        states = dict(rows("SELECT state, count(*) FROM registrations GROUP BY state"))
        assert set(states) <= {FAILED, REGISTERED, ENROLLED, REMOVED}, states
        # Rows are numbered within their batch, so a lost or doubled one shows in its count.
        per_batch = (
            "SELECT b.id, b.row_count, b.registered + b.failed,"
            " (SELECT count(*) FROM registrations r WHERE r.id >> 23 = b.id) FROM batches b"
        )
        for batch, accepted, decided, stored in rows(per_batch):
            assert accepted == decided == stored, (batch, accepted, decided, stored)
        owned = f"SELECT id, customer_id FROM registrations WHERE state IN ({REGISTERED}, {ENROLLED})"
        claims = "SELECT registration_id, customer_id FROM identities.claims"
        assert rows(f"{owned} EXCEPT {claims}") == [] and rows(f"{claims} EXCEPT {owned}") == []
        claimed = rows("SELECT count(*), count(DISTINCT registration_id) FROM identities.claims")[0]
        assert claimed[0] == claimed[1] == states.get(REGISTERED, 0) + states.get(ENROLLED, 0)
        listed = rows("SELECT count(*), count(DISTINCT registration_id) FROM device_serials")[0]
        assert listed[0] == listed[1] == sum(states.values()) - states.get(REMOVED, 0)
        counts = "SELECT total(pending), total(failed), total(registered + enrolled) FROM device_counts"
        assert rows(counts)[0] == (0, states.get(FAILED, 0), claimed[0])
        by_state = "SELECT customer_id, registered_by, pending, failed, registered, enrolled FROM device_counts"
        by_day = (
            "SELECT customer_id, registered_by, sum(accepted - registered - failed - cancelled),"
            " sum(failed - retried - removed_failed), sum(registered - enrolled - removed_registered),"
            " sum(enrolled - removed_enrolled) FROM device_days GROUP BY customer_id, registered_by"
        )
        assert rows(f"{by_day} EXCEPT {by_state}") == [] and rows(f"{by_state} EXCEPT {by_day}") == []
        untimed = (
            "SELECT count(*) FROM registrations r WHERE NOT EXISTS (SELECT 1 FROM batch_decisions d"
            " WHERE d.batch_id = r.id >> 23 AND r.id BETWEEN d.first_registration AND d.last_registration)"
        )
        assert rows(untimed)[0] == (0,)
        entries = rows("SELECT count(*) FROM identities.directory")[0]
        assert entries == rows("SELECT count(*) FROM identities.directory_serials")[0]
        assert entries == rows("SELECT total(entries) FROM identities.suppliers")[0]
    doctor = run("doctor", "--data", str(server.data), "-o", "json", check=False)
    assert json.loads(doctor.stdout)["ok"], doctor.stdout
