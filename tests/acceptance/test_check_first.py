"""Check first: every row's outcome is foretold, and nothing is changed."""

import csv
import io

from muster.api import Api, partner_file


def check(customer: Api, text: str | bytes, **options) -> dict:
    answer = customer.upload(customer.id, text, dry_run="true", **options)
    assert answer.status == 200, answer.body
    return answer.json


def a_file_with_every_outcome(world, customer: Api) -> str:
    """One row for each outcome that the partner form can have."""
    free, mine, theirs = world.published(3, manufacturer="Contoso Ltd.")
    other = world.a_customer()
    customer.register(customer.id, partner_file([mine]))
    other.register(other.id, partner_file([theirs]))
    return partner_file(
        [
            free,
            mine,
            theirs,
            ("CONTOSO LTD", *free[1:]),
            ("No", "Such", "Device"),
            free,
            ("", "M", "S"),
            ("A" * 257, "M", "S"),
            ("A", "B\x07", "S"),
            ("A", "B"),
        ]
    )


def test_what_is_foretold_is_what_happens_row_by_row(world):
    customer = world.a_customer()
    text = a_file_with_every_outcome(world, customer)
    told = check(customer, text)
    batch = customer.register(customer.id, text)
    assert told["rows"] == batch["rows"] == 10
    assert told["counts"]["registered"] == batch["counts"]["registered"] == 1
    assert told["errors"] == batch["errors"] and len(batch["errors"]) == 8
    for foretold, row in zip(told["failed_rows"], customer.rows(batch, state="failed"), strict=True):
        both = (foretold["error"], row["error"])
        assert foretold["row"] == row["row"] and foretold["input"] == row["input"]
        assert {**both[0], "request_id": None} == {**both[1], "request_id": None}


def test_a_check_changes_nothing(world):
    customer, other = world.a_customer(), world.a_customer()
    text = partner_file(world.published(2))
    assert check(customer, text, order_id="O")["counts"] == {"registered": 2, "failed": 0}
    assert customer.counts()["total"] == 0 and customer.devices(customer.id) == []
    assert customer.get(f"/customers/{customer.id}/batches").json["items"] == []
    assert check(customer, text)["counts"]["registered"] == 2
    assert other.register(other.id, text)["counts"]["registered"] == 2


def test_a_check_as_csv_tells_of_every_row(world):
    customer = world.a_customer()
    text = a_file_with_every_outcome(world, customer)
    answer = customer.upload(customer.id, text, dry_run="true", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.body.decode(), newline="")))
    assert rows[0][:3] == ["Manufacturer", "Model", "Serial Number"]
    assert rows[0][3:] == ["State", "Error code", "Title", "Advice", "Hint", "Request ID"]
    failed = {row["row"]: row["error"]["code"] for row in check(customer, text)["failed_rows"]}
    for number, row in enumerate(rows[1:], start=2):
        assert (row[3], row[4]) == (
            ("failed", failed[number]) if number in failed else ("registered", "")
        )


def test_more_failed_rows_than_an_answer_holds_are_said_to_be_cut(world):
    customer = world.a_customer()
    told = check(customer, partner_file([("A", "B", f"S{n}") for n in range(1001)]))
    assert told["counts"]["failed"] == told["errors"]["device_not_found"] == 1001
    assert len(told["failed_rows"]) == 1000 and told["failed_rows_truncated"]


def test_devices_as_json_and_as_a_form_are_checked_too(world):
    customer = world.a_customer()
    free = world.published(1)[0]
    devices = [{"manufacturer": free[0], "model": free[1], "serial_number": free[2]}, {"model": "x"}]
    path = f"/customers/{customer.id}/batches"
    answer = customer.request(
        "POST", f"/api/v1{path}", query={"dry_run": "true"}, json_body={"devices": devices}
    )
    assert answer.json["counts"] == {"registered": 1, "failed": 1}
    assert [row["row"] for row in answer.json["failed_rows"]] == [2]
    form = (
        '--b\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\n'
        f"{partner_file([free])}\r\n--b--\r\n"
    )
    told = check(customer, form, content_type="multipart/form-data; boundary=b")
    assert told["counts"] == {"registered": 1, "failed": 0}
    assert customer.counts()["total"] == 0


def test_a_file_that_cannot_be_read_is_refused_by_a_check_as_by_an_upload(world):
    customer = world.a_customer()
    answers = [
        customer.upload(customer.id, "Model\nA\n", **query) for query in ({}, {"dry_run": "true"})
    ]
    assert [a.status for a in answers] == [422, 422]
    assert answers[0].json["errors"] == answers[1].json["errors"]


def test_dry_run_is_true_or_false_and_nothing_else(world):
    customer = world.a_customer()
    answer = customer.upload(customer.id, partner_file([("A", "B", "C")]), dry_run="yes")
    assert (answer.status, answer.code) == (422, "validation_failed")
    assert answer.json["errors"][0]["parameter"] == "dry_run"
    assert customer.get(f"/customers/{customer.id}/batches").json["items"] == []
