"""Two servers and two workers on one database: any of them may be killed, and what one of them is
told holds at the others at once."""

import http.client
import os
import random
import threading
import time
import uuid

import pytest
from many import Many, may_fail_within, run_all, until_answered, until_over
from muster import contract, postgres
from muster.api import Api, partner_file
from muster.browser import PASSWORD, Browser, code_of, joined
from stored import check_data

pytestmark = pytest.mark.skipif(not postgres.SERVER, reason="for PostgreSQL: scripts/test-postgres")

KILLING = float(os.environ.get("MUSTER_SOAK_SECONDS", "12"))
"""Seconds in which processes are killed; a soak is longer (scripts/test-faults)."""
POOL = 6_000
ROWS = 2_000


@pytest.fixture
def many(tmp_path):
    with Many(tmp_path, postgres.new_database(), chunk_rows=200) as processes:
        yield processes


@pytest.fixture(scope="module")
def quiet(tmp_path_factory):
    """Processes that nobody kills; the servers leave deciding to the one worker."""
    folder = tmp_path_factory.mktemp("many")
    with Many(folder, postgres.new_database(), workers=1, chunk_rows=200,
              registrar="false") as processes:
        yield processes


def an_uploader(many: Many, customer: Api, server: int, pool: list, seed: int, ends: float,
                accepted: list):
    chance = random.Random(seed)
    client = many.at(server, customer)

    def work() -> None:
        while time.monotonic() < ends:
            rows = chance.sample(pool, ROWS * 3 // 4)
            rows += [("No", "Such", uuid.uuid4().hex) for _ in range(ROWS - len(rows))]
            text, headers = partner_file(rows), {"Idempotency-Key": uuid.uuid4().hex}
            answer = until_answered(lambda: client.upload(customer.id, text, headers=headers))
            assert answer.status == 202, answer.body
            accepted.append(answer.json)

    return work


def test_killed_again_and_again_every_accepted_row_is_decided_once(many):
    world = many.world()
    customers = [world.a_customer(), world.a_customer()]
    pool = world.published(POOL)
    chance = random.Random(20261125)
    ends = time.monotonic() + KILLING
    accepted: list[list[dict]] = [[], []]
    kills = []

    def kill() -> None:
        while time.monotonic() < ends:
            time.sleep(chance.uniform(0.1, 0.8))
            victim = chance.choice(many.all)
            victim.kill()
            kills.append(victim.command)
            victim.start()

    run_all([kill] + [
        an_uploader(many, customer, n, pool, n, ends, accepted[n])
        for n, customer in enumerate(customers)
    ])
    assert "serve" in kills and "worker" in kills, kills
    for n, customer in enumerate(customers):
        client = many.at(1 - n, customer)
        assert accepted[n], "nothing was accepted"
        for batch in accepted[n]:
            counts = until_over(client, batch, 90 + KILLING)["counts"]
            assert counts["registered"] + counts["failed"] == ROWS
        # A key is a batch, however often it had to be sent, and none was made twice.
        listed = client.pages(f"/customers/{customer.id}/batches")
        assert {b["id"] for b in listed} == {b["id"] for b in accepted[n]}
    owned = [{d["serial_number"] for d in c.devices(c.id, state="ready_for_user")}
             for c in (many.at(0, customers[0]), many.at(1, customers[1]))]
    assert owned[0] and owned[1] and not owned[0] & owned[1]
    many.stop()
    check_data(many.servers[0])


def test_the_chunks_of_a_killed_worker_are_taken_over(tmp_path):
    with Many(tmp_path, postgres.new_database(), workers=1, chunk_rows=100,
              registrar="false") as many:
        customer = many.world().a_customer()
        text = partner_file([("No", "Such", f"S{n}") for n in range(50_000)])
        batch = customer.upload(customer.id, text).json
        in_hand = "SELECT 1 FROM batch_chunks WHERE process_id <> 0"
        while not postgres.rows(many.database, in_hand):
            pass
        many.workers[0].kill()
        assert postgres.rows(many.database, in_hand), "it was killed between two chunks"
        many.workers[0].start()
        assert until_over(customer, batch)["counts"]["failed"] == 50_000
        many.stop()
        check_data(many.servers[0])


def test_progress_reaches_whoever_watches_at_a_server_that_does_not_do_the_work(quiet):
    customer = quiet.world().a_customer()
    text = partner_file([("No", "Such", f"S{n}") for n in range(30_000)])
    batch = customer.upload(customer.id, text).json
    watcher = quiet.at(1, customer)
    began = time.monotonic()
    told = contract.events(
        watcher.get(f"/customers/{customer.id}/batches/{batch['id']}/events").body)
    assert told[-1]["event"] == "finished" and "progress" in {e["event"] for e in told}
    assert told[-1]["data"]["counts"]["failed"] == 30_000
    assert time.monotonic() - began < 20


def test_changes_among_devices_are_told_at_the_other_server(quiet):
    customer = quiet.world().a_customer()
    watcher = http.client.HTTPConnection("127.0.0.1", quiet.servers[1].port, timeout=10)
    watcher.request("GET", f"/api/v1/customers/{customer.id}/events",
                    headers={"Authorization": f"Bearer {customer.token}"})
    stream = watcher.getresponse()
    assert stream.status == 200

    def next_data() -> bytes:
        while True:
            line = stream.readline()
            assert line, "the stream ended"
            if line.startswith(b"data: "):
                return line

    first = next_data()
    customer.register(customer.id, partner_file([("No", "Such", "S1")]))
    assert next_data() != first
    watcher.close()


def at_once(is_so) -> None:
    """Well within the second for which a server remembers whom it let in (PostgreSQL tells them all)."""
    deadline = time.monotonic() + 0.5
    while not is_so():
        assert time.monotonic() < deadline, "the other server does not know yet"


def a_person_at_both(quiet) -> tuple[Browser, Browser, str]:
    email = f"{uuid.uuid4().hex}@example.com"
    here = joined(quiet.world().a_customer(), email, "administrator")
    there = Browser(quiet.servers[1].port, organisation=here.organisation,
                    cookies=dict(here.cookies))
    assert there.get("/session").json["person"]["email"] == email
    return here, there, email


def test_who_signs_out_at_one_server_is_signed_out_at_the_other(quiet):
    here, there, _ = a_person_at_both(quiet)
    assert here.delete("/session").status == 204
    at_once(lambda: there.get("/session").status == 401)


def test_a_new_password_at_one_server_ends_sessions_at_the_other(quiet):
    here, _, email = a_person_at_both(quiet)
    elsewhere = Browser(quiet.servers[1].port, organisation=here.organisation)
    assert elsewhere.sign_in(email).status == 200
    new = "a tide table knows no hurry"
    changed = here.post("/account/password", {"current_password": PASSWORD, "new_password": new})
    assert changed.status < 300, changed.body
    at_once(lambda: elsewhere.get("/session").status == 401)
    assert elsewhere.sign_in(email).status == 401
    assert elsewhere.sign_in(email, new).status == 200


def test_a_token_and_a_client_that_are_revoked_at_one_server_end_at_the_other(quiet):
    customer = quiet.world().a_customer()
    tokens = f"/organisations/{customer.id}/tokens"
    made = customer.post(tokens, {"name": "short"}).json
    there = Api(quiet.servers[1].port, made["token"])
    assert there.get("/whoami").status == 200
    assert customer.delete(f"{tokens}/{made['id']}").status == 204
    at_once(lambda: there.get("/whoami").status == 401)

    clients = f"/organisations/{customer.id}/clients"
    client = customer.post(clients, {"name": "order system"}).json
    grant = {"grant_type": "client_credentials", "client_id": client["id"],
             "client_secret": client["client_secret"]}
    issued = Api(quiet.servers[1].port).form("/oauth2/token", grant).json
    program = Api(quiet.servers[1].port, issued["access_token"])
    assert program.get("/whoami").status == 200
    assert customer.delete(f"{clients}/{client['id']}").status == 204
    at_once(lambda: program.get("/whoami").status == 401)


def test_the_same_key_at_both_servers_at_once_is_one_batch(quiet):
    customer = quiet.world().a_customer()
    text = partner_file([("No", "Such", f"S{n}") for n in range(3_000)])
    for turn in range(10):
        headers = {"Idempotency-Key": f"upload {turn}"}
        answers = []

        def send(client: Api) -> None:
            answers.append(until_answered(
                lambda: client.upload(customer.id, text, headers=headers)))

        run_all([lambda n=n: send(quiet.at(n % 2, customer)) for n in range(4)])
        assert {a.status for a in answers} == {202}
        assert len({a.json["id"] for a in answers}) == 1
        assert sum("idempotency-replayed" not in a.headers for a in answers) == 1
    assert len(customer.pages(f"/customers/{customer.id}/batches")) == 10


def guess_at_both(guess) -> list[int]:
    """Statuses of 32 guesses from eight threads, four at each server."""
    statuses = []

    def some(server: int):
        statuses.extend(guess(server).status for _ in range(4))

    run_all([lambda n=n: some(n % 2) for n in range(8)])
    return statuses


def test_guesses_at_a_password_at_both_servers_at_once_are_counted_together(quiet):
    _, _, email = a_person_at_both(quiet)
    began = time.monotonic()
    statuses = guess_at_both(
        lambda n: Browser(quiet.servers[n].port).sign_in(email, "not the password"))
    took = time.monotonic() - began
    assert set(statuses) == {401, 429}, statuses
    assert 5 <= statuses.count(401) <= may_fail_within(took), (statuses, took)
    assert {Browser(s.port).sign_in(email).status for s in quiet.servers} == {429}


def test_guesses_at_a_second_factor_at_both_servers_at_once_are_counted_together(quiet):
    here, _, email = a_person_at_both(quiet)
    proposed = here.post("/account/second-factor", {"password": PASSWORD})
    assert proposed.status == 200, proposed.body
    confirmed = here.post("/account/second-factor/confirm",
                          {"code": code_of(proposed.json["secret"])})
    assert confirmed.status == 200, confirmed.body
    began = time.monotonic()
    statuses = guess_at_both(
        lambda n: Browser(quiet.servers[n].port).sign_in(email, code="000000"))
    took = time.monotonic() - began
    assert set(statuses) == {401, 429}, statuses
    assert 5 <= statuses.count(401) <= may_fail_within(took), (statuses, took)


def test_guesses_at_a_user_code_at_both_servers_at_once_are_counted_together(quiet):
    here, there, _ = a_person_at_both(quiet)
    began = time.monotonic()
    for method, way in (("GET", ""), ("POST", "/approve")):
        statuses = guess_at_both(
            lambda n: (here, there)[n].request(
                method, f"/api/v1/device-authorizations/BCDF-GHJK{way}"))
        took = time.monotonic() - began
        assert set(statuses) <= {404, 429}, statuses
        if method == "GET":
            assert 5 <= statuses.count(404) <= may_fail_within(took), (statuses, took)
        else:
            assert statuses.count(404) <= may_fail_within(took) - 5, (statuses, took)


def test_guesses_at_devices_at_both_servers_are_counted_together(quiet):
    def discover(n: int):
        return Api(quiet.servers[n].port).request(
            "POST", "/device/v1/discover",
            json_body={"manufacturer": "No", "model": "Such", "serial_number": uuid.uuid4().hex})

    began = time.monotonic()
    statuses = [discover(n % 2).status for n in range(20)]
    took = time.monotonic() - began
    assert set(statuses) == {200, 429}, statuses
    assert 5 <= statuses.count(200) <= may_fail_within(took), (statuses, took)


def test_a_limit_of_requests_holds_for_three_servers_together(tmp_path):
    rate, burst, servers = 20, 20, 3
    with Many(tmp_path, postgres.new_database(), servers=servers, workers=0,
              requests_per_second_per_token=rate, request_burst_per_token=burst) as many:
        customer = many.world().a_customer()
        at = [many.at(n, customer) for n in range(servers)]
        # Each has seen that the token is good, and what that took has come back.
        assert {client.get("/whoami").status for client in at} == {200}
        time.sleep(1.5)
        statuses = []
        began = time.monotonic()

        def hammer(client: Api) -> None:
            while time.monotonic() < began + 5:
                statuses.append(client.get("/whoami").status)

        run_all([lambda c=client: hammer(c) for client in at])
        took = time.monotonic() - began
    assert set(statuses) == {200, 429}
    limit = burst + rate * took
    # Once, what each of the others holds and 0.2 s bring (docs/scale.md); the last exchange is late.
    more = (servers - 1) * (burst + rate * 0.2 * 2)
    assert limit - rate * 0.5 <= statuses.count(200) <= limit + more, (statuses.count(200), took)
