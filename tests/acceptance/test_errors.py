"""Bad requests: each gets its own clear answer."""

import pytest

from muster.api import Api, partner_file


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
    from muster.api import World
    customer = World(own_server.port, Api(own_server.port, own_server.operator_token())).a_customer()
    cid = customer.organisation["id"]
    answer = customer.upload(cid, partner_file([("A", "B", str(n)) for n in range(4)]))
    assert (answer.status, answer.code) == (422, "file_not_readable")
    assert customer.upload(cid, partner_file([("A" * 200, "B" * 200, str(n)) for n in range(20)])).status in (413, 422)
    assert customer.get(f"/customers/{cid}/devices/counts").json["total"] == 0
