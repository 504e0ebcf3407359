"""The primary is lost and its standby promoted (docs/high-availability.md): processes find it by
themselves, and every row that was accepted is there."""

import threading
import time
import uuid

import pytest
from cluster import Cluster, Clusters
from many import Many, until_answered, until_over
from muster import postgres
from muster.api import partner_file
from stored import check_data

pytestmark = pytest.mark.skipif(not postgres.SERVER, reason="for PostgreSQL: scripts/test-postgres")

ROWS = 1_000


@pytest.fixture
def pair():
    with Clusters() as clusters:
        primary = clusters.new(wal_level="replica", max_wal_senders="5", hot_standby="on").make().start()
        standby = clusters.new(hot_standby="on").follow(primary, "muster_standby").start()
        primary.execute("ALTER SYSTEM SET synchronous_standby_names = 'muster_standby'")
        primary.execute("ALTER SYSTEM SET synchronous_commit = 'remote_apply'")
        primary.execute("SELECT pg_reload_conf()")
        until(lambda: primary.execute("SELECT sync_state FROM pg_stat_replication") == "sync")
        primary.execute("CREATE DATABASE muster")
        yield primary, standby


def until(is_so) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def address_of(*clusters: Cluster) -> str:
    hosts = ",".join(f"127.0.0.1:{cluster.port}" for cluster in clusters)
    return f"postgresql://muster@{hosts}/muster?target_session_attrs=read-write&connect_timeout=3"


def test_after_a_fail_over_nothing_that_was_accepted_is_missing(tmp_path, pair):
    primary, standby = pair
    with Many(tmp_path, address_of(primary, standby), workers=1, chunk_rows=100) as many:
        world = many.world()
        customers = [world.a_customer(), world.a_customer()]
        pool = world.published(4 * ROWS)
        over = threading.Event()
        accepted: list[list[dict]] = [[], []]
        raised: list[BaseException] = []

        def upload(n: int) -> None:
            client = many.at(n, customers[n])
            try:
                while not over.is_set():
                    rows = [pool.pop() for _ in range(min(10, len(pool)))]
                    rows += [("No", "Such", uuid.uuid4().hex) for _ in range(ROWS - len(rows))]
                    text, headers = partner_file(rows), {"Idempotency-Key": uuid.uuid4().hex}
                    answer = until_answered(
                        lambda: client.upload(client.id, text, headers=headers), 60)
                    assert answer.status == 202, answer.body
                    accepted[n].append(answer.json)
            except BaseException as error:  # noqa: BLE001
                raised.append(error)

        uploaders = [threading.Thread(target=upload, args=(n,)) for n in range(2)]
        for uploader in uploaders:
            uploader.start()
        time.sleep(2)
        primary.kill()
        before = [len(batches) for batches in accepted]
        time.sleep(1)
        standby.promote()
        until(lambda: raised or all(len(a) > b + 2 for a, b in zip(accepted, before)))
        over.set()
        for uploader in uploaders:
            uploader.join()
        assert not raised, raised
        assert all(before), "nothing was accepted before the primary was lost"
        for n in range(2):
            client = many.at(1 - n, customers[n])
            for batch in accepted[n]:
                counts = until_over(client, batch, 60)["counts"]
                assert counts["registered"] + counts["failed"] == ROWS
            listed = client.pages(f"/customers/{client.id}/batches")
            assert {b["id"] for b in listed} == {b["id"] for b in accepted[n]}
        assert [process.process.poll() for process in many.all] == [None] * 3
        many.stop()
        check_data(many.servers[0])


def test_while_the_standby_is_away_commits_wait_and_no_request_hangs(tmp_path, pair):
    primary, standby = pair
    with Many(tmp_path, address_of(primary, standby), workers=1) as many:
        customer = many.world().a_customer()
        standby.kill()
        headers, text = {"Idempotency-Key": "k"}, partner_file([("No", "Such", "S1")])
        began = time.monotonic()
        answer = customer.upload(customer.id, text, headers=headers)
        assert answer.refused() == (503, "unavailable") and "retry-after" in answer.headers
        # longest_commit, twice at most: the key is given back (src/storage/postgres/database.cpp)
        assert 25 < time.monotonic() - began < 75
        standby.start()
        until(lambda: primary.execute("SELECT sync_state FROM pg_stat_replication") == "sync")
        again = until_answered(lambda: customer.upload(customer.id, text, headers=headers))
        assert until_over(many.at(1, customer), again.json)["counts"]["failed"] == 1
        assert len(customer.pages(f"/customers/{customer.id}/batches")) == 1
        many.stop()
        check_data(many.servers[0])
