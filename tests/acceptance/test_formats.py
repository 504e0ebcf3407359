"""Files as people's tools write them."""

import base64
import struct
import subprocess

import pytest

from muster.api import partner_file
from muster.contract import ROOT

HEADING = "Manufacturer,Model,Serial Number"


def check(customer, text, **options):
    answer = customer.upload(customer.organisation["id"], text, dry_run="true", **options)
    assert answer.status == 200, answer.body
    return answer.json


@pytest.fixture(scope="module")
def customer(world):
    return world.a_customer()


@pytest.mark.parametrize("encoding, name", [
    ("utf-8", "utf-8"), ("utf-8-sig", "utf-8-bom"), ("utf-16-le", "utf-16le"), ("utf-16-be", "utf-16be"),
])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_every_encoding_and_line_break_gives_the_same_rows(world, customer, encoding, name, line_end):
    devices = world.published(2, manufacturer="株式会社ひかり電算")
    text = partner_file(devices, line_end=line_end)
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    forecast = check(customer, mark + text.encode(encoding))
    assert forecast["encoding"] == name
    assert forecast["counts"] == {"registered": 2, "failed": 0}


@pytest.mark.parametrize("separator, name", [(",", "comma"), (";", "semicolon"), ("\t", "tab")])
def test_the_separator_is_found_and_said(world, customer, separator, name):
    devices = world.published(1)
    text = partner_file(devices, heading=HEADING.replace(",", separator), separator=separator)
    forecast = check(customer, text)
    assert forecast["separator"] == name
    assert forecast["counts"]["registered"] == 1
    assert any(w["code"] == "separator" for w in forecast["warnings"]) == (name != "comma")


def test_quoted_commas_quotes_and_line_breaks_are_read(customer):
    forecast = check(customer, HEADING + '\r\n"A, ""B""",M,S1\r\n"two\nlines",M,S2\r\n')
    values = {row["row"]: row["input"]["manufacturer"] for row in forecast["failed_rows"]}
    assert values == {2: 'A, "B"', 3: "two\nlines"}


def test_blank_lines_and_rows_of_commas_are_skipped_but_counted(customer):
    forecast = check(customer, HEADING + "\r\n\r\n,,\r\nA,B,C\r\n\r\n,,\r\n")
    assert [row["row"] for row in forecast["failed_rows"]] == [4]
    assert forecast["rows"] == 1


def test_a_repeated_header_line_is_skipped_with_a_warning(customer):
    forecast = check(customer, f"{HEADING}\nA,B,C\n{HEADING}\nA,B,D\n")
    assert forecast["rows"] == 2
    assert [w["row"] for w in forecast["warnings"] if w["code"] == "repeated_header"] == [3]


def test_a_heading_that_differs_in_case_or_spaces_is_accepted_with_a_warning(customer):
    forecast = check(customer, "MANUFACTURER, model,SerialNumber\nA,B,C\n")
    assert {w["column"] for w in forecast["warnings"]} == {"Manufacturer", "Model", "Serial Number"}


def test_an_unknown_heading_is_refused_with_what_was_expected_and_the_nearest(customer):
    answer = customer.upload(customer.organisation["id"], "Manufacturer,Modell,Serial Number\nA,B,C\n")
    assert (answer.status, answer.code) == (422, "file_not_readable")
    text = answer.body.decode()
    for piece in ("`Manufacturer`", "`Model`", "`Serial Number`", "`Modell`", "nearest"):
        assert piece in text


def test_bad_quoting_names_row_column_and_byte_and_registers_nothing(customer):
    text = HEADING + '\nA,B,C\nA,"B" x,D\n'
    answer = customer.upload(customer.organisation["id"], text)
    assert (answer.status, answer.code) == (422, "file_not_readable")
    error = answer.json["errors"][0]
    assert (error["row"], error["column"]) == (3, "Model")
    assert error["byte"] == text.index(' x,D')
    assert customer.get(f"/customers/{customer.organisation['id']}/batches").json["items"] == []


def test_a_row_that_is_not_utf8_fails_alone_and_names_its_byte(world, customer):
    good = world.published(1)[0]
    text = HEADING.encode() + b"\r\n" + ",".join(good).encode() + b"\r\nA,B\xff,C\r\n"
    forecast = check(customer, text)
    assert forecast["counts"] == {"registered": 1, "failed": 1}
    row = forecast["failed_rows"][0]
    assert (row["error"]["code"], row["error"]["column"]) == ("not_utf8", "Model")
    assert row["error"]["value"] == "B\\xFF"


def test_values_are_taken_exactly_and_blanks_around_one_get_the_hint(world, customer):
    manufacturer, model, serial = world.published(1)[0]
    forecast = check(customer, partner_file([(manufacturer, model + " ", serial), (manufacturer, model, serial + " ")]))
    for row in forecast["failed_rows"]:
        assert row["error"]["code"] == "device_not_found"
        assert "with blanks around it" in row["error"]["hint"]


def test_rows_fail_alone_for_missing_long_and_control_values(customer):
    text = partner_file([("A", "", "S1"), ("A" * 257, "B", "S2"), ("A", "B\x07", "S3"), ("A",)])
    codes = [row["error"]["code"] for row in check(customer, text)["failed_rows"]]
    assert codes == ["missing_value", "value_too_long", "control_character", "wrong_column_count"]


@pytest.mark.parametrize("text", ["", "\r\n\r\n", HEADING + "\r\n"])
def test_an_empty_file_is_refused(customer, text):
    answer = customer.upload(customer.organisation["id"], text)
    assert (answer.status, answer.code) == (422, "file_not_readable")


def test_the_first_row_of_a_duplicate_counts_whatever_becomes_of_it(world, customer):
    listed = world.published(1)[0]
    unknown = ("No", "Such", "Device")
    batch = customer.register(customer.organisation["id"], partner_file([listed, unknown, listed, unknown]))
    rows = {row["row"]: row for row in customer.rows(batch)}
    assert rows[2]["state"] == "registered"
    assert rows[3]["error"]["code"] == "device_not_found"
    assert (rows[4]["error"]["code"], rows[4]["error"]["first_row"]) == ("duplicate_in_file", 2)
    assert (rows[5]["error"]["code"], rows[5]["error"]["first_row"]) == ("duplicate_in_file", 3)


def test_the_sample_files_can_be_downloaded_without_a_token_and_read(world, customer):
    listed = world.operator.get("/samples").json["items"]
    assert len(listed) == 2
    for sample in listed:
        answer = world.operator.request("GET", sample["url"], headers={"Authorization": ""})
        assert answer.status == 200
        assert check(customer, answer.body)["rows"] > 0


def test_hardware_hashes_name_their_devices(world, customer):
    """The self-service sample's devices, published as the directory sample has them."""
    sample = world.operator.get("/samples/device-registration-sample-self-service.csv").body.decode()
    forecast = check(customer, sample)
    assert forecast["format"] == "autopilot_assigned_user"
    assert [r["error"]["code"] for r in forecast["failed_rows"]].count("hardware_hash_not_valid") == 1
    lines = sample.split("\r\n")
    cells = lines[1].split(",")
    cells[0] = "ANOTHER"
    mixed = check(customer, "\r\n".join([lines[0], ",".join(cells)]) + "\r\n")
    assert mixed["failed_rows"][0]["error"]["code"] == "serial_number_mismatch"


def test_partner_centers_own_sample_row_is_refused_as_not_valid(customer):
    text = ("Device Serial Number,Windows Product ID,Hardware Hash,Manufacturer name,Device model\r\n"
            "R9-ZNP67,00329-00000-0003-AA606,T0FzAQEAHAAAAAoA6AOCOgEABgBgW7EdzorHH3g,,\r\n")
    forecast = check(customer, text)
    assert forecast["format"] == "partner_center"
    assert forecast["failed_rows"][0]["error"]["code"] == "hardware_hash_not_valid"


def test_a_product_id_alone_names_a_device_of_the_directory(world, customer):
    supplier = world.a_supplier()
    entry = {"manufacturer": "Everglen", "model": "Ridge 9", "serial_number": "P" + supplier.organisation["id"],
             "product_id": "00330-" + supplier.organisation["id"]}
    supplier.post(f"/suppliers/{supplier.organisation['id']}/directory", {"entries": [entry]})
    text = ("Device Serial Number,Windows Product ID,Hardware Hash,Manufacturer name,Device model\n"
            f",{entry['product_id']},,,\n")
    batch = customer.register(customer.organisation["id"], text)
    assert customer.outcomes(batch) == {2: "registered"}
    device = customer.devices(customer.organisation["id"], batch_id=batch["id"])[0]
    assert device["serial_number"] == entry["serial_number"]


def hash_of(manufacturer, model, serial, product=""):
    """As reference tools collect it: 4,000 characters of Base64."""

    def item(kind, value):
        return struct.pack("<HH", kind, len(value.encode()) + 5) + value.encode() + b"\0"

    items = item(14, serial) + item(16, manufacturer) + item(17, model)
    items += item(24, product) if product else b""
    return base64.b64encode((b"OA" + struct.pack("<H", len(items) + 4) + items).ljust(3000, b"\0")).decode()


AUTOPILOT = ["Device Serial Number", "Windows Product ID", "Hardware Hash", "Group Tag", "Assigned User"]
PARTNER_CENTER = [*AUTOPILOT[:3], "Manufacturer name", "Device model"]


@pytest.mark.parametrize("columns, form", [
    (3, "autopilot"), (4, "autopilot_group_tag"), (5, "autopilot_assigned_user")])
def test_each_autopilot_form_is_recognised_by_its_header_line(world, columns, form):
    customer = world.a_customer()
    device = world.published(1)[0]
    cells = [device[2], "", hash_of(*device), "受付", "ada@example.com"]
    text = ",".join(AUTOPILOT[:columns]) + "\r\n" + ",".join(cells[:columns]) + "\r\n"
    batch = customer.register(customer.id, b"\xff\xfe" + text.encode("utf-16-le"))
    assert (batch["format"], batch["encoding"]) == (form, "utf-16le")
    assert customer.outcomes(batch) == {2: "registered"}
    found = customer.devices(customer.id)[0]
    assert (found["manufacturer"], found["model"], found["serial_number"]) == device
    assert found["hardware_hash_present"]
    assert found["group_tag"] == ("受付" if columns > 3 else None)
    assert found["assigned_user"] == ("ada@example.com" if columns > 4 else None)


def test_partner_centers_form_takes_any_of_the_three_ways_to_name_a_device(world):
    customer, supplier = world.a_customer(), world.a_supplier()
    by_hash, by_values = world.published(2)
    by_product = ("Everglen", "Ridge 9", "P" + supplier.id, "00330-" + supplier.id)
    supplier.publish(",".join([*HEADING.split(","), "Windows Product ID"]) + "\n" + ",".join(by_product) + "\n")
    rows = [
        ["", "", hash_of(*by_hash), "", ""],
        ["", by_product[3], "", "", ""],
        [by_values[2], "", "", by_values[0], by_values[1]],
        [by_values[2], "", "", by_values[0], ""],
        ["", "", "", "", "Ridge 5"],
        ["", "00330-NOSUCH", "", "", ""],
    ]
    text = "\r\n".join(",".join(row) for row in [PARTNER_CENTER, *rows]) + "\r\n"
    batch = customer.register(customer.id, text)
    assert batch["format"] == "partner_center"
    assert customer.outcomes(batch) == {2: "registered", 3: "registered", 4: "registered",
                                        5: "missing_value", 6: "missing_value", 7: "device_not_found"}


@pytest.mark.parametrize("text, pieces", [
    ("Manufacturer,Serial Number\nA,C\n", ["`Model` is missing", "found `Manufacturer`, `Serial Number`"]),
    (HEADING + ",Notes\nA,B,C,x\n", ["`Notes` is not known", "nearest"]),
    ("A,B,C\n", ["Expected `Manufacturer`, `Model`, `Serial Number`", "found `A`, `B`, `C`"]),
])
def test_a_header_line_that_is_not_known_says_what_was_expected_and_found(customer, text, pieces):
    answer = customer.upload(customer.id, text)
    assert answer.refused() == (422, "file_not_readable")
    for piece in pieces:
        assert piece in answer.json["detail"]
    assert answer.json["errors"][0]["code"] == "header_not_recognised" and answer.json["advice"]


@pytest.mark.parametrize("data, code", [
    (HEADING.encode("utf-16-le"), "encoding_not_supported"),
    (HEADING.encode("utf-32"), "encoding_not_supported"),
    (b"\xff\xfe" + (HEADING + "\nA,B,C").encode("utf-16-le") + b"\x41", "encoding_not_supported"),
    ((HEADING + '\nA,"B,C\n').encode(), "bad_quoting"),
])
def test_a_file_that_no_reader_understands_is_refused_with_the_place(customer, data, code):
    answer = customer.upload(customer.id, data)
    assert answer.refused() == (422, "file_not_readable")
    assert answer.json["errors"][0]["code"] == code and "byte" in answer.json["errors"][0]


def test_columns_may_stand_in_another_order(world, customer):
    manufacturer, model, serial = world.published(1)[0]
    forecast = check(customer, f"Serial Number,Manufacturer,Model\n{serial},{manufacturer},{model}\n")
    assert forecast["counts"]["registered"] == 1
    assert [w["code"] for w in forecast["warnings"]] == ["heading_order"]


def test_merged_files_may_have_their_byte_order_marks_in_the_middle(world, customer):
    one, two = world.published(2)
    merged = b"".join(b"\xef\xbb\xbf" + partner_file([device]).encode() for device in (one, two))
    forecast = check(customer, merged)
    assert forecast["counts"] == {"registered": 2, "failed": 0}
    assert [w["code"] for w in forecast["warnings"]] == ["repeated_header"]


def test_a_hash_may_have_64_kib_and_not_more(customer):
    rows = [f"S{n},," + "T0F" + "A" * (size - 3) for n, size in enumerate((64 * 1024, 64 * 1024 + 1))]
    forecast = check(customer, ",".join(AUTOPILOT[:3]) + "\n" + "\n".join(rows) + "\n")
    codes = [row["error"]["code"] for row in forecast["failed_rows"]]
    assert codes == ["hardware_hash_not_valid", "value_too_long"]


def test_values_of_any_script_come_back_to_the_letter(world):
    customer = world.a_customer()
    device = ("Ünïcödé & Søn ™", "モデル 「一」", f"S-{customer.id}'é\u0301🚀")
    supplier = world.a_supplier()
    supplier.publish(partner_file([device]))
    batch = customer.register(customer.id, partner_file([device]))
    assert customer.outcomes(batch) == {2: "registered"}
    found = customer.devices(customer.id)[0]
    assert (found["manufacturer"], found["model"], found["serial_number"]) == device


def test_the_sample_files_are_what_their_generator_writes():
    subprocess.run(["/usr/bin/python3", str(ROOT / "samples/generate.py"), "--check"], check=True)


def test_the_samples_go_as_their_readme_says(own_world):
    """On an installation of its own, since the directory sample can have one supplier only."""
    supplier, customer, other = (
        own_world.a_supplier(), own_world.a_customer(), own_world.a_customer())
    samples = ROOT / "samples"
    published = supplier.publish((samples / "directory-sample.csv").read_bytes())
    assert (published["rows"], published["published"]) == (10_000, 10_000)
    partner_sample = (samples / "device-registration-sample-partner.csv").read_bytes()
    taken = partner_sample.decode().splitlines()[10]
    other.register(other.id, HEADING + "\n" + taken + "\n")
    batch = customer.register(customer.id, partner_sample)
    expected = (samples / "expected-outcomes.csv").read_text().splitlines()[1:]
    assert customer.outcomes(batch) == {
        int(row): outcome for row, outcome in (line.split(",") for line in expected)}
    hints = {row["row"]: row["error"]["hint"] for row in customer.rows(batch, state="failed")}
    assert "`Brightwater Systems Inc.`" in hints[9] and "blanks" in hints[10]
    assert hints[11] is None and hints[12] is None
    self_service = (samples / "device-registration-sample-self-service.csv").read_bytes()
    batch = customer.register(customer.id, self_service)
    assert customer.outcomes(batch) == {
        2: "registered", 3: "registered", 4: "registered", 5: "hardware_hash_not_valid"}
    devices = customer.devices(customer.id, batch_id=batch["id"], state="ready_for_user")
    assert {d["assigned_user"] for d in devices} == {"ada@example.com", "grace@example.com", None}
