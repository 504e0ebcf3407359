"""A batch after it was accepted: rows, results, progress, retry, cancel."""

import csv
import hashlib
import http.client
import io
import threading
from datetime import datetime

import pytest

from muster import contract
from muster.api import Api, partner_file

UNKNOWN = ("No", "Such", "Device")


@pytest.fixture
def customer(world):
    return world.a_customer()


def path_of(batch: dict) -> str:
    return f"/customers/{batch['customer_id']}/batches/{batch['id']}"


def results(customer: Api, batch: dict) -> list[list[str]]:
    answer = customer.get(path_of(batch) + "/results.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.body.decode(), newline="")))


def test_a_batch_says_who_when_what_and_how_fast(world, customer):
    partner = world.a_partner_of(customer)
    text = partner_file(world.published(3))
    batch = partner.register(customer.id, text, order_id="O", purchase_id="P", file_name="f.csv")
    assert batch["created_by"] == {
        "organisation_id": partner.id,
        "organisation_name": partner.organisation["name"],
        "token_name": "test",
    }
    assert batch["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert (batch["state"], batch["format"], batch["encoding"]) == ("finished", "partner", "utf-8")
    times = [datetime.fromisoformat(batch[f"{what}_at"]) for what in ("accepted", "started", "finished")]
    assert times == sorted(times)
    assert batch["rows_per_second"] > 0
    assert customer.get(path_of(batch)).json == batch


def test_batches_are_listed_newest_first_and_paged(customer):
    made = [
        customer.register(customer.id, partner_file([("A", "B", str(n))]))["id"] for n in range(5)
    ]
    path = f"/customers/{customer.id}/batches"
    assert [b["id"] for b in customer.pages(path, limit=2)] == made[::-1]


def test_rows_are_listed_by_outcome_and_paged(world, customer):
    listed = world.published(3)
    text = partner_file([*listed, ("A", "B", "1"), ("A", "B", "2")])
    path = path_of(customer.register(customer.id, text)) + "/rows"
    page = customer.get(path, state="failed", limit=1).json
    assert [r["row"] for r in page["items"]] == [5] and page["next_cursor"]
    assert [r["row"] for r in customer.pages(path, state="failed", limit=1)] == [5, 6]
    assert [r["row"] for r in customer.pages(path, state="registered", limit=2)] == [2, 3, 4]
    assert customer.pages(path, state="pending") == []
    assert [r["row"] for r in customer.pages(path, limit=2)] == [2, 3, 4, 5, 6]


def test_results_have_the_columns_as_given_then_state_error_and_request_id(world, customer):
    listed = world.published(1)[0]
    batch = customer.register(customer.id, partner_file([listed, UNKNOWN]))
    heading, good, bad = results(customer, batch)
    assert heading == [
        *("Manufacturer", "Model", "Serial Number"),
        *("State", "Error code", "Title", "Advice", "Hint", "Request ID"),
    ]
    assert good == [*listed, "registered", "", "", "", "", batch["request_id"]]
    assert bad[:6] == [*UNKNOWN, "failed", "device_not_found", "Device not found"]
    assert bad[6] and bad[8] == batch["request_id"]


def test_results_keep_the_order_and_the_columns_of_the_autopilot_form(customer):
    text = (
        "Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User\r\n"
        'S1,,nonsense,"Desk, front",ada@example.com\r\n'
    )
    heading, row = results(customer, customer.register(customer.id, text))
    assert heading[:5] == text.split("\r\n")[0].split(",")
    assert row[:7] == [
        *("S1", "", "nonsense", "Desk, front", "ada@example.com"),
        *("failed", "hardware_hash_not_valid"),
    ]


@pytest.mark.parametrize("start", "=+-@\t")
def test_results_make_spreadsheet_formulas_harmless(customer, start):
    batch = customer.register(customer.id, partner_file([(f"{start}cmd|' /C calc'!A0", "B", "C")]))
    given = results(customer, batch)[1][0]
    assert given.startswith("'" + start)


def test_failed_then_published_then_retried_is_ready(world, customer):
    supplier = world.a_supplier()
    device = ("Late", "Model", "L" + supplier.id)
    listed = world.published(1)[0]
    first = customer.register(
        customer.id, partner_file([listed, device]), order_id="O", purchase_id="P"
    )
    assert customer.outcomes(first) == {2: "registered", 3: "device_not_found"}
    supplier.publish(partner_file([device]))
    second = customer.finished(customer.post(path_of(first) + "/retry").json)
    assert (second["retry_of"], second["order_id"], second["purchase_id"]) == (first["id"], "O", "P")
    assert customer.outcomes(second) == {3: "registered"}
    counts = customer.counts()
    assert (counts["ready_for_user"], counts["registration_failed"], counts["total"]) == (2, 0, 2)
    again = customer.post(path_of(first) + "/retry")
    assert again.refused() == (409, "conflict")


def test_what_fails_again_can_be_retried_again_and_is_listed_once(world, customer):
    batch = customer.register(customer.id, partner_file([UNKNOWN]))
    for _ in range(2):
        batch = customer.finished(customer.post(path_of(batch) + "/retry").json)
        assert customer.outcomes(batch) == {2: "device_not_found"}
    assert customer.counts()["total"] == 1
    assert [d["batch_id"] for d in customer.devices(customer.id)] == [batch["id"]]


def test_a_retry_keeps_tag_user_and_the_form_of_its_rows(customer):
    text = (
        "Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User\r\n"
        "S1,,nonsense,Desk,ada@example.com\r\n"
    )
    first = customer.register(customer.id, text)
    second = customer.finished(customer.post(path_of(first) + "/retry").json)
    assert customer.rows(second)[0]["input"] == customer.rows(first)[0]["input"]
    device = customer.devices(customer.id)[0]
    assert (device["group_tag"], device["assigned_user"]) == ("Desk", "ada@example.com")


def test_progress_comes_as_events_and_is_not_told_twice(world, customer):
    batch = customer.register(customer.id, partner_file(world.published(1)))
    answer = customer.get(path_of(batch) + "/events")
    told = contract.events(answer.body)
    assert [event["event"] for event in told] == ["finished"]
    assert told[0]["data"] == batch
    path = f"/api/v1{path_of(batch)}/events"
    again = customer.request("GET", path, headers={"Last-Event-ID": told[0]["id"]})
    assert again.status == 204


def test_events_follow_a_running_batch_to_its_end(own_server):
    own_server.settings["chunk_rows"] = 200
    own_server.start()
    customer = own_server.world().a_customer()
    text = partner_file([("A", "B", f"S{n}") for n in range(30_000)])
    batch = customer.upload(customer.id, text).json
    told = contract.events(customer.get(path_of(batch) + "/events").body)
    assert told[-1]["event"] == "finished" and {e["event"] for e in told[:-1]} == {"progress"}
    decided = [sum(e["data"]["counts"].values()) - e["data"]["counts"]["pending"] for e in told]
    assert decided == sorted(decided) and decided[-1] == 30_000
    assert len({e["id"] for e in told}) == len(told)


def test_an_event_stream_ends_when_its_token_is_revoked(own_server):
    own_server.settings["chunk_rows"] = 100
    own_server.start()
    customer = own_server.world().a_customer()
    text = partner_file([("A", "B", f"S{n}") for n in range(300_000)])
    batch = customer.upload(customer.id, text).json
    tokens = f"/organisations/{customer.id}/tokens"
    made = customer.post(tokens, {"name": "watcher"}).json
    watcher = http.client.HTTPConnection("127.0.0.1", own_server.port, timeout=20)
    authorization = {"Authorization": f"Bearer {made['token']}"}
    watcher.request("GET", f"/api/v1{path_of(batch)}/events", headers=authorization)
    stream = watcher.getresponse()
    assert stream.status == 200 and stream.readline().startswith(b"id: ")
    customer.delete(f"{tokens}/{made['id']}")
    assert b"event: finished" not in stream.read()


def test_what_is_over_cannot_be_cancelled(world, customer):
    batch = customer.register(customer.id, partner_file(world.published(1)))
    assert customer.post(path_of(batch) + "/cancel").refused() == (409, "conflict")


def test_cancelling_gives_up_what_is_not_decided(own_server):
    own_server.settings["chunk_rows"] = 100
    own_server.start()
    customer = own_server.world().a_customer()
    text = partner_file([("A", "B", f"S{n}") for n in range(30_000)])
    accepted = customer.upload(customer.id, text).json
    assert customer.post(path_of(accepted) + "/cancel").status == 202
    batch = customer.finished(accepted)
    assert batch["state"] == "cancelled"
    assert batch["counts"]["cancelled"] > 0 and sum(batch["counts"].values()) == 30_000
    assert customer.counts()["registration_pending"] == 0
    row = customer.get(path_of(batch) + "/rows", state="cancelled", limit=1).json["items"][0]
    assert row["state"] == "cancelled" and row["error"] is None


def test_two_batches_at_once_give_each_device_one_row_that_counts(world, customer):
    text = partner_file(world.published(300))
    batches: list[dict] = []
    uploads = [
        threading.Thread(target=lambda: batches.append(customer.register(customer.id, text)))
        for _ in range(4)
    ]
    for upload in uploads:
        upload.start()
    for upload in uploads:
        upload.join()
    assert sum(b["counts"]["registered"] for b in batches) == 300
    assert sum(b["errors"].get("device_already_registered", 0) for b in batches) == 900
    assert customer.counts()["ready_for_user"] == 300


def test_a_row_whose_device_was_removed_says_so(world, customer):
    batch = customer.register(customer.id, partner_file(world.published(1)))
    device = customer.devices(customer.id)[0]
    customer.delete(f"/customers/{customer.id}/devices/{device['id']}")
    row = customer.rows(batch)[0]
    assert (row["state"], row["device_state"]) == ("registered", "removed")


def test_a_batch_of_another_customer_is_not_found(world, customer):
    batch = customer.register(customer.id, partner_file([UNKNOWN]))
    other = world.a_customer()
    for path in (path_of(batch), f"/customers/{other.id}/batches/{batch['id']}"):
        for end in ("", "/rows", "/results.csv", "/events"):
            assert other.get(path + end).refused() == (404, "not_found")
        for end in ("/retry", "/cancel"):
            assert other.post(path + end).refused() == (404, "not_found")
