#!/usr/bin/env python3
"""Writes the sample files of this folder: always the same ones.

    samples/generate.py            writes them
    samples/generate.py --check    fails when they are not what would be written

The makers, models and serial numbers are invented. The hardware hashes are built as
src/identity/hardware_hash.h describes the format; no real device has these parts.
"""

import base64
import csv
import hashlib
import io
import pathlib
import struct
import sys

FOLDER = pathlib.Path(__file__).parent
DEVICES = 10_000

MAKERS = {
    "Aldermoor Computing Ltd.": ["Fenbook 14", "Fenbook 16 Pro", "Fenstation T2"],
    "Brightwater Systems Inc.": ["Heron 13 G4", "Heron 15 G4", "Heron Desk Mini"],
    "Cobalt & Rowe": ["Slate 11", "Slate 12 Pro"],
    "Dunlin Devices GmbH": ["Wattläufer 14", "Wattläufer 15", "Wattläufer Tower"],
    "Everglen": ["Ridge 5", "Ridge 7", "Ridge 9 Max"],
    "株式会社ひかり電算": ["光ノート 14", "光ノート 15"],
}
ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTVWXYZ"


def serial_number(number: int) -> str:
    """Ten characters that look random and never repeat: a multiplicative permutation of 33^10."""
    value = (number + 1) * 1_104_427_674_243_721 % 33**10
    digits = []
    for _ in range(10):
        value, digit = divmod(value, 33)
        digits.append(ALPHABET[digit])
    return "".join(digits)


def product_id(number: int) -> str:
    return f"00330-{number // 1000:05d}-{number % 1000:05d}-AA{number % 997:03d}"


def devices() -> list[tuple[str, str, str, str]]:
    """Manufacturer, model, serial number, product ID (of one maker only)."""
    found = []
    makers = list(MAKERS)
    for number in range(DEVICES):
        maker = makers[number % len(makers)]
        models = MAKERS[maker]
        model = models[number // len(makers) % len(models)]
        given = product_id(number) if maker == "Brightwater Systems Inc." else ""
        found.append((maker, model, serial_number(number), given))
    return found


def hardware_hash(manufacturer: str, model: str, serial: str, product: str) -> str:
    """What Windows would report: every part that registration needs, the rest of 3,000 bytes zero."""
    seed = hashlib.sha256(serial.encode()).digest()

    def item(kind: int, value: bytes) -> bytes:
        return struct.pack("<HH", kind, len(value) + 4) + value

    def text(kind: int, value: str) -> bytes:
        return item(kind, value.encode() + b"\0")

    build = struct.pack("<HHHHHHHHIBBH", 0, 10, 0, 26100, 0, 10, 0, 26100, 1, 2, 9, 0)
    mac = bytes([0x02]) + seed[:5]  # locally administered: no maker has it
    items = [
        item(1, build),
        item(2, struct.pack("<BHHHB", 9, 1, 8, 16, 1)),
        text(3, "Example Silicon"),
        text(4, "    Example Silicon E8-1600 @ 2.40GHz"),
        item(5, struct.pack("<HHHHB", 16384, 32768, 2, 1, 3)),
        item(6, struct.pack("<IBB", 512, 17, 4)),
        text(7, "DSK" + seed[5:11].hex().upper()),
        item(8, struct.pack("<BBH", 14, 0, 0) + mac),
        item(9, struct.pack("<HHHH", 309, 174, 1920, 1080)),
        item(10, struct.pack("<BB", 10, 2)),
        item(11, struct.pack("<IB", 1, 1) + hashlib.sha256(b"EK" + seed).digest()),
        item(12, seed[16:32]),
        text(13, "TPM-Version:2.0 -Level:0-Revision:1.59-VendorID:'XMPL'-Firmware:1.2"),
        text(14, serial),
        text(15, "Example Firmware"),
        text(16, manufacturer),
        text(17, model),
        text(18, f"SKU-{model[-2:].strip()}"),
        text(19, model.split()[0]),
    ]
    if product:
        items.append(text(24, product))
    used = b"".join(items)
    blob = b"OA" + struct.pack("<H", len(used) + 4) + used
    return base64.b64encode(blob.ljust(3000, b"\0")).decode()


def csv_text(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def sample_files() -> dict[str, list[list[str]]]:
    all_devices = devices()
    directory = [["Manufacturer", "Model", "Serial Number", "Windows Product ID"]]
    directory += [list(device) for device in all_devices]

    good = [list(device[:3]) for device in all_devices[:7]]
    wrong_case = list(all_devices[7][:3])
    wrong_case[0] = wrong_case[0].upper()
    blanks = list(all_devices[8][:3])
    blanks[2] += " "
    # The second customer of the demo registers this one first.
    taken = list(all_devices[9][:3])
    unknown = ["Everglen", "Ridge 5", "NOSUCHDEV1"]
    missing = ["Everglen", "", "NOMODEL001"]
    rows = [
        *((row, "registered") for row in good),
        (wrong_case, "device_not_found"),
        (blanks, "device_not_found"),
        (taken, "device_claimed_by_another_organization"),
        (unknown, "device_not_found"),
        (missing, "missing_value"),
        (good[0], "duplicate_in_file"),
    ]
    partner = [["Manufacturer", "Model", "Serial Number"], *(row for row, _ in rows)]
    outcomes = [["Row", "Outcome"]]
    outcomes += [[str(n), outcome] for n, (_, outcome) in enumerate(rows, start=2)]

    self_service = [
        ["Device Serial Number", "Windows Product ID", "Hardware Hash", "Group Tag", "Assigned User"]
    ]
    users = ["ada@example.com", "grace@example.com", ""]
    for device, user in zip(all_devices[20:23], users):
        self_service.append([device[2], device[3], hardware_hash(*device), "Front desk", user])
    broken = all_devices[23]
    cut_short = hardware_hash(*broken)[:60]
    self_service.append([broken[2], broken[3], cut_short, "Front desk", ""])
    return {
        "directory-sample.csv": directory,
        "device-registration-sample-partner.csv": partner,
        "device-registration-sample-self-service.csv": self_service,
        "expected-outcomes.csv": outcomes,
    }


def main() -> int:
    stale = 0
    for name, rows in sample_files().items():
        file = FOLDER / name
        if "--check" not in sys.argv:
            file.write_bytes(csv_text(rows))
        elif file.read_bytes() != csv_text(rows):
            print(f"samples/{name} is not what samples/generate.py writes: run it")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
