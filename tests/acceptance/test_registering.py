"""The main job: from a file to Ready for user."""

import hashlib

from muster.api import partner_file


def test_every_row_is_pending_at_202_and_then_decided(world):
    customer = world.a_customer()
    devices = world.published(3)
    text = partner_file(devices)
    accepted = customer.upload(customer.organisation["id"], text, order_id="注文-1 🚀", purchase_id="P/2",
                               file_name="list.csv")
    batch = accepted.json
    assert batch["rows"] == 3 and sum(batch["counts"].values()) == 3
    done = customer.finished(batch)
    assert done["counts"] == {"pending": 0, "registered": 3, "failed": 0, "cancelled": 0}
    assert (done["order_id"], done["purchase_id"], done["file_name"]) == ("注文-1 🚀", "P/2", "list.csv")
    assert done["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert done["bytes"] == len(text.encode())
    assert {d["state_title"] for d in customer.devices(customer.organisation["id"])} == {"Ready for user"}


def test_a_form_is_taken_as_well(world):
    customer = world.a_customer()
    text = partner_file(world.published(1))
    body = ('--b\r\nContent-Disposition: form-data; name="order_id"\r\n\r\nO-7\r\n'
            '--b\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n'
            f'Content-Type: text/csv\r\n\r\n{text}\r\n--b--\r\n')
    batch = customer.register(customer.organisation["id"], body, content_type="multipart/form-data; boundary=b")
    assert (batch["order_id"], batch["file_name"], batch["counts"]["registered"]) == ("O-7", "x.csv", 1)


def test_a_device_typed_in_is_taken_as_json(world):
    customer = world.a_customer()
    manufacturer, model, serial = world.published(1)[0]
    accepted = customer.post(f"/customers/{customer.organisation['id']}/batches", {
        "order_id": "J1", "devices": [{"manufacturer": manufacturer, "model": model, "serial_number": serial,
                                       "group_tag": "Front desk"}]})
    assert accepted.status == 202, accepted.body
    batch = customer.finished(accepted.json)
    assert batch["counts"]["registered"] == 1
    assert customer.devices(customer.organisation["id"])[0]["group_tag"] == "Front desk"


def test_each_error_of_the_catalogue_has_title_advice_and_request_id(world):
    customer, other = world.a_customer(), world.a_customer()
    mine, theirs = world.published(2)
    customer.register(customer.organisation["id"], partner_file([mine]))
    other.register(other.organisation["id"], partner_file([theirs]))
    batch = customer.register(customer.organisation["id"], partner_file([mine, theirs, ("No", "Such", "Device")]))
    assert customer.outcomes(batch) == {
        2: "device_already_registered",
        3: "device_claimed_by_another_organization",
        4: "device_not_found",
    }
    for row in customer.rows(batch):
        error = row["error"]
        assert error["title"] and error["advice"] and error["request_id"] == batch["request_id"]
        assert other.organisation["name"] not in str(row)
    assert batch["errors"] == {"device_already_registered": 1, "device_not_found": 1,
                               "device_claimed_by_another_organization": 1}


def test_the_hint_is_given_only_to_who_knows_the_serial_number(world):
    customer = world.a_customer()
    manufacturer, model, serial = world.published(1, manufacturer="Contoso Ltd.")[0]
    batch = customer.register(customer.organisation["id"], partner_file([
        ("CONTOSO LTD", model, serial), ("Fabrikam", model, serial), ("CONTOSO LTD", model, serial.lower())]))
    hints = {row["row"]: row["error"]["hint"] for row in customer.rows(batch)}
    assert "`Contoso Ltd.`" in hints[2] and "`CONTOSO LTD`" in hints[2]
    assert hints[3] is None and hints[4] is None


def test_a_check_foretells_every_row_and_changes_nothing(world):
    customer, other = world.a_customer(), world.a_customer()
    free, theirs = world.published(2)
    other.register(other.organisation["id"], partner_file([theirs]))
    text = partner_file([free, theirs, ("No", "Such", "Device"), free, ("", "M", "S")])
    forecast = customer.upload(customer.organisation["id"], text, dry_run="true")
    assert forecast.status == 200
    told = {row["row"]: row["error"]["code"] for row in forecast.json["failed_rows"]}
    assert customer.get(f"/customers/{customer.organisation['id']}/devices/counts").json["total"] == 0
    assert customer.get(f"/customers/{customer.organisation['id']}/batches").json["items"] == []
    happened = customer.outcomes(customer.register(customer.organisation["id"], text))
    assert {row: code for row, code in happened.items() if code != "registered"} == told

    csv = customer.upload(customer.organisation["id"], text, dry_run="true", headers={"Accept": "text/csv"})
    assert csv.headers["content-type"].startswith("text/csv") and csv.body.count(b"\r\n") == 6


def test_failed_then_published_then_retried_is_ready(world):
    customer, supplier = world.a_customer(), world.a_supplier()
    device = ("Late", "Model", "L" + supplier.organisation["id"])
    listed = world.published(1)[0]
    first = customer.register(customer.organisation["id"], partner_file([listed, device]))
    assert customer.outcomes(first) == {2: "registered", 3: "device_not_found"}
    supplier.post(f"/suppliers/{supplier.organisation['id']}/directory", {"entries": [
        dict(zip(("manufacturer", "model", "serial_number"), device))]})
    path = f"/customers/{customer.organisation['id']}/batches/{first['id']}"
    second = customer.finished(customer.post(path + "/retry").json)
    assert second["retry_of"] == first["id"]
    assert customer.outcomes(second) == {3: "registered"}
    counts = customer.get(f"/customers/{customer.organisation['id']}/devices/counts").json
    assert (counts["ready_for_user"], counts["registration_failed"]) == (2, 0)
    again = customer.post(path + "/retry")
    assert (again.status, again.code) == (409, "conflict")


def test_results_can_be_downloaded_with_formulas_made_harmless(world):
    customer = world.a_customer()
    batch = customer.register(customer.organisation["id"], partner_file([("=1+1", "B", "C")]))
    answer = customer.get(f"/customers/{customer.organisation['id']}/batches/{batch['id']}/results.csv")
    lines = answer.body.decode("utf-8-sig").split("\r\n")
    assert lines[0].endswith("State,Error code,Title,Advice,Hint,Request ID")
    assert lines[1].startswith("'=1+1,B,C,") and "device_not_found" in lines[1]


def test_rows_are_listed_by_outcome_and_paged(world):
    customer = world.a_customer()
    listed = world.published(3)
    batch = customer.register(customer.organisation["id"], partner_file([*listed, ("A", "B", "1"), ("A", "B", "2")]))
    path = f"/customers/{customer.organisation['id']}/batches/{batch['id']}/rows"
    page = customer.get(path, state="failed", limit=1).json
    assert [r["row"] for r in page["items"]] == [5] and page["next_cursor"]
    assert [r["row"] for r in customer.pages(path, state="failed", limit=1)] == [5, 6]
    assert [r["row"] for r in customer.pages(path, state="registered", limit=2)] == [2, 3, 4]
    assert customer.pages(path, state="pending") == []


def test_progress_comes_as_events(world):
    customer = world.a_customer()
    batch = customer.register(customer.organisation["id"], partner_file(world.published(1)))
    answer = customer.get(f"/customers/{customer.organisation['id']}/batches/{batch['id']}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert b"event: finished" in answer.body and batch["id"].encode() in answer.body


def test_what_is_over_cannot_be_cancelled(world):
    customer = world.a_customer()
    batch = customer.register(customer.organisation["id"], partner_file(world.published(1)))
    answer = customer.post(f"/customers/{customer.organisation['id']}/batches/{batch['id']}/cancel")
    assert (answer.status, answer.code) == (409, "conflict")


def test_cancelling_gives_up_what_is_not_decided(own_server):
    own_server.settings["chunk_rows"] = 100
    own_server.start()
    from muster.api import Api, World
    world = World(own_server.port, Api(own_server.port, own_server.operator_token()))
    customer = world.a_customer()
    text = partner_file([("A", "B", f"S{n}") for n in range(30_000)])
    accepted = customer.upload(customer.organisation["id"], text).json
    path = f"/customers/{customer.organisation['id']}/batches/{accepted['id']}"
    assert customer.post(path + "/cancel").status == 202
    batch = customer.finished(accepted)
    assert batch["state"] == "cancelled"
    assert batch["counts"]["cancelled"] > 0 and sum(batch["counts"].values()) == 30_000
    counts = customer.get(f"/customers/{customer.organisation['id']}/devices/counts").json
    assert counts["registration_pending"] == 0
    row = customer.get(path + "/rows", state="cancelled", limit=1).json["items"][0]
    assert row["state"] == "cancelled" and row["error"] is None
