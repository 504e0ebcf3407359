"""The audit log: every change, in a chain, each organisation for itself."""

import csv
import io
import sqlite3

import pytest

from muster.api import partner_file
from muster.server import run


def audit(who, organisation=None, **query):
    return who.pages(f"/organisations/{(organisation or who).id}/audit", **query)


def actions(entries):
    return [entry["action"] for entry in entries]


def test_what_is_done_to_devices_is_in_the_customers_log(world):
    customer = world.a_customer()
    partner = world.a_partner_of(customer)
    batch = partner.register(customer.id, partner_file(world.published(2)), order_id="O-1")
    first, second = customer.devices(customer.id)
    path = f"/customers/{customer.id}/devices"
    partner.request("PATCH", f"/api/v1{path}/{first['id']}", json_body={"group_tag": "Kiosk"})
    partner.post(path + "/remove", {"device_ids": [first["id"], second["id"]]})

    entries = audit(customer)
    assert sorted(actions(entries)[:2]) == ["device.removed", "device.removed"]
    assert actions(entries)[2:4] == ["device.changed", "batch.accepted"]
    changed, accepted = entries[2], entries[3]
    assert (changed["before"], changed["after"]) == ({"group_tag": ""}, {"group_tag": "Kiosk"})
    assert changed["who"]["organisation_name"] == partner.organisation["name"]
    assert accepted["subject"] == batch["id"] and accepted["after"]["order_id"] == "O-1"


def test_a_refused_change_leaves_no_entry(world):
    customer = world.a_customer()
    before = audit(customer)
    customer.patch(f"/organisations/{customer.id}", {"name": ""})
    customer.delete(f"/customers/{customer.id}/devices/dev_0dx7grfx80002")
    assert audit(customer) == before


def test_entries_are_filtered_and_paged(world):
    customer = world.a_customer()
    for hours in range(1, 6):
        customer.patch(f"/organisations/{customer.id}/settings", {"check_in_age_hours": hours})
    settings = audit(customer, action="settings", limit=2)
    assert [entry["after"]["check_in_age_hours"] for entry in settings] == [5, 4, 3, 2, 1]
    one = audit(customer, request_id=settings[0]["request_id"])
    assert one == settings[:1]
    assert audit(customer, until=settings[-1]["at"], action="settings") == []
    assert len(audit(customer, **{"from": settings[-1]["at"]}, action="settings.changed")) == 5


def test_numbers_of_a_log_have_no_gap_and_the_operator_reads_all(world):
    customer = world.a_customer()
    customer.patch(f"/organisations/{customer.id}/settings", {"check_in_age_hours": 9})
    numbers = [entry["number"] for entry in audit(customer)]
    assert numbers == list(range(len(numbers), 0, -1))
    assert audit(world.operator, customer) == audit(customer)
    everything = world.operator.get("/audit", limit=200).json["items"]
    assert any(entry["organisation_id"] == customer.id for entry in everything)


def test_a_log_is_its_organisations_own(world):
    customer = world.a_customer()
    partner = world.a_partner_of(customer)
    assert partner.get(f"/organisations/{customer.id}/audit").status == 403
    assert world.a_customer().get(f"/organisations/{customer.id}/audit").status == 404
    assert customer.get("/audit").status == 403


def test_the_log_is_exported_as_csv(world):
    customer = world.a_customer()
    customer.patch(f"/organisations/{customer.id}/settings", {"default_group_tag": "=1+1"})
    answer = customer.request(
        "GET", f"/api/v1/organisations/{customer.id}/audit", headers={"Accept": "text/csv"}
    )
    rows = list(csv.DictReader(io.StringIO(answer.body.decode())))
    assert [int(row["Number"]) for row in rows] == [e["number"] for e in audit(customer)]
    assert rows[0]["Action"] == "settings.changed"


def verify(server):
    return run("audit", "verify", *server.place(), check=False)


@pytest.mark.files
def test_a_log_that_was_tampered_with_is_found_out(own_server):
    world = own_server.start().world()
    customer = world.a_customer()
    for hours in (1, 2, 3):
        customer.patch(f"/organisations/{customer.id}/settings", {"check_in_age_hours": hours})
    own_server.stop()
    assert verify(own_server).returncode == 0

    database = sqlite3.connect(own_server.data / "registry.db")
    for tampering in (
        "UPDATE audit_log SET value_after = '{}' WHERE action = 'settings.changed' AND number = 3",
        "DELETE FROM audit_log WHERE action = 'settings.changed' AND number = 3",
    ):
        database.execute("SAVEPOINT honest")
        assert database.execute(tampering).rowcount >= 1
        database.commit()
        found = verify(own_server)
        assert found.returncode == 1 and customer.id in found.stdout, found
