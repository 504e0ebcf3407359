"""The database goes away for a while: everybody is told so, nothing is lost, and all goes on by itself."""

import os
import threading
import time
import uuid

import pytest
from cluster import Clusters
from many import Many, a_free_port, until_answered, until_over
from muster import postgres
from muster.api import Api, partner_file
from muster.server import Server
from stored import check_data

pytestmark = pytest.mark.skipif(not postgres.SERVER, reason="for PostgreSQL: scripts/test-postgres")

OUTAGE = float(os.environ.get("MUSTER_OUTAGE_SECONDS", "8"))
LONGEST_ANSWER = 15
"""Seconds. A refused connection is told at once; a server that is frozen after longest_begin."""


@pytest.fixture
def cluster():
    with Clusters() as clusters:
        cluster = clusters.new().make().start()
        cluster.execute("CREATE DATABASE muster")
        yield cluster


def timed(ask) -> tuple[object, float]:
    began = time.monotonic()
    return ask(), time.monotonic() - began


def test_while_it_is_away_everybody_is_told_and_afterwards_all_goes_on(tmp_path, cluster):
    with Many(tmp_path, cluster.address(), workers=1, chunk_rows=100) as many:
        world = many.world()
        customer = world.a_customer()
        devices = world.published(20_000)
        batch = customer.upload(customer.id, partner_file(devices)).json
        cluster.kill()
        away_until = time.monotonic() + OUTAGE
        time.sleep(1.1)  # for a second a server remembers whom it let in
        key = {"Idempotency-Key": uuid.uuid4().hex}
        one = partner_file([("No", "Such", "S1")])
        asked = 0
        while time.monotonic() < away_until:
            for n in range(2):
                there = many.at(n, customer)
                for ask in (lambda: there.get("/whoami"),
                            lambda: there.get(f"/customers/{customer.id}/devices"),
                            lambda: there.upload(customer.id, one, headers=key),
                            lambda: there.post("/session", {"email": "a@b.example", "password": "x" * 12})):
                    answer, took = timed(ask)
                    assert answer.refused() == (503, "unavailable"), answer.body
                    assert int(answer.headers["retry-after"]) > 0
                    assert answer.json["request_id"].startswith("req_")
                    assert took < LONGEST_ANSWER
                    asked += 1
            for process in many.all:
                probe = Api(process.port)
                assert probe.request("GET", "/readyz").status == 503
                assert probe.request("GET", "/healthz").status == 200
                assert process.process.poll() is None
            time.sleep(0.2)
        assert asked
        cluster.start()
        for n, process in enumerate(many.servers):
            assert until_answered(lambda: many.at(n, customer).get("/whoami"), 10).status == 200
            assert Api(process.port).request("GET", "/readyz").status == 200
        done = until_over(many.at(1, customer), batch)
        assert done["counts"]["registered"] == len(devices)
        # The key was never used up by what could not be done.
        again = until_answered(lambda: customer.upload(customer.id, one, headers=key), 10)
        assert again.status == 202 and "idempotency-replayed" not in again.headers
        assert until_over(many.at(1, customer), again.json)["counts"]["failed"] == 1
        many.stop()
        check_data(many.servers[0])


def test_it_goes_away_again_and_again_while_much_is_uploaded(tmp_path, cluster):
    """An upload whose answer was lost is sent again, and is one batch; none is left half done."""
    with Many(tmp_path, cluster.address(), workers=1, chunk_rows=100) as many:
        world = many.world()
        customers = [world.a_customer(), world.a_customer()]
        over = threading.Event()
        accepted: list[list[dict]] = [[], []]

        def upload(n: int) -> None:
            client = many.at(n, customers[n])
            while not over.is_set():
                text = partner_file([("No", "Such", uuid.uuid4().hex) for _ in range(2_000)])
                headers = {"Idempotency-Key": uuid.uuid4().hex}
                answer = until_answered(
                    lambda: client.upload(client.id, text, headers=headers), 60)
                assert answer.status == 202, answer.body
                accepted[n].append(answer.json)
                time.sleep(0.05)

        uploaders = [threading.Thread(target=upload, args=(n,)) for n in range(2)]
        for uploader in uploaders:
            uploader.start()
        for n in range(6):
            time.sleep(0.4 + 0.13 * n)
            cluster.kill()
            cluster.start()
        over.set()
        for uploader in uploaders:
            uploader.join()
        for n, customer in enumerate(customers):
            client = many.at(1 - n, customer)
            assert accepted[n]
            for batch in accepted[n]:
                assert until_over(client, batch, 60)["counts"]["failed"] == 2_000
            listed = client.pages(f"/customers/{client.id}/batches")
            assert {b["id"] for b in listed} == {b["id"] for b in accepted[n]}
        many.stop()
        check_data(many.servers[0])


def test_started_while_it_is_away_they_wait_for_it(tmp_path, cluster):
    cluster.kill()
    with_listen = {"listen": f"127.0.0.1:{a_free_port()}"}
    processes = []
    for command in ("serve", "worker"):
        folder = tmp_path / command
        folder.mkdir()
        more = {"listen": "127.0.0.1:0"} if command == "worker" else with_listen
        processes.append(Server(folder, command=command, database=cluster.address(), **more))
    try:
        for process in processes:
            process.launch()
        time.sleep(2)
        for process in processes:
            assert process.process.poll() is None
            assert "waiting for the database" in process.log_file.read_text()
            assert not process.port_file.exists()
        cluster.start()
        for process in processes:
            process.wait_until_ready()
    finally:
        for process in processes:
            process.kill()


def test_a_start_gives_up_after_the_time_that_it_is_told_and_can_be_stopped_before(tmp_path, cluster):
    cluster.kill()
    short = Server(tmp_path, database=cluster.address(), database_wait_seconds=1)
    short.launch()
    assert short.process.wait(timeout=15) not in (0, 2)
    assert "cannot be reached" in short.log_file.read_text()
    patient = Server(tmp_path, database=cluster.address(), database_wait_seconds=600)
    patient.launch()
    time.sleep(0.5)
    assert patient.stop() < 5
    assert patient.process.returncode == 0
