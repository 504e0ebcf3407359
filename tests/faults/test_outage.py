"""The database goes away for a while: everybody is told so, nothing is lost, and all goes on by itself."""

import os
import pathlib
import threading
import time
import uuid

import pytest
from cluster import Clusters
from many import Many, a_free_port, may_fail_within, run_all, until_answered, until_over
from muster import postgres
from muster.api import Answer, Api, partner_file
from muster.browser import Browser, joined
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


def resident_mib(process: Server) -> float:
    """Memory that it has now."""
    status = pathlib.Path(f"/proc/{process.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def hammered(client: Api, until: float) -> list[Answer]:
    answers = []
    while time.monotonic() < until:
        answers.append(client.get("/whoami"))
    return answers


def test_limits_of_requests_hold_at_each_server_while_it_is_away_and_for_both_afterwards(tmp_path, cluster):
    rate, burst = 20, 20
    with Many(tmp_path, cluster.address(), workers=0, trusted_proxies="127.0.0.1",
              requests_per_second_per_token=rate, request_burst_per_token=burst,
              requests_per_second_per_address=1_000) as many:
        customer = many.world().a_customer()
        at = [many.at(n, customer) for n in range(2)]
        assert {client.get("/whoami").status for client in at} == {200}
        cluster.kill()
        time.sleep(1.1)  # for a second a server remembers whom it let in
        began = time.monotonic()
        answers: list[list[Answer]] = [[], []]
        memory: list[list[float]] = [[], []]

        def ask(n: int) -> None:
            answers[n] = hammered(at[n], began + OUTAGE)

        def ask_from_ever_other_addresses(n: int) -> None:
            client, number = Api(many.servers[n].port), 0
            while time.monotonic() < began + OUTAGE:
                number += 1
                address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
                answer = client.post("/session", {"email": "a@b.example", "password": "x" * 12},
                                     headers={"X-Forwarded-For": address})
                assert answer.refused() == (503, "unavailable"), answer.body
                if number % 100 == 0:
                    memory[n].append(resident_mib(many.servers[n]))

        run_all([lambda n=n, job=job: job(n) for n in range(2) for job in (ask, ask_from_ever_other_addresses)])
        took = time.monotonic() - began
        for n in range(2):
            refusals = {answer.refused() for answer in answers[n]}
            assert refusals == {(503, "unavailable"), (429, "too_many_requests")}
            assert all(int(answer.headers["retry-after"]) > 0 for answer in answers[n])
            # What it was let through alone before the outage is owed still.
            let_through = sum(answer.status == 503 for answer in answers[n])
            assert rate * (took - 1) <= let_through <= burst + rate * took + 1, (let_through, took)
            half = len(memory[n]) // 2
            assert max(memory[n][half:]) < memory[n][half] + 8, memory[n]

        cluster.start()
        for n, client in enumerate(at):
            assert until_answered(lambda: Api(many.servers[n].port).request("GET", "/readyz")).status == 200
        time.sleep(2.5)  # both have told each other, and nobody has asked since
        began = time.monotonic()
        statuses: list[int] = []
        run_all([lambda client=client: statuses.extend(a.status for a in hammered(client, began + 3))
                 for client in at])
        took = time.monotonic() - began
        assert set(statuses) == {200, 429}
        # As in test_many_processes.py; each for itself would let through twice the limit.
        limit, more = burst + rate * took, burst + rate * 0.2 * 2
        assert limit - rate * 0.5 <= statuses.count(200) <= limit + more, (statuses.count(200), took)


def test_guesses_that_come_while_it_is_away_are_not_looked_at_and_those_before_are_remembered(tmp_path, cluster):
    with Many(tmp_path, cluster.address(), workers=0) as many:
        email = f"{uuid.uuid4().hex}@example.com"
        joined(many.world().a_customer(), email, "administrator")

        def guess(n: int) -> Answer:
            return Browser(many.servers[n % 2].port).sign_in(email, "not the password")

        began = time.monotonic()
        failed = [guess(n).status for n in range(3)]
        assert failed == [401] * 3
        cluster.kill()
        assert {guess(n).refused() for n in range(6)} == {(503, "unavailable")}
        cluster.start()
        while failed[-1] == 401:
            failed.append(until_answered(lambda: guess(len(failed)), 20).status)
        took = time.monotonic() - began
        assert failed[-1] == 429
        assert 5 <= failed.count(401) <= may_fail_within(took), (failed, took)


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
