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


def test_a_check_foretells_and_publishes_nothing(supplier):
    text = partner_file([*devices_of(supplier, 2), ("Maker", "", "no-model")])
    path = "/api/v1" + supplier.path
    answer = supplier.request("POST", path, query={"dry_run": "true"}, body=text.encode(), content_type="text/csv")
    assert answer.status == 200, answer.body
    assert (answer.json["published"], answer.json["refused"]) == (2, 1)
    assert supplier.pages(supplier.path) == []
    assert publish(supplier, text) == answer.json


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


def test_optional_columns_are_kept_and_shown(supplier):
    text = ("Manufacturer,Model,Serial Number,Windows Product ID\r\n"
            f"Maker,Model,{supplier.id}-1,00330-1\r\nMaker,Model,{supplier.id}-2,\r\n")
    assert publish(supplier, text)["published"] == 2
    assert [e["product_id"] for e in supplier.pages(supplier.path)] == ["00330-1", None]


def test_a_file_in_a_form_and_with_semicolons_is_published(supplier):
    text = partner_file(devices_of(supplier, 2), heading="Manufacturer;Model;Serial Number", separator=";")
    body = ('--b\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\n' f"{text}\r\n--b--\r\n")
    answer = supplier.request("POST", "/api/v1" + supplier.path, body=body.encode(),
                              content_type="multipart/form-data; boundary=b")
    assert (answer.json["published"], answer.json["separator"]) == (2, "semicolon")


def test_bad_rows_are_refused_alone_each_with_row_column_and_value(supplier):
    good = devices_of(supplier, 1)[0]
    result = publish(supplier, partner_file([good, ("M", "", "S"), ("M", "N", "S" * 129), ("M", "N")]))
    assert (result["rows"], result["published"], result["refused"]) == (4, 1, 3)
    assert [(r["row"], r["column"], r["code"]) for r in result["refused_rows"]] == [
        (3, "Model", "missing_value"),
        (4, "Serial Number", "value_too_long"),
        (5, "Serial Number", "wrong_column_count"),
    ]
    assert all(r["title"] and r["advice"] for r in result["refused_rows"])


def test_more_refused_rows_than_an_answer_holds_are_said_to_be_cut(supplier):
    result = publish(supplier, partner_file([("M", "", f"S{n}") for n in range(1001)]))
    assert (result["refused"], len(result["refused_rows"]), result["refused_rows_truncated"]) == (1001, 1000, True)


def test_the_same_device_twice_in_a_file_is_published_once(supplier):
    device = devices_of(supplier, 1)[0]
    result = publish(supplier, partner_file([device, device]))
    assert (result["published"], result["unchanged"]) == (1, 1)
    assert len(supplier.pages(supplier.path)) == 1


def test_what_is_withdrawn_is_not_found_any_more_and_another_may_publish_it(world, supplier):
    device = devices_of(supplier, 1)[0]
    publish(supplier, partner_file([device]))
    values = dict(zip(("manufacturer", "model", "serial_number"), device))
    answer = supplier.post(supplier.path + "/withdraw", {"entries": [values]})
    assert answer.json == {"withdrawn": 1, "refused": []}
    customer, other = world.a_customer(), world.a_supplier()
    batch = customer.register(customer.id, partner_file([device]))
    assert customer.outcomes(batch) == {2: "device_not_found"}
    assert other.publish(partner_file([device]))["published"] == 1


def test_an_entry_is_free_again_when_its_device_was_removed(world, supplier):
    device = devices_of(supplier, 1)[0]
    publish(supplier, partner_file([device]))
    customer = world.a_customer()
    customer.register(customer.id, partner_file([device]))
    removed = customer.devices(customer.id)[0]
    assert customer.delete(f"/customers/{customer.id}/devices/{removed['id']}").status == 204
    entry = supplier.pages(supplier.path)[0]
    assert not entry["claimed"] and supplier.delete(f"{supplier.path}/{entry['id']}").status == 204


@pytest.mark.parametrize("entry", ["nonsense", "ent_" + "0" * 32, "ent_" + "0" * 31])
def test_an_entry_that_is_none_is_not_found(supplier, entry):
    assert supplier.delete(f"{supplier.path}/{entry}").refused() == (404, "not_found")


def test_only_a_supplier_publishes_and_only_as_itself(world, supplier):
    text = partner_file([("M", "N", "S")]).encode()
    path = f"/api/v1{supplier.path}"
    for stranger in (world.a_customer(), world.a_supplier()):
        answer = stranger.request("POST", path, body=text, content_type="text/csv")
        assert answer.refused() == (404, "not_found")
    assert world.operator.request("POST", path, body=text, content_type="text/csv").refused() == (403, "forbidden")
    assert world.operator.get(supplier.path).status == 200


def test_the_supplier_never_learns_who_claimed_a_device(world, supplier):
    device = devices_of(supplier, 1)[0]
    publish(supplier, partner_file([device]))
    customer = world.a_customer()
    customer.register(customer.id, partner_file([device]))
    answer = supplier.get(supplier.path)
    assert answer.json["items"][0]["claimed"] is True
    assert customer.id not in answer.body.decode() and customer.organisation["name"] not in answer.body.decode()
