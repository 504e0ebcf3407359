"""kill -9 at any moment: what was accepted is there, and each device is claimed once."""

import http.client
import random
import sqlite3
import threading
import time
import uuid

from muster.api import Api, World, partner_file
from muster.server import Server
from stored import check_data

ROWS = 50_000


class Killed:
    """A server that is killed and started again, seeded, while a job goes on."""

    def __init__(self, server: Server, seed: int, kills: int):
        self.server = server
        self.chance = random.Random(seed)
        self.left = kills

    def during(self, job, longest: float) -> None:
        """Runs `job` while the server is killed once, at a random moment; what it raises is lost."""

        def work() -> None:
            try:
                job()
            except (OSError, http.client.HTTPException):
                pass

        worker = threading.Thread(target=work)
        worker.start()
        self.after(longest)
        worker.join()

    def after(self, longest: float) -> None:
        """Kills it at a random moment of the next `longest` seconds, and starts it again."""
        time.sleep(self.chance.uniform(0, longest))
        self.server.kill()
        self.left -= 1
        self.server.start()


def a_server(tmp_path, **settings) -> tuple[Server, World]:
    server = Server(tmp_path, **settings).start()
    return server, server.world()


def follow(server: Server, *clients: Api) -> None:
    """After a start the port is another."""
    for client in clients:
        client.port = server.port


def test_killed_while_deciding_nothing_is_lost_or_claimed_twice(tmp_path, kills):
    server, world = a_server(tmp_path, chunk_rows=500)
    killed = Killed(server, 20261123, kills)
    while killed.left > 0:
        follow(server, world.operator)
        world.port = server.port
        customer = world.a_customer()
        devices = world.published(ROWS * 3 // 4)
        unknown = [("No", "Such", uuid.uuid4().hex) for _ in range(ROWS - len(devices))]
        rows = devices + unknown
        killed.chance.shuffle(rows)
        batch = customer.upload(customer.id, partner_file(rows)).json
        # Each kill meets a batch that is not over: when this one is, the next is uploaded.
        while batch["state"] in ("pending", "running") and killed.left > 0:
            killed.after(0.06)
            follow(server, customer)
            batch = customer.get(f"/customers/{customer.id}/batches/{batch['id']}").json
        done = customer.finished(batch)
        assert done["counts"] == {
            "pending": 0,
            "registered": len(devices),
            "failed": len(unknown),
            "cancelled": 0,
        }
        assert done["errors"] == {"device_not_found": len(unknown)}
        assert customer.counts()["ready_for_user"] == len(devices)
    server.stop()
    check_data(server)


def test_killed_while_a_file_streams_in_it_is_one_batch_or_none(tmp_path, kills):
    """A client that sends the same upload again until it is answered has one batch, not two."""
    server, world = a_server(tmp_path)
    killed = Killed(server, 7, max(5, kills // 3))
    customer = world.a_customer()
    text = partner_file([("No", "Such", f"X{n}") for n in range(ROWS)])
    uploads = 0
    while killed.left > 0:
        uploads += 1
        headers = {"Idempotency-Key": f"upload {uploads}"}
        killed.during(lambda: customer.upload(customer.id, text, headers=headers), 0.3)
        follow(server, customer)
        before = len(customer.pages(f"/customers/{customer.id}/batches"))
        assert before in (uploads - 1, uploads)
        again = customer.upload(customer.id, text, headers=headers)
        assert again.status == 202
        assert ("idempotency-replayed" in again.headers) == (before == uploads)
        customer.finished(again.json)
    batches = customer.pages(f"/customers/{customer.id}/batches")
    assert [b["counts"]["failed"] for b in batches] == [ROWS] * uploads
    assert customer.counts()["total"] == ROWS * uploads
    server.stop()
    check_data(server)


def test_killed_while_devices_are_published_the_directory_is_whole(tmp_path, kills):
    server, world = a_server(tmp_path)
    killed = Killed(server, 11, max(5, kills // 3))
    supplier = world.a_supplier()
    published = 0
    while killed.left > 0:
        devices = [("Maker", "Model", uuid.uuid4().hex) for _ in range(ROWS)]
        killed.during(lambda: supplier.publish(partner_file(devices)), 0.15)
        follow(server, supplier)
        again = supplier.publish(partner_file(devices))
        assert again["published"] + again["unchanged"] == ROWS
        published += ROWS
    server.stop()
    check_data(server)
    with sqlite3.connect(server.data / "identity.db") as database:
        assert database.execute("SELECT count(*) FROM directory").fetchone() == (published,)


def test_killed_while_devices_are_removed_no_claim_is_left_behind(tmp_path, kills):
    server, world = a_server(tmp_path)
    killed = Killed(server, 13, max(3, kills // 5))
    customer, other = world.a_customer(), world.a_customer()
    devices = world.published(2_000)
    customer.register(customer.id, partner_file(devices))
    path = f"/customers/{customer.id}/devices/remove"
    while killed.left > 0:
        ids = [d["id"] for d in customer.devices(customer.id)][:400]
        if not ids:
            customer.register(customer.id, partner_file(devices))
            continue
        killed.during(lambda: customer.post(path, {"device_ids": ids}), 0.1)
        follow(server, customer, other)
        # What is gone from the list is free for anybody, and nothing else is.
        kept = {d["serial_number"] for d in customer.devices(customer.id)}
        told = other.upload(other.id, partner_file(devices), dry_run="true").json
        assert told["counts"]["registered"] == len(devices) - len(kept)
    server.stop()
    check_data(server)
