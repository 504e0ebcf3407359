"""A device that no supplier published, and whose hardware hash somebody vouches for."""

import pytest

from muster.api import Api
from muster.server import run
from test_hash_policy import a_file, unheard_of


def with_approver(world, role: str | None) -> Api:
    customer = world.a_customer()
    set_approver(world, customer, role)
    return customer


def set_approver(world, customer: Api, role: str | None) -> None:
    changed = world.operator.patch(f"/organisations/{customer.id}/settings", {"hash_approver": role})
    assert changed.status == 200 and changed.json["hash_approver"] == role


def waiting(api: Api, customer: Api, count: int = 1) -> list[str]:
    """Devices that wait for approval; their IDs."""
    batch = api.register(customer.id, a_file(*(unheard_of() for _ in range(count))))
    assert batch["errors"] == {"approval_needed": count}
    return [device["id"] for device in api.devices(customer.id, batch_id=batch["id"])]


def approve(api: Api, customer: Api, *devices: str):
    return api.post(f"/customers/{customer.id}/devices/approve", {"device_ids": list(devices)})


def approved(api: Api, customer: Api, *devices: str) -> list[dict]:
    """What the devices became."""
    answer = approve(api, customer, *devices)
    assert answer.status == 200 and answer.json["approved"] == len(devices), answer.body
    found = []
    for batch in answer.json["batch_ids"]:
        customer.finished(customer.get(f"/customers/{customer.id}/batches/{batch}").json)
        found += customer.devices(customer.id, batch_id=batch)
    return found


def test_a_device_waits_visibly_until_it_is_approved(world):
    customer = with_approver(world, "administrator")
    device = waiting(customer, customer)[0]
    shown = customer.get(f"/customers/{customer.id}/devices/{device}").json
    assert shown["state"] == "registration_failed" and shown["error"]["title"] == "Approval needed"
    (new,) = approved(customer, customer, device)
    assert new["state"] == "ready_for_user" and new["serial_number"] == shown["serial_number"]
    assert customer.get(f"/customers/{customer.id}/devices/{device}").status == 404
    assert customer.counts()["total"] == 1
    story = customer.get(f"/customers/{customer.id}/devices/{new['id']}/history").json["items"]
    assert [event["event"] for event in story] == ["accepted", "failed", "approved", "registered"]
    assert story[2]["retried_as"] == new["id"]
    entry = customer.get(f"/customers/{customer.id}/devices/{device}/audit").json["items"][0]
    assert entry["action"] == "device.approved" and entry["after"] == {"batch_id": new["batch_id"]}


@pytest.mark.parametrize("role", ["operator", "administrator", "admin_agent"])
def test_only_the_role_that_the_settings_name_approves(world, role):
    customer = with_approver(world, role)
    partner = world.a_partner_of(customer)
    device = waiting(partner, customer)[0]
    people = {"operator": world.operator, "administrator": customer, "admin_agent": partner}
    for other, api in people.items():
        if other != role:
            assert approve(api, customer, device).refused() == (403, "forbidden")
    approved(people[role], customer, device)
    assert customer.counts()["ready_for_user"] == 1


def test_an_approved_device_stays_the_partners_that_registered_it(world):
    customer = with_approver(world, "administrator")
    partner = world.a_partner_of(customer)
    (new,) = approved(customer, customer, waiting(partner, customer)[0])
    assert [device["id"] for device in partner.devices(customer.id)] == [new["id"]]
    assert new["registered_by"]["organisation_id"] == partner.id


def test_what_does_not_wait_is_refused_one_by_one(world):
    customer = with_approver(world, "administrator")
    device, again = waiting(customer, customer, 2)
    (new,) = approved(customer, customer, device)
    unknown = "dev_1zzzzzzzzzzzz"
    answer = approve(customer, customer, device, new["id"], unknown, again).json
    assert answer["approved"] == 1 and len(answer["batch_ids"]) == 1
    assert [(r["device_id"], r["code"]) for r in answer["refused"]] == [
        (device, "not_found"), (new["id"], "not_waiting"), (unknown, "not_found")]


def test_approving_claims_like_any_registration(world):
    first, second = (with_approver(world, "administrator") for _ in range(2))
    file = a_file(unheard_of())
    devices = []
    for customer in (first, second):
        batch = customer.register(customer.id, file)
        devices.append(customer.devices(customer.id, batch_id=batch["id"])[0]["id"])
    (own,) = approved(first, first, devices[0])
    (late,) = approved(second, second, devices[1])
    assert own["state"] == "ready_for_user"
    assert late["error"]["code"] == "device_claimed_by_another_organization"


def test_many_of_several_uploads_are_approved_at_once(world):
    customer = with_approver(world, "administrator")
    devices = waiting(customer, customer, 3) + waiting(customer, customer, 2)
    assert {device["state"] for device in approved(customer, customer, *devices)} == {"ready_for_user"}
    assert customer.counts()["ready_for_user"] == 5


def test_the_command_line_approves(world):
    customer = with_approver(world, "administrator")
    device = waiting(customer, customer)[0]
    env = {"MUSTER_SERVER": f"http://127.0.0.1:{world.port}", "MUSTER_TOKEN": customer.token}
    assert run("devices", "approve", device, env=env).stdout == "1 approved\n"
    refused = run("devices", "approve", device, env=env, check=False)
    assert refused.returncode == 1 and "not_found" in refused.stdout


def test_without_the_policy_the_directory_decides_and_nobody_approves(world):
    customer = world.a_customer()
    batch = customer.register(customer.id, a_file(unheard_of()))
    assert batch["errors"] == {"device_not_found": 1}
    device = customer.devices(customer.id)[0]["id"]
    assert approve(customer, customer, device).refused() == (403, "forbidden")
    set_approver(world, customer, "administrator")
    assert approve(customer, customer, device).json["refused"][0]["code"] == "not_waiting"
    again = customer.finished(customer.post(f"/customers/{customer.id}/batches/{batch['id']}/retry").json)
    assert again["errors"] == {"approval_needed": 1}
    set_approver(world, customer, None)
    last = customer.finished(customer.post(f"/customers/{customer.id}/batches/{again['id']}/retry").json)
    assert last["errors"] == {"device_not_found": 1}


def test_a_check_first_foretells_that_it_will_wait(world):
    customer = with_approver(world, "administrator")
    checked = customer.upload(customer.id, a_file(unheard_of()), dry_run="true").json
    assert checked["errors"] == {"approval_needed": 1}


def test_only_the_operator_names_the_approver(world):
    customer = world.a_customer()
    settings = f"/organisations/{customer.id}/settings"
    assert customer.patch(settings, {"hash_approver": "administrator"}).refused() == (403, "forbidden")
    assert customer.patch(settings, {"hash_approver": None}).status == 200, "as it is"
    wrong = world.operator.patch(settings, {"hash_approver": "reader"})
    assert wrong.refused() == (422, "validation_failed")
