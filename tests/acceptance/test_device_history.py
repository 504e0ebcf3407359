"""What became of a device: its states, its check-ins, its audit log, and all devices day by day."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from muster.api import Api, partner_file
from muster.device import a_token, an_enrolled_device


@pytest.fixture
def customer(world):
    return world.a_customer()


def story(api: Api, customer: Api, device: str) -> list[dict]:
    answer = api.get(f"/customers/{customer.id}/devices/{device}/history")
    assert answer.status == 200, answer.body
    return answer.json["items"]


def events(api: Api, customer: Api, device: str) -> list[str]:
    return [event["event"] for event in story(api, customer, device)]


def registered(world, api: Api, customer: Api, **origin) -> str:
    """A device that is ready for its user; its id."""
    batch = api.register(customer.id, partner_file(world.published(1)), **origin)
    return api.devices(customer.id, batch_id=batch["id"])[0]["id"]


def today(api: Api, customer: Api) -> dict:
    return api.get(f"/customers/{customer.id}/devices/by-day", days=1).json["items"][0]


def test_a_device_has_a_history_from_upload_to_removal(world, customer):
    device = an_enrolled_device(world, customer)
    path = f"/customers/{customer.id}/devices/{device.device_id}"
    assert customer.post(f"{path}/allow-enrolment").status == 204
    assert device.enrol(a_token(customer)).status == 201
    customer.patch(path, {"group_tag": "Kiosk"})
    assert customer.delete(path).status == 204
    told = story(customer, customer, device.device_id)
    assert [event["event"] for event in told] == [
        "accepted", "registered", "enrolled", "enrolment_allowed", "enrolled_again", "removed"]
    assert [event["at"] for event in told] == sorted(event["at"] for event in told)
    assert all(event["exact"] for event in told)
    accepted, decided, *_, removed = told
    assert accepted["who"]["organisation_id"] == customer.id and accepted["request_id"]
    assert decided["who"] == {"name": "muster", "organisation_id": None, "organisation_name": None}
    assert removed["who"]["organisation_name"] == customer.organisation["name"]


def test_a_device_that_failed_says_why_and_as_what_it_was_tried_again(world, customer):
    devices = [("Everglen", "Ridge 5", f"LATE{uuid.uuid4().hex}")]
    batch = customer.register(customer.id, partner_file(devices), order_id="SO-7")
    failed = customer.devices(customer.id)[0]["id"]
    world.a_supplier().publish(partner_file(devices))
    again = customer.post(f"/customers/{customer.id}/batches/{batch['id']}/retry").json
    customer.finished(again)
    new = customer.devices(customer.id)[0]["id"]
    told = story(customer, customer, new)
    assert [event["event"] for event in told] == ["accepted", "failed", "retried", "accepted", "registered"]
    assert told[1]["error"]["code"] == "device_not_found" and told[0]["order_id"] == "SO-7"
    assert told[2]["retried_as"] == new and told[2]["device_id"] == failed
    assert story(customer, customer, failed) == told
    assert customer.get(f"/customers/{customer.id}/devices/{failed}").status == 404


def test_a_partner_sees_the_history_of_what_it_registered(world, customer):
    partner = world.a_partner_of(customer)
    own = registered(world, partner, customer)
    others = registered(world, customer, customer)
    customer.delete(f"/customers/{customer.id}/devices/{own}")
    told = story(partner, customer, own)
    assert [event["event"] for event in told] == ["accepted", "registered", "removed"]
    assert told[0]["who"]["name"] and told[2]["who"] == {
        "name": None, "organisation_id": customer.id, "organisation_name": customer.organisation["name"]}
    for what in ("history", "audit", "check-ins"):
        answer = partner.get(f"/customers/{customer.id}/devices/{others}/{what}")
        assert answer.refused() == (404, "not_found")
    assert [today(api, customer)["registered"] for api in (partner, customer)] == [1, 2]


def test_check_ins_are_days_and_a_key(world, customer):
    device = an_enrolled_device(world, customer)
    path = f"/customers/{customer.id}/devices/{device.device_id}/check-ins"
    seen = customer.get(path).json
    assert seen["key"]["public_key"] == device.enrolment()["public_key"]
    assert seen["key"]["place"] == "software"
    assert seen["days"] == [seen["last_at"][:10]] and seen["first_at"] <= seen["last_at"]
    assert not seen["may_enrol_again"]
    waiting = registered(world, customer, customer)
    nothing = customer.get(f"/customers/{customer.id}/devices/{waiting}/check-ins").json
    assert (nothing["first_at"], nothing["last_at"], nothing["days"], nothing["key"]) == (None, None, [], None)
    assert customer.post(f"/customers/{customer.id}/devices/{waiting}/check-ins").status == 200
    assert events(customer, customer, waiting) == ["accepted", "registered", "enrolled"]
    assert customer.get(f"/customers/{customer.id}/devices/{waiting}/check-ins").json["first_at"]


def test_the_audit_log_of_a_device_is_what_was_done_to_it(world, customer):
    partner = world.a_partner_of(customer)
    device = registered(world, partner, customer)
    path = f"/customers/{customer.id}/devices/{device}"
    customer.patch(path, {"group_tag": "Kiosk"})
    partner.patch(path, {"group_tag": "Lab"})
    customer.delete(path)
    actions = lambda api, **query: [  # noqa: E731
        (e["action"], e["after"].get("group_tag")) for e in api.pages(f"{path}/audit", **query)]
    assert actions(customer, limit=1) == [
        ("device.removed", None), ("device.changed", "Lab"), ("device.changed", "Kiosk")]
    assert actions(partner) == [("device.changed", "Lab")]
    assert actions(world.operator) == actions(customer)
    assert customer.token_with(role="reader").get(f"{path}/audit").refused() == (403, "forbidden")
    assert partner.token_with(role="helpdesk_agent").get(f"{path}/audit").refused() == (403, "forbidden")


def test_each_day_is_counted_and_adds_up_to_what_is_now(world, customer):
    batch = customer.register(customer.id, partner_file([*world.published(3), ("No", "Such", "Device")]))
    ids = [d["id"] for d in customer.devices(customer.id, state="ready_for_user")]
    for _ in range(2):
        customer.post(f"/customers/{customer.id}/devices/{ids[0]}/check-ins")
    customer.delete(f"/customers/{customer.id}/devices/{ids[1]}")
    customer.finished(customer.post(f"/customers/{customer.id}/batches/{batch['id']}/retry").json)
    day = today(customer, customer)
    assert day.pop("day") == datetime.now(UTC).date().isoformat()
    assert day == {
        "accepted": 5, "registered": 3, "failed": 2, "cancelled": 0, "retried": 1, "enrolled": 1, "removed": 1,
        "seen": 1,
        "states": {"registration_pending": 0, "registration_failed": 1, "ready_for_user": 1, "enrolled": 1}}
    counts = customer.counts()
    assert (counts["ready_for_user"], counts["registration_failed"]) == (1, 1)


def test_days_are_as_many_as_asked_for_and_end_today(customer):
    path = f"/customers/{customer.id}/devices/by-day"
    days = [item["day"] for item in customer.get(path).json["items"]]
    last = datetime.now(UTC).date()
    assert days == [(last - timedelta(days=29 - n)).isoformat() for n in range(30)]
    assert len(customer.get(path, days=366).json["items"]) == 366
    nothing = {"registration_pending": 0, "registration_failed": 0, "ready_for_user": 0, "enrolled": 0}
    assert customer.get(path, days=1).json["items"][0]["states"] == nothing
    for wrong in ("0", "367", "x", ""):
        assert customer.get(path, days=wrong).refused() == (422, "validation_failed")
