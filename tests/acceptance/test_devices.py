"""A customer's devices: lists, changes, removal."""

import csv
import io
import itertools
import random
from datetime import timedelta

import pytest

from muster.api import partner_file


@pytest.fixture
def customer(world):
    customer = world.a_customer()
    return customer


def registered(world, customer, count, **origin):
    return customer.register(customer.id, partner_file(world.published(count)), **origin)


def test_the_five_states_are_counted_and_filter(world, customer):
    registered(world, customer, 3)
    customer.register(customer.id, partner_file([("No", "Such", "Device")]))
    seen = customer.devices(customer.id, state="ready_for_user")[0]
    answer = customer.post(f"/customers/{customer.id}/devices/{seen['id']}/check-ins")
    assert answer.status == 200 and answer.json["state"] == "active"
    counts = customer.get(f"/customers/{customer.id}/devices/counts").json
    assert counts == {"registration_pending": 0, "registration_failed": 1, "ready_for_user": 2, "active": 1,
                      "inactive": 0, "total": 4}
    for state, count in counts.items():
        if state != "total":
            assert len(customer.devices(customer.id, state=state)) == count


@pytest.mark.parametrize("sort", ["serial_number", "-serial_number", "registered", "-registered", "state",
                                  "-state", "last_seen", "-last_seen"])
def test_pages_follow_each_other_in_every_order(world, customer, sort):
    registered(world, customer, 4)
    customer.register(customer.id, partner_file([("No", "Such", "X1"), ("No", "Such", "X2")]))
    for device in customer.devices(customer.id, state="ready_for_user")[:2]:
        customer.post(f"/customers/{customer.id}/devices/{device['id']}/check-ins")
    whole = customer.get(f"/customers/{customer.id}/devices", sort=sort, limit=200).json["items"]
    paged = customer.pages(f"/customers/{customer.id}/devices", sort=sort, limit=1)
    assert [d["id"] for d in paged] == [d["id"] for d in whole] and len(whole) == 6
    key = {"serial_number": lambda d: d["serial_number"], "last_seen": lambda d: d["last_seen_at"] or "",
           "registered": lambda d: (d["registered_at"], d["row"]),
           "state": lambda d: ["registration_pending", "registration_failed", "ready_for_user", "active",
                               "inactive"].index(d["state"])}[sort.lstrip("-")]
    values = [key(d) for d in whole]
    assert values == sorted(values, reverse=sort.startswith("-"))


def test_filters_by_batch_order_purchase_tag_and_serial(world, customer):
    first = registered(world, customer, 2, order_id="O1", purchase_id="P1")
    registered(world, customer, 3, order_id="O2", purchase_id="P1")
    count = lambda **query: len(customer.devices(customer.id, **query))
    assert count(batch_id=first["id"]) == 2
    assert (count(order_id="O1"), count(order_id="O2"), count(order_id="O3")) == (2, 3, 0)
    assert count(purchase_id="P1") == 5
    device = customer.devices(customer.id, order_id="O1")[0]
    assert count(serial_prefix=device["serial_number"][:11]) == 1
    assert count(serial_prefix=device["serial_number"], state="registration_failed") == 0
    customer.post(f"/customers/{customer.id}/devices/update", {"device_ids": [device["id"]], "group_tag": "T"})
    assert count(group_tag="T") == 1 and count(group_tag="T", sort="serial_number") == 1
    assert count(group_tag="T", order_id="O2") == 0


def test_tag_and_user_are_set_and_cleared_and_a_lost_update_is_refused(world, customer):
    registered(world, customer, 1)
    device = customer.devices(customer.id)[0]
    path = f"/api/v1/customers/{customer.id}/devices/{device['id']}"
    read = customer.request("GET", path)
    changed = customer.request("PATCH", path, json_body={"group_tag": "受付", "assigned_user": "ada@example.com"},
                               headers={"If-Match": read.headers["etag"]})
    assert (changed.json["group_tag"], changed.json["assigned_user"]) == ("受付", "ada@example.com")
    lost = customer.request("PATCH", path, json_body={"group_tag": "X"}, headers={"If-Match": read.headers["etag"]})
    assert (lost.status, lost.code) == (412, "precondition_failed")
    cleared = customer.request("PATCH", path, json_body={"group_tag": None})
    assert cleared.json["group_tag"] is None and cleared.json["assigned_user"] == "ada@example.com"


def test_a_removed_device_is_free_again_for_anybody(world, customer):
    devices = world.published(1)
    customer.register(customer.id, partner_file(devices))
    device = customer.devices(customer.id)[0]
    assert customer.delete(f"/customers/{customer.id}/devices/{device['id']}").status == 204
    assert customer.devices(customer.id) == []
    assert customer.get(f"/customers/{customer.id}/devices/{device['id']}").status == 404
    other = world.a_customer()
    batch = other.register(other.organisation["id"], partner_file(devices))
    assert batch["counts"]["registered"] == 1
    again = customer.register(customer.id, partner_file(devices))
    assert again["errors"] == {"device_claimed_by_another_organization": 1}


def test_many_are_removed_at_once_and_each_refusal_is_told(world, customer):
    registered(world, customer, 3)
    ids = [d["id"] for d in customer.devices(customer.id)]
    answer = customer.post(f"/customers/{customer.id}/devices/remove", {"device_ids": [*ids, "dev_0000000000001"]})
    assert answer.json["removed"] == 3
    assert [r["code"] for r in answer.json["refused"]] == ["not_found"]
    assert customer.get(f"/customers/{customer.id}/devices/counts").json["total"] == 0


def test_the_export_has_the_devices_of_the_filter(world, customer):
    registered(world, customer, 2)
    customer.register(customer.id, partner_file([("@SUM(A1)", "B", "C")]))
    text = customer.get(f"/customers/{customer.id}/devices/export.csv", state="registration_failed").body
    lines = text.decode("utf-8-sig").strip().split("\r\n")
    assert len(lines) == 2 and "'@SUM(A1)" in lines[1]


def test_a_failed_device_does_not_check_in(customer):
    customer.register(customer.id, partner_file([("No", "Such", "Device")]))
    device = customer.devices(customer.id)[0]
    answer = customer.post(f"/customers/{customer.id}/devices/{device['id']}/check-ins")
    assert (answer.status, answer.code) == (409, "conflict")


def test_a_device_is_inactive_when_it_was_not_seen_for_seven_days(simulated):
    world = simulated.world()
    customer = world.a_customer()
    registered(world, customer, 2)
    for device in customer.devices(customer.id):
        customer.post(f"/customers/{customer.id}/devices/{device['id']}/check-ins")
        simulated.move_clock(world.operator, timedelta(days=4))
    counts = customer.counts()
    assert (counts["active"], counts["inactive"], counts["total"]) == (1, 1, 2)
    inactive = customer.devices(customer.id, state="inactive")[0]
    assert inactive["state_title"] == "Inactive"
    again = customer.post(f"/customers/{customer.id}/devices/{inactive['id']}/check-ins")
    assert again.json["state"] == "active" and customer.counts()["inactive"] == 0


def test_a_pending_device_cannot_be_removed(own_server):
    own_server.settings["chunk_rows"] = 100
    own_server.start()
    customer = own_server.world().a_customer()
    text = partner_file([("A", "B", f"S{n}") for n in range(100_000)])
    batch = customer.upload(customer.id, text).json
    last = customer.get(f"/customers/{customer.id}/devices", limit=1).json["items"][0]
    assert last["state"] == "registration_pending" and last["row"] == 100_001
    path = f"/customers/{customer.id}/devices"
    assert customer.delete(f"{path}/{last['id']}").refused() == (409, "conflict")
    answer = customer.post(path + "/remove", {"device_ids": [last["id"]]})
    assert (answer.json["removed"], answer.json["refused"][0]["code"]) == (0, "registration_pending")
    customer.post(f"/customers/{customer.id}/batches/{batch['id']}/cancel")


def test_a_device_is_read_again_only_when_it_changed(world, customer):
    registered(world, customer, 1)
    device = customer.devices(customer.id)[0]
    path = f"/api/v1/customers/{customer.id}/devices/{device['id']}"
    known = {"If-None-Match": customer.request("GET", path).headers["etag"]}
    assert customer.request("GET", path, headers=known).status == 304
    customer.request("PATCH", path, json_body={"group_tag": "X"})
    assert customer.request("GET", path, headers=known).status == 200


def test_a_removal_that_depends_on_an_old_reading_is_refused(world, customer):
    registered(world, customer, 1)
    device = customer.devices(customer.id)[0]
    path = f"/api/v1/customers/{customer.id}/devices/{device['id']}"
    read = customer.request("GET", path).headers["etag"]
    customer.request("PATCH", path, json_body={"group_tag": "X"})
    lost = customer.request("DELETE", path, headers={"If-Match": read})
    assert lost.refused() == (412, "precondition_failed")
    assert customer.request("DELETE", path, headers={"If-Match": lost.headers["etag"]}).status == 204


def test_many_are_changed_at_once_and_each_refusal_is_told(world, customer):
    registered(world, customer, 3)
    ids = [d["id"] for d in customer.devices(customer.id)]
    path = f"/customers/{customer.id}/devices/update"
    change = {"group_tag": "T", "assigned_user": "ada@example.com"}
    answer = customer.post(path, {"device_ids": [*ids, "nonsense"], **change})
    assert answer.json["updated"] == 3
    assert [(r["device_id"], r["code"]) for r in answer.json["refused"]] == [("nonsense", "not_found")]
    assert {(d["group_tag"], d["assigned_user"]) for d in customer.devices(customer.id)} == {("T", "ada@example.com")}
    for body in ({"device_ids": ids}, {"device_ids": [], "group_tag": "T"}, {"device_ids": [1], "group_tag": "T"}):
        assert customer.post(path, body).refused() == (422, "validation_failed")


def test_a_failed_device_can_be_removed_from_the_list(customer):
    customer.register(customer.id, partner_file([("No", "Such", "Device")]))
    device = customer.devices(customer.id)[0]
    assert (device["state"], device["error"]["code"]) == ("registration_failed", "device_not_found")
    assert customer.delete(f"/customers/{customer.id}/devices/{device['id']}").status == 204
    assert customer.counts()["total"] == 0


def test_removed_and_registered_again_it_is_ready(world, customer):
    devices = world.published(2)
    customer.register(customer.id, partner_file(devices))
    ids = [d["id"] for d in customer.devices(customer.id)]
    customer.post(f"/customers/{customer.id}/devices/remove", {"device_ids": ids})
    batch = customer.register(customer.id, partner_file(devices))
    assert batch["counts"]["registered"] == 2 and customer.counts()["ready_for_user"] == 2


def test_the_export_names_state_error_origin_and_ids(world, customer):
    partner = world.a_partner_of(customer)
    partner.register(customer.id, partner_file(world.published(1)), order_id="=O", purchase_id="P")
    answer = customer.get(f"/customers/{customer.id}/devices/export.csv", sort="serial_number")
    rows = list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))
    device = customer.devices(customer.id)[0]
    assert len(rows) == 1
    assert (rows[0]["Serial Number"], rows[0]["State"]) == (device["serial_number"], "Ready for user")
    assert (rows[0]["Order ID"], rows[0]["Purchase ID"]) == ("'=O", "P")
    assert (rows[0]["Device ID"], rows[0]["Batch ID"]) == (device["id"], device["batch_id"])


def test_a_cursor_of_another_order_is_refused(world, customer):
    registered(world, customer, 2)
    path = f"/customers/{customer.id}/devices"
    cursor = customer.get(path, limit=1, sort="state").json["next_cursor"]
    answer = customer.get(path, limit=1, sort="serial_number", cursor=cursor)
    assert answer.refused() == (422, "validation_failed")


STATES = ["registration_pending", "registration_failed", "ready_for_user", "active", "inactive"]


def test_any_filters_and_any_order_together_give_what_a_plain_search_would(world, customer):
    """Lists are answered by several indexes; which one is taken must not show."""
    chance = random.Random(20261123)
    supplier = world.a_supplier()
    batches = []
    for order, purchase in itertools.product(("O1", "O2", None), ("P1", None)):
        serials = [f"{chance.choice('AB')}{chance.choice('ab')}{chance.getrandbits(40)}" for _ in range(8)]
        devices = [("Maker", "Model", serial) for serial in serials]
        supplier.publish(partner_file(devices[:5]))
        origin = {"order_id": order, "purchase_id": purchase}
        given = {name: value for name, value in origin.items() if value}
        batches.append(customer.register(customer.id, partner_file(devices), **given)["id"])
    for device in customer.devices(customer.id, state="ready_for_user"):
        path = f"/customers/{customer.id}/devices"
        tag = chance.choice(["T1", "T2", None])
        customer.post(f"{path}/update", {"device_ids": [device["id"]], "group_tag": tag})
        if chance.random() < 0.5:
            customer.post(f"{path}/{device['id']}/check-ins")
    everything = customer.devices(customer.id)
    assert len(everything) == 48

    keys = {
        "serial_number": lambda d: d["serial_number"].encode(),
        "last_seen": lambda d: d["last_seen_at"] or "",
        "registered": lambda d: (d["registered_at"], d["batch_id"], d["row"]),
        "state": lambda d: STATES.index(d["state"]),
    }
    choices = {
        "state": [None, *STATES[1:4]],
        "order_id": [None, None, "O1", "O2"],
        "purchase_id": [None, None, "P1"],
        "group_tag": [None, None, "T1"],
        "batch_id": [None, None, None, batches[0]],
        "serial_prefix": [None, "A", "Ba"],
        "sort": [sign + key for sign in ("", "-") for key in keys],
        "limit": [1, 3, 200],
    }
    for _ in range(150):
        query = {name: chance.choice(values) for name, values in choices.items()}
        query = {name: value for name, value in query.items() if value}
        wanted = [
            device
            for device in everything
            if device["serial_number"].startswith(query.get("serial_prefix", ""))
            and all(device[name] == value for name, value in query.items() if name in device)
        ]
        found = customer.pages(f"/customers/{customer.id}/devices", **query)
        assert {d["id"] for d in found} == {d["id"] for d in wanted}, query
        assert len(found) == len(wanted), query
        values = [keys[query["sort"].lstrip("-")](device) for device in found]
        assert values == sorted(values, reverse=query["sort"].startswith("-")), query


@pytest.mark.parametrize("sort", ["serial_number", "-serial_number", "registered", "-registered", "state",
                                  "-state", "last_seen", "-last_seen"])
def test_a_list_is_jumped_into_in_every_order(world, customer, sort):
    registered(world, customer, 4)
    customer.register(customer.id, partner_file([("No", "Such", "X1"), ("No", "Such", "X2")]))
    for device in customer.devices(customer.id, state="ready_for_user")[:2]:
        customer.post(f"/customers/{customer.id}/devices/{device['id']}/check-ins")
    path = f"/customers/{customer.id}/devices"
    whole = [d["id"] for d in customer.get(path, sort=sort, limit=200).json["items"]]
    for skip in range(len(whole) + 2):
        page = customer.get(path, sort=sort, skip=skip, limit=2).json
        assert [d["id"] for d in page["items"]] == whole[skip:skip + 2]
        if page["next_cursor"]:
            assert customer.get(path, sort=sort, limit=1, cursor=page["next_cursor"]).json["items"][0]["id"] == \
                whole[skip + 2]


@pytest.mark.parametrize("query", [{"skip": -1}, {"skip": "x"}, {"skip": 1, "serial_prefix": "A"},
                                   {"skip": 1, "order_id": "O"}, {"skip": 10**10}])
def test_a_jump_goes_with_state_alone(customer, query):
    answer = customer.get(f"/customers/{customer.id}/devices", **query)
    assert answer.refused() == (422, "validation_failed")
    assert answer.json["errors"][0]["parameter"] == "skip"
