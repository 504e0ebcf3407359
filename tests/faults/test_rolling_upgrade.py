"""Programs of two versions on one database: a migration is either one that the older program goes on with, or one
that it has to end for (src/storage/postgres/migrate.h)."""

import os
import pathlib
import time

import pytest
from many import Many
from muster import postgres, server
from muster.server import ROOT, Server, run
from stored import check_data
from traffic import Traffic

pytestmark = pytest.mark.skipif(not postgres.SERVER, reason="for PostgreSQL: scripts/test-postgres")

MIGRATIONS = sorted((ROOT / "src/storage/migrations/postgres").glob("*.sql"))
KNOWN = len(MIGRATIONS)
"""How many of them the built program knows."""
USAGE, MACHINE = 2, 5  # src/cli/exit_code.h
OLDER = os.environ.get("MUSTER_OLDER_BINARY", "")


def later_migration(database: str, *, needs: int) -> None:
    """Leaves the mark of a version to come; programs that know `needs` migrations go on."""
    postgres.execute(database, "INSERT INTO schema_migrations (number, name, needs)"
                               f" VALUES ({KNOWN + 1}, 'later', {needs})")


def as_left_by_an_older_version(database: str) -> None:
    """By one from before 0003_seen_buckets, which programs that do not know it can't go on with."""
    for number, file in enumerate(MIGRATIONS[:2], 1):
        postgres.execute(database, file.read_text())
        if number == 1:
            postgres.execute(database, "CREATE TABLE schema_migrations (number INTEGER NOT NULL PRIMARY KEY,"
                                       " name TEXT NOT NULL, needs INTEGER NOT NULL,"
                                       " applied_at TIMESTAMPTZ NOT NULL DEFAULT now())")
        postgres.execute(database, "INSERT INTO schema_migrations (number, name, needs)"
                                   f" VALUES ({number}, '{file.stem}', 1)")


def seen_by(database: str) -> int:
    return int(postgres.rows(database, "SELECT max(number) FROM schema_migrations")[0][0])


def until_logged(process: Server, text: str) -> None:
    deadline = time.monotonic() + 20
    while text not in process.log_file.read_text():
        assert process.process.poll() is None, process.log_file.read_text()
        assert time.monotonic() < deadline, process.log_file.read_text()
        time.sleep(0.05)


def test_whatever_a_later_version_adds_programs_that_run_and_that_start_go_on(tmp_path):
    with Many(tmp_path, postgres.new_database(), workers=1, chunk_rows=100) as many:
        with Traffic(many.world(), [*many.servers]) as traffic:
            traffic.goes_on()
            for (table,) in postgres.rows(many.database,
                                          "SELECT table_name FROM information_schema.tables"
                                          " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"):
                postgres.execute(many.database,
                                 f"ALTER TABLE {table} ADD COLUMN later TEXT NOT NULL DEFAULT 'later'")
            later_migration(many.database, needs=KNOWN)
            traffic.goes_on()
            traffic.servers.append(many.another("serve").start())
            many.another("worker").start()
            traffic.goes_on()
        many.stop()
        # `doctor` leaves tables that it does not know to the newer program.
        postgres.execute(many.database, "DELETE FROM schema_migrations WHERE name = 'later'")
        check_data(many.servers[0])


def test_what_a_later_version_changes_ends_programs_that_run_and_none_starts(tmp_path):
    with Many(tmp_path, postgres.new_database(), servers=1, workers=1) as many:
        later_migration(many.database, needs=KNOWN + 1)
        for process in many.all:
            assert process.process.wait(timeout=20) == MACHINE
            assert "a newer version of Muster changed the database" in process.log_file.read_text()
            process.launch()
            assert process.process.wait(timeout=20) == USAGE
            assert "migrated by a newer version" in process.log_file.read_text()


@pytest.fixture
def used_by_an_older_server():
    database = postgres.new_database()
    as_left_by_an_older_version(database)
    ends = int(time.time() * 1000) + 3_600_000
    postgres.execute(database, f"INSERT INTO processes VALUES (1, 'server', 'elsewhere', 0, {ends})")
    return database


def test_what_running_programs_cannot_go_on_with_waits_for_their_end(tmp_path, used_by_an_older_server):
    process = Server(tmp_path, database=used_by_an_older_server)
    process.launch()
    try:
        until_logged(process, "server on elsewhere")
        assert not process.port_file.exists() and seen_by(used_by_an_older_server) == 2
        postgres.execute(used_by_an_older_server, "DELETE FROM processes")
        process.wait_until_ready()
        assert seen_by(used_by_an_older_server) == KNOWN
    finally:
        process.kill()


def test_a_program_that_waited_in_vain_for_their_end_says_whom_to_stop(tmp_path, used_by_an_older_server):
    process = Server(tmp_path, database=used_by_an_older_server, database_wait_seconds=1)
    process.launch()
    try:
        assert process.process.wait(timeout=20) == MACHINE
    finally:
        process.kill()
    refused = run("migrate", "--database", used_by_an_older_server, check=False)
    assert refused.returncode == MACHINE
    for said in (process.log_file.read_text(), refused.stderr):
        assert "server on elsewhere. Stop them first" in said
    assert seen_by(used_by_an_older_server) == 2


@pytest.mark.skipif(not OLDER, reason="wants MUSTER_OLDER_BINARY, whose version the built one follows")
def test_the_version_before_and_this_one_work_at_once_and_one_after_the_other(tmp_path, monkeypatch):
    minute = float(os.environ.get("MUSTER_ROLLING_SECONDS", "60"))
    monkeypatch.setattr(server, "BINARY", str(pathlib.Path(OLDER).resolve()))
    with Many(tmp_path, postgres.new_database(), servers=1, workers=1, chunk_rows=100) as many:
        older = many.all
        with Traffic(many.world(), [*many.servers]) as traffic:
            traffic.goes_on()
            monkeypatch.undo()
            traffic.servers.append(many.another("serve").start())
            many.another("worker").start()
            ends = time.monotonic() + minute
            while time.monotonic() < ends:
                traffic.goes_on(1)
            # As behind a proxy: nobody is sent to it any more, and then it is stopped.
            traffic.servers.pop(0)
            traffic.goes_on(1)
            for process in older:
                assert process.process.poll() is None
                process.stop()
            traffic.goes_on()
        many.stop()
        check_data(many.servers[0])
