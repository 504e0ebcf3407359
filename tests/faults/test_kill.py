"""kill -9 at any moment: what was accepted is there, and each device is claimed once."""

import os
import random
import sqlite3
import time

from muster.api import Api, World, partner_file
from muster.server import Server

ROWS = 50_000
KILLS = 100 if os.environ.get("MUSTER_FAULTS") == "long" else 12


def check_database(server: Server, customer: str, rows: int) -> None:
    """Every accepted row has one final outcome, every claim one owner that says the same."""
    with sqlite3.connect(server.data / "registry.db") as database:
        database.execute("ATTACH ? AS identities", (str(server.data / "identity.db"),))
        states = dict(database.execute("SELECT state, count(*) FROM registrations GROUP BY state"))
        claims = database.execute("SELECT count(*), count(DISTINCT registration_id) FROM identities.claims").fetchone()
        matched = database.execute(
            "SELECT count(*) FROM identities.claims c JOIN registrations r"
            " ON r.id = c.registration_id AND r.customer_id = c.customer_id WHERE r.state = 4").fetchone()[0]
        listed = database.execute("SELECT count(*) FROM device_serials").fetchone()[0]
        integrity = database.execute("PRAGMA integrity_check").fetchone()[0]
    assert set(states) <= {3, 4}, states
    assert sum(states.values()) == rows == listed
    assert claims == (states.get(4, 0), states.get(4, 0)) and matched == states.get(4, 0)
    assert integrity == "ok"


def test_killed_at_random_moments_of_a_batch_nothing_is_lost_or_claimed_twice(tmp_path):
    chance = random.Random(20261123)
    server = Server(tmp_path, chunk_rows=1000).start()
    world = World(server.port, Api(server.port, server.operator_token()))
    customer = world.a_customer()
    cid = customer.organisation["id"]
    devices = world.published(ROWS * 3 // 4)
    unknown = [("No", "Such", f"X{n}") for n in range(ROWS - len(devices))]
    rows = devices + unknown
    chance.shuffle(rows)
    batch = customer.upload(cid, partner_file(rows)).json
    for _ in range(KILLS):
        time.sleep(chance.uniform(0, 0.08))
        server.kill()
        server.start()
    customer.port = server.port
    done = customer.finished(batch)
    assert done["counts"] == {"pending": 0, "registered": len(devices), "failed": len(unknown), "cancelled": 0}
    assert done["errors"] == {"device_not_found": len(unknown)}
    assert customer.get(f"/customers/{cid}/devices/counts").json["ready_for_user"] == len(devices)
    server.stop()
    check_database(server, cid, ROWS)


def test_killed_while_devices_are_removed_no_claim_is_left_behind(tmp_path):
    chance = random.Random(7)
    server = Server(tmp_path).start()
    world = World(server.port, Api(server.port, server.operator_token()))
    customer = world.a_customer()
    cid = customer.organisation["id"]
    devices = world.published(300)
    customer.register(cid, partner_file(devices))
    for _ in range(3):
        ids = [d["id"] for d in customer.devices(cid)][:80]
        import threading

        def remove(ids=ids):
            try:
                customer.post(f"/customers/{cid}/devices/remove", {"device_ids": ids})
            except (OSError, Exception):  # noqa: BLE001: the server is killed under it
                pass

        worker = threading.Thread(target=remove)
        worker.start()
        time.sleep(chance.uniform(0.001, 0.05))
        server.kill()
        worker.join()
        server.start()
        customer.port = server.port
    left = len(customer.devices(cid))
    server.stop()
    with sqlite3.connect(server.data / "identity.db") as database:
        assert database.execute("SELECT count(*) FROM claims").fetchone()[0] == left
