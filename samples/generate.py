#!/usr/bin/env python3
"""Writes the sample files of this folder: always the same ones.

The makers, models and serial numbers are invented. The hardware hashes are built as
src/identity/hardware_hash.h describes the format, with nothing in them but the device's own values.
"""

import base64
import csv
import io
import pathlib
import struct

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
    def item(kind: int, value: bytes) -> bytes:
        return struct.pack("<HH", kind, len(value) + 4) + value

    def text(kind: int, value: str) -> bytes:
        return item(kind, value.encode() + b"\0")

    build = struct.pack("<HHHHHHHHIBBH", 0, 10, 0, 26100, 0, 10, 0, 26100, 1, 2, 9, 0)
    items = item(1, build) + text(14, serial) + text(16, manufacturer) + text(17, model)
    if product:
        items += text(24, product)
    blob = b"OA" + struct.pack("<H", len(items) + 4) + items
    return base64.b64encode(blob.ljust(3000, b"\0")).decode()


def write(name: str, rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    (FOLDER / name).write_bytes(text.getvalue().encode())


def main() -> None:
    all_devices = devices()
    write(
        "directory-sample.csv",
        [["Manufacturer", "Model", "Serial Number", "Windows Product ID"], *map(list, all_devices)],
    )

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
    heading = ["Manufacturer", "Model", "Serial Number"]
    write("device-registration-sample-partner.csv", [heading, *(row for row, _ in rows)])
    write(
        "expected-outcomes.csv",
        [["Row", "Outcome"], *([str(n), outcome] for n, (_, outcome) in enumerate(rows, start=2))],
    )

    autopilot = ["Device Serial Number", "Windows Product ID", "Hardware Hash", "Group Tag",
                 "Assigned User"]
    users = ["ada@example.com", "grace@example.com", ""]
    collected = []
    for device, user in zip(all_devices[20:23], users):
        collected.append([device[2], device[3], hardware_hash(*device), "Front desk", user])
    broken = all_devices[23]
    collected.append([broken[2], broken[3], hardware_hash(*broken)[:60], "Front desk", ""])
    write("device-registration-sample-self-service.csv", [autopilot, *collected])


if __name__ == "__main__":
    main()
