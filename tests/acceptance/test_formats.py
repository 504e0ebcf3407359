"""Files as people's tools write them."""

import pytest

from muster.api import partner_file

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
