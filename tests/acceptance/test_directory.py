"""What suppliers publish and withdraw."""

import base64
import struct

import pytest

from muster.api import partner_file


@pytest.fixture
def supplier(world):
    supplier = world.a_supplier()
    supplier.path = f"/suppliers/{supplier.organisation['id']}/directory"
    return supplier


def publish(supplier, text):
    answer = supplier.request("POST", "/api/v1" + supplier.path, body=text.encode(), content_type="text/csv")
    assert answer.status == 200, answer.body
    return answer.json


def devices_of(supplier, count):
    return [("Maker", "Model", f"{supplier.organisation['id']}-{n:03}") for n in range(count)]


def test_publishing_again_changes_nothing(supplier):
    text = partner_file(devices_of(supplier, 3))
    first, again = publish(supplier, text), publish(supplier, text)
    assert (first["published"], first["unchanged"]) == (3, 0)
    assert (again["published"], again["unchanged"]) == (0, 3)


def test_another_suppliers_entry_is_refused_by_row(world, supplier):
    devices = devices_of(supplier, 2)
    publish(supplier, partner_file(devices))
    other = world.a_supplier()
    other.path = f"/suppliers/{other.organisation['id']}/directory"
    result = publish(other, partner_file([("Mine", "M", other.organisation["id"]), devices[1]]))
    assert (result["published"], result["refused"]) == (1, 1)
    assert [(r["row"], r["code"]) for r in result["refused_rows"]] == [(3, "published_by_another_supplier")]
    assert supplier.organisation["name"] not in str(result)


def test_entries_are_listed_by_serial_number_and_searched(supplier):
    publish(supplier, partner_file(devices_of(supplier, 5)))
    serials = [e["serial_number"] for e in supplier.pages(supplier.path, limit=2)]
    assert serials == sorted(d[2] for d in devices_of(supplier, 5))
    found = supplier.pages(supplier.path, serial_prefix=f"{supplier.organisation['id']}-003")
    assert [e["serial_number"][-3:] for e in found] == ["003"]


def test_a_claimed_entry_says_so_and_cannot_be_withdrawn(world, supplier):
    claimed, free = devices_of(supplier, 2)
    publish(supplier, partner_file([claimed, free]))
    customer = world.a_customer()
    customer.register(customer.organisation["id"], partner_file([claimed]))
    entries = {e["serial_number"]: e for e in supplier.pages(supplier.path)}
    assert (entries[claimed[2]]["claimed"], entries[free[2]]["claimed"]) == (True, False)
    refused = supplier.delete(f"{supplier.path}/{entries[claimed[2]]['id']}")
    assert (refused.status, refused.code) == (409, "conflict")
    assert supplier.delete(f"{supplier.path}/{entries[free[2]]['id']}").status == 204
    values = lambda d: dict(zip(("manufacturer", "model", "serial_number"), d))
    answer = supplier.post(supplier.path + "/withdraw", {"entries": [values(claimed), values(free)]})
    assert answer.json["withdrawn"] == 0
    assert [(r["index"], r["code"]) for r in answer.json["refused"]] == [(0, "claimed"), (1, "not_found")]


def test_a_hardware_hash_names_the_entry_and_a_wrong_serial_fails(supplier):
    serial = supplier.organisation["id"]

    def item(kind, value):
        return struct.pack("<HH", kind, len(value) + 5) + value.encode() + b"\0"

    items = item(14, serial) + item(16, "Maker") + item(17, "Model")
    blob = (b"OA" + struct.pack("<H", len(items) + 4) + items).ljust(3000, b"\0")
    hardware_hash = base64.b64encode(blob).decode()
    heading = "Device Serial Number,Windows Product ID,Hardware Hash"
    result = publish(supplier, f"{heading}\n{serial},,{hardware_hash}\nOTHER,,{hardware_hash}\n")
    assert result["published"] == 1
    assert [(r["row"], r["code"]) for r in result["refused_rows"]] == [(3, "serial_number_mismatch")]
    entry = supplier.pages(supplier.path)[0]
    assert (entry["manufacturer"], entry["serial_number"], entry["hardware_hash_present"]) == ("Maker", serial, True)


def test_json_entries_are_published(supplier):
    answer = supplier.post(supplier.path, {"entries": [
        {"manufacturer": "Maker", "model": "M", "serial_number": supplier.organisation["id"], "product_id": "P1"},
        {"manufacturer": "Maker", "model": "", "serial_number": "X"}]})
    assert (answer.json["published"], answer.json["refused"]) == (1, 1)
    assert supplier.pages(supplier.path)[0]["product_id"] == "P1"
