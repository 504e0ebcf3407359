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
