"""Where no supplier knows a device: the directory decides, unless the operator lets a customer's hashes be enough."""

import base64
import uuid

import pytest

from muster.api import Api
from muster.device import Device, a_token

HEADER = "Device Serial Number,Windows Product ID,Hardware Hash\r\n"


def hardware_hash(manufacturer: str, model: str, serial_number: str) -> str:
    items = b""
    for kind, text in ((14, serial_number), (16, manufacturer), (17, model)):
        value = text.encode() + b"\0"
        items += kind.to_bytes(2, "little") + (len(value) + 4).to_bytes(2, "little") + value
    blob = b"OA" + (len(items) + 4).to_bytes(2, "little") + items
    return base64.b64encode(blob.ljust(3000, b"\0")).decode()


def a_file(*serial_numbers: str) -> str:
    return HEADER + "".join(f"{sn},,{hardware_hash('Unheard', 'Of 1', sn)}\r\n" for sn in serial_numbers)


def unheard_of() -> str:
    return uuid.uuid4().hex[:12].upper()


@pytest.fixture
def trusted(world):
    """A customer whose hashes are enough."""
    customer = world.a_customer()
    allowed = world.operator.patch(f"/organisations/{customer.id}/settings", {"hardware_hash_alone": True})
    assert allowed.status == 200 and allowed.json["hardware_hash_alone"]
    return customer


def outcomes(customer: Api, *serial_numbers: str) -> list[str]:
    batch = customer.register(customer.id, a_file(*serial_numbers))
    return [outcome for _, outcome in sorted(customer.outcomes(batch).items())]


def test_the_directory_decides_unless_it_was_said_otherwise(world, trusted):
    serial_number = unheard_of()
    assert outcomes(world.a_customer(), serial_number) == ["device_not_found"]
    assert outcomes(trusted, serial_number) == ["registered"]


def test_only_the_operator_says_otherwise(world):
    customer = world.a_customer()
    settings = f"/organisations/{customer.id}/settings"
    assert customer.patch(settings, {"hardware_hash_alone": True}).refused() == (403, "forbidden")
    assert customer.patch(settings, {"hardware_hash_alone": False}).status == 200, "as it is"


def test_a_check_first_foretells_it(trusted):
    checked = trusted.upload(trusted.id, a_file(unheard_of()), dry_run="true")
    assert checked.status == 200 and checked.json["counts"] == {"registered": 1, "failed": 0}


def test_such_a_device_has_one_owner_like_any_other(world, trusted):
    other = world.a_customer()
    world.operator.patch(f"/organisations/{other.id}/settings", {"hardware_hash_alone": True})
    serial_number = unheard_of()
    assert outcomes(trusted, serial_number, serial_number) == ["registered", "duplicate_in_file"]
    assert outcomes(trusted, serial_number) == ["device_already_registered"]
    assert outcomes(other, serial_number) == ["device_claimed_by_another_organization"]
    device = [d for d in trusted.devices(trusted.id) if d["state"] == "ready_for_user"][0]
    assert trusted.delete(f"/customers/{trusted.id}/devices/{device['id']}").status == 204
    assert outcomes(other, serial_number) == ["registered"]


def test_a_row_without_a_hash_is_still_looked_up(trusted):
    batch = trusted.register(trusted.id, f"Manufacturer,Model,Serial Number\r\nUnheard,Of 1,{unheard_of()}\r\n")
    assert trusted.outcomes(batch) == {2: "device_not_found"}


def test_such_a_device_enrols(world, trusted):
    serial_number = unheard_of()
    assert outcomes(trusted, serial_number) == ["registered"]
    device = Device(world.port, ("Unheard", "Of 1", serial_number))
    assert device.discover().json["registered"]
    assert device.enrol(a_token(trusted)).status == 201
    assert device.check_in().status == 204


def test_a_hash_that_is_none_says_what_is_wrong_and_where(trusted):
    good = hardware_hash("Unheard", "Of 1", "SN1")
    blob = bytearray(base64.b64decode(good))
    blob[6:8] = (4000).to_bytes(2, "little")  # the length of the first item
    rows = {
        "SN1,," + good[:100] + "!" + good[101:]: "Not Base64 at character 101.",
        "SN1,," + base64.b64encode(b"PK" + bytes(blob[2:])).decode(): "begins with 50 4B",
        "SN1,," + base64.b64encode(bytes(blob)).decode(): "Item type 14 at byte 4 of the hardware hash runs past its end",
        "OTHER,," + good: "The column has `OTHER`, the hardware hash has `SN1`.",
    }
    batch = trusted.register(trusted.id, HEADER + "\r\n".join(rows) + "\r\n")
    for row, said in zip(trusted.rows(batch), rows.values(), strict=True):
        assert said in row["error"]["hint"], row["error"]


def with_uuid(serial_number: str, uuid_byte: bytes) -> str:
    good = base64.b64decode(hardware_hash("Unheard", "Of 1", serial_number))
    used = int.from_bytes(good[2:4], "little")
    blob = b"OA" + (used + 20).to_bytes(2, "little") + good[4:used] + b"\x0c\0\x14\0" + uuid_byte * 16
    return HEADER + f"{serial_number},,{base64.b64encode(blob.ljust(3000, bytes(1))).decode()}\r\n"


def test_a_device_whose_hash_was_published_must_match_it(world):
    supplier, customer, serial_number = world.a_supplier(), world.a_customer(), unheard_of()
    supplier.publish(with_uuid(serial_number, b"A"))
    checked = customer.upload(customer.id, with_uuid(serial_number, b"B"), dry_run="true")
    assert checked.json["counts"] == {"registered": 0, "failed": 1}
    batch = customer.register(customer.id, with_uuid(serial_number, b"B"))
    assert customer.outcomes(batch) == {2: "hardware_hash_not_valid"}
    assert "SMBIOS UUID (item 12)" in customer.rows(batch)[0]["error"]["hint"]
    matching = customer.register(customer.id, with_uuid(serial_number, b"A"))
    assert customer.outcomes(matching) == {2: "registered"}


def test_a_retry_compares_with_what_is_published_by_then(world):
    supplier, customer, serial_number = world.a_supplier(), world.a_customer(), unheard_of()
    supplier.publish(with_uuid(serial_number, b"A"))
    batch = customer.register(customer.id, with_uuid(serial_number, b"B"))
    assert customer.outcomes(batch) == {2: "hardware_hash_not_valid"}
    supplier.publish(with_uuid(serial_number, b"B"))
    retried = customer.finished(customer.post(f"/customers/{customer.id}/batches/{batch['id']}/retry").json)
    assert customer.outcomes(retried) == {2: "registered"}
