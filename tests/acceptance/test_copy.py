"""Moving an installation between SQLite and PostgreSQL, and bringing a database up to date."""

import contextlib
import json
import pathlib
import sqlite3
import subprocess
import time

import pytest
from muster import postgres
from muster.api import partner_file
from muster.server import BINARY, Server, run

pytestmark = pytest.mark.postgres


@pytest.fixture
def files(tmp_path):
    """A server on SQLite files, with devices registered, failed and enrolled in it."""
    server = Server(tmp_path / "files")
    server.folder.mkdir()
    server.database = ""
    yield server
    if server.process and server.process.poll() is None:
        server.kill()


def filled(server, devices=600):
    server.start()
    world = server.world()
    customer = world.a_customer()
    known = world.published(devices)
    rows = [*known, *(("A", "B", f"Unknown {n}") for n in range(50)), ("A", "Bü", "Ω 'quoted'")]
    batch = customer.upload(customer.id, partner_file(rows), order_id="Order 1").json
    customer.finished(batch)
    return customer, batch


def copy(source, target, *more, check=True):
    done = run("copy", "--from", source, "--to", target, *more, "-o", "json", check=check)
    return json.loads(done.stdout)["tables"] if check else done


def started(folder: pathlib.Path, database: str) -> Server:
    """A server on what was copied."""
    folder.mkdir(exist_ok=True)
    server = Server(folder)
    server.database = database
    return server.start()


def what_a_customer_sees(customer, batch):
    shown = customer.get(f"/customers/{customer.id}/batches/{batch['id']}")
    assert shown.status == 200
    return customer.devices(customer.id), shown.json


def rows_of(files: pathlib.Path) -> dict[str, list]:
    """Everything in a folder but what is of processes."""
    found = {}
    for file in ("registry.db", "identity.db"):
        with contextlib.closing(sqlite3.connect(files / file)) as database:
            tables = database.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
            for (table,) in tables.fetchall():
                # A view shows the recent and the settled rows of what it is called after.
                if table == "processes" or table.endswith(("_recent", "_settled", "_settling")):
                    continue
                columns = [c[1] for c in database.execute(f"PRAGMA table_info({table})")]
                rows = database.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
                kept = [tuple(0 if c == "process_id" else v for c, v in zip(columns, row)) for row in rows]
                found[f"{file} {table}"] = sorted(kept, key=repr)
    return found


def test_an_installation_goes_to_postgresql_and_back_and_serves_on_each(files, tmp_path):
    customer, batch = filled(files)
    seen = what_a_customer_sees(customer, batch)
    files.stop()
    before = rows_of(files.data)

    database = postgres.new_database()
    tables = copy(f"sqlite:{files.data}", database)
    assert all(table["same"] for table in tables)
    by_name = {table["name"]: table for table in tables}
    assert by_name["registrations"]["target_rows"] == 651
    assert "processes" not in by_name

    there = started(tmp_path / "there", database)
    customer.port = there.port
    assert what_a_customer_sees(customer, batch) == seen
    # The claims hold: the identity secret came along.
    again = customer.upload(customer.id, partner_file([tuple(row_of(seen[0]))])).json
    done = customer.finished(again)
    assert done["counts"]["failed"] == 1
    seen = what_a_customer_sees(customer, batch)
    there.stop()

    back = tmp_path / "back"
    assert all(table["same"] for table in copy(database, f"sqlite:{back}"))
    same = copy(f"sqlite:{back}", postgres.new_database())
    assert all(table["same"] for table in same)
    here = Server(tmp_path)
    here.database, here.data = "", back
    here.start()
    customer.port = here.port
    assert what_a_customer_sees(customer, batch) == seen
    here.stop()
    after = rows_of(back)
    assert after.keys() == before.keys()
    assert after["identity.db installation"] == before["identity.db installation"]
    for table in ("directory", "directory_serials", "claims", "suppliers"):
        assert after[f"identity.db {table}"] == before[f"identity.db {table}"]


def row_of(devices):
    device = next(d for d in devices if d["state"] == "ready_for_user")
    return device["manufacturer"], device["model"], device["serial_number"]


def cut_off_at_row(files, database, row):
    """Copies until this row of a batch is written, kills the copy there, and makes way again."""
    run("migrate", "--database", database)
    postgres.execute(database, "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS "
                     "'BEGIN PERFORM pg_sleep(60); RETURN NEW; END'")
    postgres.execute(database, "CREATE TRIGGER hold BEFORE INSERT ON registrations FOR EACH ROW "
                     f"WHEN (NEW.id & 8388607 = {row}) EXECUTE FUNCTION hold()")
    at = ["--from", f"sqlite:{files.data}", "--to", database, "--rows-at-once", "100"]
    with subprocess.Popen([BINARY, "copy", *at], stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 30
        asleep = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
        while not postgres.rows(database, asleep):
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.kill()
    # The server's side of the connection notices at its next word; here it is told.
    postgres.execute(database, asleep.replace("SELECT pid", "SELECT pg_terminate_backend(pid)"))
    while postgres.rows(database, "SELECT pid FROM pg_stat_activity WHERE application_name = 'muster' "
                        "AND datname = current_database()"):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    postgres.execute(database, "DROP TRIGGER hold ON registrations")
    postgres.execute(database, "DROP FUNCTION hold")


def test_a_copy_that_was_killed_goes_on_where_it_was(files, tmp_path):
    customer, batch = filled(files)
    seen = what_a_customer_sees(customer, batch)
    files.stop()
    database = postgres.new_database()
    cut_off_at_row(files, database, 450)
    done = "SELECT copied FROM copy_progress WHERE table_name = 'registrations'"
    assert postgres.rows(database, "SELECT count(*) FROM registrations") == postgres.rows(database, done)
    assert 0 < int(postgres.rows(database, done)[0][0]) < 600

    # Half of a copy is nothing to serve.
    serving = run("serve", "--listen", "127.0.0.1:0", "--database", database, check=False)
    assert serving.returncode == 5
    assert "not whole" in serving.stderr

    assert all(table["same"] for table in copy(f"sqlite:{files.data}", database))
    server = started(tmp_path / "server", database)
    customer.port = server.port
    assert what_a_customer_sees(customer, batch) == seen
    server.stop()


def test_what_a_process_had_in_hand_is_nobodys_in_the_copy(files):
    filled(files, devices=5)
    files.stop()
    for statement in ("UPDATE batches SET process_id = 77",
                      "INSERT INTO batch_chunks VALUES (1, 2, 3, 77)",
                      "INSERT INTO processes VALUES (77, 'server', 'gone', 1, 2)"):
        assert files.change(statement) == 1
    database = postgres.new_database()
    copy(f"sqlite:{files.data}", database)
    assert postgres.rows(database, "SELECT process_id FROM batches UNION ALL "
                         "SELECT process_id FROM batch_chunks") == [["0"], ["0"]]
    assert postgres.rows(database, "SELECT count(*) FROM processes") == [["0"]]


def test_a_byte_that_changed_on_the_way_is_found_and_its_table_named(files):
    filled(files)
    files.stop()
    database = postgres.new_database()
    cut_off_at_row(files, database, 450)
    changed = postgres.execute(
        database, "UPDATE registrations SET model = overlay(model placing 'X' from 1 for 1) "
        "WHERE id = (SELECT min(id) FROM registrations)")
    assert changed == 1
    done = copy(f"sqlite:{files.data}", database, check=False)
    assert done.returncode == 5
    assert "not the same as its source: registrations" in done.stderr
    differing = [t["name"] for t in json.loads(done.stdout)["tables"] if not t["same"]]
    assert differing == ["registrations"]
    # And stays what nobody serves.
    assert run("serve", "--database", database, check=False).returncode == 5


def test_a_place_in_use_is_neither_copied_nor_copied_to(files, tmp_path):
    filled(files, devices=5)
    database = postgres.new_database()
    done = copy(f"sqlite:{files.data}", database, check=False)
    assert done.returncode == 5
    files.stop()

    there = started(tmp_path / "there", database)
    done = copy(database, f"sqlite:{tmp_path / 'back'}", check=False)
    assert done.returncode == 5
    assert "uses the database" in done.stderr
    done = copy(f"sqlite:{files.data}", database, check=False)
    assert "uses the database" in done.stderr
    there.stop()
    done = copy(f"sqlite:{files.data}", database, check=False)
    assert (done.returncode, "not empty" in done.stderr) == (2, True)


def test_part_of_a_copy_of_another_installation_is_not_gone_on_with(files, tmp_path):
    filled(files)
    files.stop()
    database = postgres.new_database()
    cut_off_at_row(files, database, 450)
    other = Server(tmp_path / "other")
    other.folder.mkdir()
    other.database = ""
    other.start()
    other.stop()
    done = copy(f"sqlite:{other.data}", database, check=False)
    assert (done.returncode, "another installation" in done.stderr) == (2, True)


@pytest.mark.parametrize("source, target", [("sqlite:a", "sqlite:b"), ("sqlite:a", "mysql://b"),
                                            ("postgresql://a", "host=b")])
def test_places_that_make_no_sense_are_refused(source, target):
    assert copy(source, target, check=False).returncode == 2


def test_migrate_says_what_it_did_and_does_nothing_twice():
    database = postgres.new_database()
    printed = run("migrate", "--database", database, "--dry-run").stdout
    assert "CREATE TABLE registrations" in printed
    assert postgres.rows(database, "SELECT to_regclass('registrations') IS NULL") == [["t"]]
    assert "0001_start: done" in run("migrate", "--database", database).stdout
    again = run("migrate", "--database", database)
    assert again.stdout == ""


def test_migrate_for_citus_prints_its_statements_and_says_where_citus_is_missing():
    database = postgres.new_database()
    refused = run("migrate", "--database", database, "--citus", check=False)
    assert refused.returncode == 2
    assert "CREATE EXTENSION citus" in refused.stderr
    run("migrate", "--database", database)
    lines = run("migrate", "--database", database, "--citus", "--dry-run").stdout.splitlines()
    statements = [line for line in lines if not line.startswith("--")]
    assert statements.index("SELECT create_reference_table('batches');") < statements.index(
        "SELECT create_distributed_table('directory', 'identity_key', colocate_with => 'none');"
    ) < statements.index(
        "SELECT create_distributed_table('claims', 'identity_key', colocate_with => 'directory');")
    tables = postgres.rows(database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' "
                           "AND tablename <> 'schema_migrations'")
    assert [[str(len(statements))]] == tables
