"""What changes among a customer's devices, as server-sent events."""

import contextlib
import http.client
import json

from muster import contract
from muster.api import partner_file


@contextlib.contextmanager
def watching(api, customer):
    """What each event tells, as it comes; ends with the stream."""
    connection = http.client.HTTPConnection("127.0.0.1", api.port, timeout=20)
    connection.request("GET", f"/api/v1/customers/{customer.id}/events",
                       headers={"Authorization": f"Bearer {api.token}"})
    stream = connection.getresponse()
    assert stream.status == 200
    yield events_of(stream)
    connection.close()


def events_of(stream):
    for line in stream:
        if line.startswith(b"data: "):
            told = json.loads(line[len(b"data: "):])
            assert contract.faults({"$ref": "#/components/schemas/CustomerChanges"}, told) == []
            yield told


def test_the_first_event_tells_how_things_are(world):
    customer = world.a_customer()
    customer.register(customer.id, partner_file(world.published(2)))
    with watching(customer, customer) as told:
        assert next(told)["devices"]["ready_for_user"] == 2


def test_an_upload_is_told_to_its_end(world):
    customer = world.a_customer()
    text = partner_file(world.published(3))
    with watching(customer, customer) as told:
        assert next(told) == {"devices": customer.counts(), "batches": []}
        batch = customer.register(customer.id, text)
        last = next(event for event in told if any(b["state"] == "finished" for b in event["batches"]))
        assert last["batches"] == [batch] and last["devices"]["ready_for_user"] == 3


def test_what_comes_soon_after_is_told_together_and_not_lost(world):
    customer = world.a_customer()
    customer.register(customer.id, partner_file(world.published(20)))
    devices = customer.devices(customer.id)
    with watching(customer, customer) as told:
        next(told)
        for device in devices:
            customer.post(f"/customers/{customer.id}/devices/{device['id']}/check-ins")
        seen = []
        for event in told:
            seen.append(event["devices"]["active"])
            if seen[-1] == 20:
                break
        assert len(seen) < 20


def test_changes_and_removals_are_told(world):
    customer = world.a_customer()
    customer.register(customer.id, partner_file(world.published(1)))
    device = customer.devices(customer.id)[0]
    with watching(customer, customer) as told:
        next(told)
        customer.patch(f"/customers/{customer.id}/devices/{device['id']}", {"group_tag": "Desk"})
        assert next(told)["devices"]["total"] == 1
        customer.delete(f"/customers/{customer.id}/devices/{device['id']}")
        assert next(told)["devices"]["total"] == 0


def test_a_partner_is_told_of_its_own_devices_and_no_more_once_the_relationship_ended(world):
    customer = world.a_customer()
    partner = world.a_partner_of(customer)
    customer.register(customer.id, partner_file(world.published(1)))
    with watching(partner, customer) as told:
        assert next(told) == {"devices": {"registration_pending": 0, "registration_failed": 0, "ready_for_user": 0,
                                          "active": 0, "inactive": 0, "total": 0}, "batches": []}
        relationship = customer.get("/relationships").json["items"][0]
        assert customer.post(f"/relationships/{relationship['id']}/end").status == 200
        customer.register(customer.id, partner_file(world.published(1)))
        assert list(told) == []


def test_nobody_else_may_watch(world):
    customer = world.a_customer()
    assert world.a_customer().get(f"/customers/{customer.id}/events").refused() == (404, "not_found")
