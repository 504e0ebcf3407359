"""Organisations: names, settings, suspension, deletion."""

import uuid
from datetime import timedelta

from muster.api import partner_file


def path(organisation) -> str:
    return f"/organisations/{organisation.id}"


def test_an_organisation_is_renamed_in_any_script_and_the_change_is_in_its_log(world):
    customer = world.a_customer()
    name = f"港のパン屋 {uuid.uuid4()}"
    renamed = customer.patch(path(customer), {"name": name})
    assert renamed.status == 200 and renamed.json["name"] == name
    entry = customer.get(path(customer) + "/audit").json["items"][0]
    assert entry["action"] == "organisation.renamed"
    assert entry["before"] == {"name": customer.organisation["name"]}
    assert entry["after"] == {"name": name}
    assert entry["who"]["name"] == "test"
    assert entry["request_id"] == renamed.headers["request-id"]


def test_a_name_that_is_taken_is_refused_for_the_same_kind_only(world):
    name = f"Twins {uuid.uuid4()}"
    world.join("customer", name)
    other = world.a_customer()
    assert other.patch(path(other), {"name": name}).refused() == (409, "conflict")
    supplier = world.a_supplier()
    assert supplier.patch(path(supplier), {"name": name}).status == 200


def test_a_name_of_nothing_but_blanks_is_refused(world):
    for name in (" ", "\u3000\u00a0"):
        refused = world.operator.post("/organisations", {"kind": "customer", "name": name})
        assert refused.refused() == (422, "validation_failed")
        assert refused.json["errors"][0]["code"] == "blank"


def test_a_suspended_customer_reads_and_checks_in_and_changes_nothing(world):
    customer = world.a_customer()
    device = world.published(1)
    customer.register(customer.id, partner_file(device))
    found = customer.devices(customer.id)[0]
    suspended = world.operator.patch(path(customer), {"state": "suspended"})
    assert suspended.json["state"] == "suspended"

    assert customer.get(f"/customers/{customer.id}/devices").status == 200
    refused = customer.upload(customer.id, partner_file(device))
    assert refused.refused() == (403, "forbidden")
    assert "suspended" in refused.json["detail"]
    assert customer.post(f"/customers/{customer.id}/devices/{found['id']}/check-ins").status == 200

    assert world.operator.patch(path(customer), {"state": "active"}).status == 200
    assert customer.upload(customer.id, partner_file(device)).status == 202


def test_a_suspended_partner_registers_for_nobody(world):
    customer = world.a_customer()
    partner = world.a_partner_of(customer)
    world.operator.patch(path(partner), {"state": "suspended"})
    refused = partner.upload(customer.id, partner_file(world.published(1)))
    assert refused.refused() == (403, "forbidden")


def test_only_the_operator_suspends(world):
    customer = world.a_customer()
    assert customer.patch(path(customer), {"state": "suspended"}).refused() == (403, "forbidden")


def delete(world, organisation, name):
    return world.operator.request(
        "DELETE", "/api/v1" + path(organisation), query={"confirm_name": name}
    )


def test_an_organisation_is_deleted_only_with_its_name_typed(world):
    customer = world.a_customer()
    name = customer.organisation["name"]
    assert delete(world, customer, name.upper()).refused() == (422, "validation_failed")
    assert delete(world, customer, name).status == 204
    assert customer.get("/whoami").status == 401
    assert world.operator.get(path(customer)).status == 404


def test_a_customer_with_devices_is_not_deleted(world):
    customer = world.a_customer()
    customer.register(customer.id, partner_file(world.published(1)))
    refused = delete(world, customer, customer.organisation["name"])
    assert refused.refused() == (409, "conflict")


def test_a_supplier_with_entries_is_not_deleted(world):
    supplier = world.a_supplier()
    supplier.publish(partner_file([("A", "B", uuid.uuid4().hex)]))
    refused = delete(world, supplier, supplier.organisation["name"])
    assert refused.refused() == (409, "conflict")


def test_settings_are_kept_and_what_is_left_out_stays(world):
    customer = world.a_customer()
    settings = path(customer) + "/settings"
    assert customer.get(settings).json == {
        "default_group_tag": None,
        "check_in_age_hours": 168,
        "notification_addresses": [],
        "hardware_hash_alone": False,
        "hash_approver": None,
        "require_tpm": False,
    }
    customer.patch(settings, {"check_in_age_hours": 72, "default_group_tag": "Kiosk"})
    customer.patch(settings, {"notification_addresses": ["it@harbour.example"], "require_tpm": True})
    assert customer.get(settings).json == {
        "default_group_tag": "Kiosk",
        "check_in_age_hours": 72,
        "notification_addresses": ["it@harbour.example"],
        "hardware_hash_alone": False,
        "hash_approver": None,
        "require_tpm": True,
    }


def test_a_default_group_tag_is_given_to_rows_without_one(world):
    customer = world.a_customer()
    customer.patch(path(customer) + "/settings", {"default_group_tag": "Kiosk"})
    plain, tagged = world.published(1), world.published(1)
    customer.register(customer.id, partner_file(plain))
    rows = [{"manufacturer": m, "model": n, "serial_number": s, "group_tag": "Desk"} for m, n, s in tagged]
    made = customer.post(f"/customers/{customer.id}/batches", {"devices": rows})
    customer.finished(made.json)
    tags = {d["serial_number"]: d["group_tag"] for d in customer.devices(customer.id)}
    assert tags == {plain[0][2]: "Kiosk", tagged[0][2]: "Desk"}


def test_a_device_is_inactive_after_the_check_in_age_of_its_customer(simulated):
    world = simulated.world()
    customer = world.a_customer()
    customer.register(customer.id, partner_file(world.published(1)))
    device = customer.devices(customer.id)[0]
    devices = f"/customers/{customer.id}/devices"
    customer.post(f"{devices}/{device['id']}/check-ins")
    simulated.move_clock(world.operator, timedelta(hours=2))
    for hours, state in ((1, "inactive"), (3, "active")):
        customer.patch(path(customer) + "/settings", {"check_in_age_hours": hours})
        assert customer.get(f"{devices}/{device['id']}").json["state"] == state
        assert [d["id"] for d in customer.devices(customer.id, state=state)] == [device["id"]]
        assert customer.counts()[state] == 1


def test_a_wrong_setting_is_refused_with_its_place(world):
    customer = world.a_customer()
    refused = customer.patch(
        path(customer) + "/settings",
        {"check_in_age_hours": 0, "notification_addresses": ["a@b.example", "nobody"]},
    )
    assert refused.refused() == (422, "validation_failed")
    pointers = {error["pointer"] for error in refused.json["errors"]}
    assert pointers == {"/check_in_age_hours", "/notification_addresses/1"}


def test_a_token_does_no_more_than_its_role_and_scopes(world):
    customer = world.a_customer()
    narrow = customer.token_with(scopes=["devices.read"])
    assert narrow.get(f"/customers/{customer.id}/devices").status == 200
    refused = narrow.upload(customer.id, partner_file(world.published(1)))
    assert refused.refused() == (403, "forbidden")
    assert "devices.register" in refused.json["detail"]
    reader = customer.token_with(role="reader")
    assert reader.upload(customer.id, partner_file(world.published(1))).status == 403


def test_a_token_cannot_make_one_that_reaches_further(world):
    customer = world.a_customer()
    narrow = customer.token_with(scopes=["organisation.manage"])
    refused = narrow.post(path(customer) + "/tokens", {"name": "t", "scopes": ["devices.read"]})
    assert refused.refused() == (422, "validation_failed")
    made = narrow.post(path(customer) + "/tokens", {"name": "t"})
    assert made.json["scopes"] == ["organisation.manage"]
