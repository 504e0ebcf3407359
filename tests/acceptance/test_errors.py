"""Bad requests: each gets its own clear answer."""

import http.client
import json
import socket

import pytest

from muster import contract
from muster.api import partner_file


@pytest.fixture(scope="module")
def customer(world):
    return world.a_customer()


def test_an_unknown_field_names_the_nearest_right_one(world):
    answer = world.operator.post("/organisations", {"kind": "customer", "nmae": "X"})
    assert (answer.status, answer.code) == (422, "validation_failed")
    pointers = {e.get("pointer") for e in answer.json["errors"]}
    assert "/nmae" in pointers and "`name`" in answer.body.decode()


@pytest.mark.parametrize("body, pointer", [
    ({"kind": "customer", "name": 5}, "/name"), ({"kind": "shop", "name": "X"}, "/kind"),
    ({"kind": "customer", "name": ""}, "/name"), ({"kind": "customer", "name": "x" * 257}, "/name")])
def test_wrong_types_and_values_are_named_by_pointer(world, body, pointer):
    answer = world.operator.post("/organisations", body)
    assert (answer.status, answer.code) == (422, "validation_failed")
    assert pointer in [e.get("pointer") for e in answer.json["errors"]]


def test_malformed_json_names_the_byte(world):
    answer = world.operator.request("POST", "/api/v1/organisations", body=b'{"kind": customer}',
                                    content_type="application/json")
    assert (answer.status, answer.code) == (400, "invalid_request")
    assert answer.json["errors"][0]["byte"] >= 9


def test_a_bad_id_a_wrong_method_and_an_unknown_path(world, customer):
    cid = customer.organisation["id"]
    assert customer.get(f"/customers/{cid}/devices/nonsense").status == 404
    answer = customer.request("PUT", f"/api/v1/customers/{cid}/devices")
    assert (answer.status, answer.code, answer.headers["allow"]) == (405, "method_not_allowed", "GET, HEAD")
    assert customer.get("/nothing").code == "not_found"


def test_an_unknown_parameter_and_a_bad_limit_are_refused(customer):
    path = f"/customers/{customer.organisation['id']}/devices"
    for query in ({"stat": "active"}, {"limit": "0"}, {"limit": "x"}, {"state": "ready"}, {"cursor": "zz"},
                  {"sort": "name"}):
        answer = customer.get(path, **query)
        assert (answer.status, answer.code) == (422, "validation_failed"), query
        assert answer.json["errors"][0]["parameter"] == next(iter(query))


def test_a_wrong_content_type_lists_what_is_taken(customer):
    answer = customer.upload(customer.organisation["id"], "x", content_type="application/pdf")
    assert (answer.status, answer.code) == (415, "unsupported_media_type")
    assert "text/csv" in answer.json["detail"]


def test_a_body_that_is_too_large_is_refused(world):
    answer = world.operator.request("POST", "/api/v1/organisations", body=b" " * (2 << 20),
                                    content_type="application/json")
    assert (answer.status, answer.code) == (413, "payload_too_large")


def test_order_ids_may_have_256_characters_of_any_script(customer):
    text = partner_file([("A", "B", "C")])
    cid = customer.organisation["id"]
    assert customer.upload(cid, text, order_id="字" * 256).status == 202
    answer = customer.upload(cid, text, order_id="字" * 257)
    assert (answer.status, answer.code) == (422, "validation_failed")


def test_a_name_is_unique_for_its_kind(world):
    name = world.a_customer().organisation["name"]
    answer = world.operator.post("/organisations", {"kind": "customer", "name": name})
    assert (answer.status, answer.code) == (409, "conflict")


def test_a_file_with_too_many_rows_or_bytes_is_refused(own_server):
    own_server.settings.update(max_rows=3, max_upload_bytes=2048)
    own_server.start()
    customer = own_server.world().a_customer()
    cid = customer.organisation["id"]
    answer = customer.upload(cid, partner_file([("A", "B", str(n)) for n in range(4)]))
    assert (answer.status, answer.code) == (422, "file_not_readable")
    assert customer.upload(cid, partner_file([("A" * 200, "B" * 200, str(n)) for n in range(20)])).status in (413, 422)
    assert customer.get(f"/customers/{cid}/devices/counts").json["total"] == 0


@pytest.mark.parametrize("body, pointer", [
    ({"name": "X"}, "/kind"), ({"kind": "customer", "name": "a\x07b"}, "/name"), ([], ""), (None, "")])
def test_what_is_missing_or_no_object_is_named_too(world, body, pointer):
    answer = world.operator.request("POST", "/api/v1/organisations", body=json.dumps(body).encode(),
                                    content_type="application/json")
    assert answer.refused() == (422, "validation_failed")
    assert [e["pointer"] for e in answer.json["errors"]] == [pointer]


@pytest.mark.parametrize("body", [b"", b"{", b'{"kind":"customer","name":"x"} x', b'{"name":"\\ud800"}',
                                  b"[" * 5000, b"\xef\xbb\xbf{}"])
def test_a_body_that_is_no_json_is_an_invalid_request(world, body):
    answer = world.operator.request("POST", "/api/v1/organisations", body=body,
                                    content_type="application/json")
    assert answer.refused() == (400, "invalid_request")
    assert answer.json["errors"][0]["code"] == "malformed_json"


def test_an_operation_that_takes_json_takes_nothing_else(world):
    for content_type in (None, "text/plain", "application/x-www-form-urlencoded"):
        answer = world.operator.request("POST", "/api/v1/organisations", content_type=content_type,
                                        body=b'{"kind":"customer","name":"X"}')
        assert answer.refused() == (415, "unsupported_media_type")


def test_an_answer_that_is_not_available_as_asked_is_not_acceptable(customer):
    answer = customer.request("GET", "/api/v1/whoami", headers={"Accept": "application/xml"})
    assert answer.refused() == (406, "not_acceptable")
    answer = customer.upload(customer.id, partner_file([("A", "B", "C")]), headers={"Accept": "text/csv"})
    assert answer.refused() == (406, "not_acceptable")
    assert customer.get(f"/customers/{customer.id}/batches", limit=1).status == 200


@pytest.mark.parametrize("path", ["", "/devices/dev_0000000000000", "/batches/nonsense", "/batches/bat_1zzzzzzz/rows",
                                  "/devices/" + "x" * 500, "/devices/%FF"])
def test_an_id_that_is_none_is_not_found(world, customer, path):
    owner = customer.id if path else "org_nonsense"
    answer = customer.request("GET", f"/api/v1/customers/{owner}{path.replace('%', '%25')}")
    assert answer.refused() == (404, "not_found")


def test_a_list_of_wrong_devices_is_named_by_pointer(customer):
    path = f"/customers/{customer.id}/batches"
    for body, pointer in (
        ({"devices": []}, "/devices"),
        ({"devices": [{"serial": "x"}]}, "/devices/0/serial"),
        ({"devices": [{"model": "x"}, {"model": 5}]}, "/devices/1/model"),
        ({"devices": "x"}, "/devices"),
        ({"devices": [{"model": "x"}], "order_id": "x" * 257}, "/order_id"),
        ({}, "/devices"),
    ):
        answer = customer.post(path, body)
        assert answer.refused() == (422, "validation_failed"), body
        assert pointer in [e["pointer"] for e in answer.json["errors"]], answer.json


def form(*parts: tuple[str, str]) -> str:
    """Each part as (attributes of its Content-Disposition, value)."""
    texts = [f"--b\r\nContent-Disposition: form-data; {name}\r\n\r\n{value}\r\n" for name, value in parts]
    return "".join(texts) + "--b--\r\n"


FILE = ('name="file"; filename="x.csv"', partner_file([("A", "B", "C")]))
ORDER = ('name="order_id"', "O")


@pytest.mark.parametrize("body, refused, parameter", [
    (form(FILE, ORDER), (422, "validation_failed"), "order_id"),
    (form(FILE, FILE), (422, "validation_failed"), "file"),
    (form(ORDER), (422, "validation_failed"), "file"),
    (form(ORDER, ORDER, FILE), (422, "validation_failed"), "order_id"),
    (form(('name="ordr_id"', "O"), FILE), (422, "validation_failed"), "ordr_id"),
    (form(('name="order_id"', "x" * 257), FILE), (422, "validation_failed"), "order_id"),
    (form(ORDER, FILE)[:-10], (400, "invalid_request"), None),
    ("nonsense", (400, "invalid_request"), None),
])
def test_a_form_that_is_wrong_registers_nothing_and_says_why(world, body, refused, parameter):
    customer = world.a_customer()
    answer = customer.upload(customer.id, body, content_type="multipart/form-data; boundary=b")
    assert answer.refused() == refused
    assert parameter in [e.get("parameter") for e in answer.json["errors"]] or parameter is None
    assert customer.get(f"/customers/{customer.id}/batches").json["items"] == []


def sent_as_is(port: int, request: str) -> tuple[int, dict]:
    """What http.client would never send."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request.encode("latin-1"))
        response = http.client.HTTPResponse(connection)
        response.begin()
        headers = {k.lower(): v for k, v in response.getheaders()}
        body = response.read()
    contract.check("GET", "/healthz", response.status, headers, body)
    return response.status, json.loads(body)


@pytest.mark.parametrize("request_text, status", [
    ("hello\r\n\r\n", 400),
    ("GET /healthz HTTP/1.1\r\n\r\n", 400),
    ("GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + "a" * 40_000 + "\r\n\r\n", 431),
    ("GET /healthz%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", 400),
    ("POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ("POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
    ("GET /healthz HTTP/2.0\r\nHost: x\r\n\r\n", 400),
])
def test_what_is_not_http_is_told_so(world, request_text, status):
    answered, problem = sent_as_is(world.port, request_text)
    assert answered == status and problem["code"] == "invalid_request"


def test_an_upload_may_come_in_chunks(customer):
    text = partner_file([("A", "B", "C")]).encode()
    connection = http.client.HTTPConnection("127.0.0.1", customer.port, timeout=20)
    headers = {"Authorization": f"Bearer {customer.token}", "Content-Type": "text/csv"}
    path = f"/api/v1/customers/{customer.id}/batches?dry_run=true"
    connection.request("POST", path, body=iter([text[:20], text[20:]]), headers=headers, encode_chunked=True)
    response = connection.getresponse()
    assert response.status == 200 and json.loads(response.read())["bytes"] == len(text)


def test_an_unexpected_error_gives_the_support_contact_and_the_request_id(own_server):
    own_server.settings["support_contact"] = "help@example.com"
    own_server.start()
    world = own_server.world()
    own_server.change("DROP TABLE relationships")
    answer = world.operator.get("/relationships")
    assert answer.refused() == (500, "unexpected_error")
    assert "help@example.com" in answer.json["detail"] and "sqlite" not in answer.body.decode().lower()
    failed = [line for line in own_server.log() if line["level"] == "error"]
    assert [line["request_id"] for line in failed] == [answer.json["request_id"]]
    assert world.operator.get("/whoami").status == 200
