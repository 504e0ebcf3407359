"""Each sees its own, and nothing of the others."""

import re
import time
from datetime import datetime, timedelta, timezone

import pytest

from muster import contract
from muster.api import Api, partner_file


def test_no_token_and_a_wrong_one_are_unauthenticated(world):
    for token in (None, "mst_" + "x" * 43, "nonsense"):
        answer = Api(world.port, token).get("/whoami")
        assert (answer.status, answer.code) == (401, "unauthenticated")
        assert "bearer" in answer.headers["www-authenticate"].lower()


def test_a_partner_sees_only_its_customers(world):
    mine, other = world.a_customer(), world.a_customer()
    partner = world.a_partner_of(mine)
    assert [c["id"] for c in partner.pages("/customers")] == [mine.organisation["id"]]
    for path in ("", "/devices", "/batches", "/devices/counts"):
        assert partner.get(f"/customers/{mine.organisation['id']}{path}").status == 200
        assert partner.get(f"/customers/{other.organisation['id']}{path}").status == 404
    answer = partner.upload(other.organisation["id"], partner_file([("A", "B", "C")]))
    assert (answer.status, answer.code) == (404, "not_found")


def test_a_partner_registers_for_its_customer(world):
    customer = world.a_customer()
    partner = world.a_partner_of(customer)
    batch = partner.register(customer.organisation["id"], partner_file(world.published(1)))
    assert batch["counts"]["registered"] == 1
    assert batch["created_by"]["organisation_id"] == partner.organisation["id"]
    assert len(customer.devices(customer.organisation["id"])) == 1


def test_without_delegated_administration_a_partner_sees_the_customer_and_nothing_more(world):
    customer = world.a_customer()
    partner = world.a_partner_of(customer, delegated_administration=False)
    seen = partner.pages("/customers")[0]
    assert seen["id"] == customer.organisation["id"] and seen["devices"] is None
    answer = partner.get(f"/customers/{customer.organisation['id']}/devices")
    assert (answer.status, answer.code) == (403, "forbidden")


def test_a_customer_and_a_supplier_see_only_themselves(world):
    customer, other, supplier, rival = (world.a_customer(), world.a_customer(), world.a_supplier(),
                                        world.a_supplier())
    assert customer.get(f"/customers/{other.organisation['id']}/devices").status == 404
    assert supplier.get(f"/suppliers/{rival.organisation['id']}/directory").status == 404
    assert customer.get(f"/suppliers/{supplier.organisation['id']}/directory").status == 404
    assert supplier.get(f"/customers/{customer.organisation['id']}/devices").status == 404
    assert [o["id"] for o in customer.pages("/organisations")] == [customer.organisation["id"]]
    assert customer.get(f"/organisations/{other.organisation['id']}").status == 404
    assert customer.post("/organisations", {"kind": "customer", "name": "x"}).status == 403
    assert customer.post("/relationships", {"partner_id": "org_0000000000001",
                                            "customer_id": customer.organisation["id"]}).status in (403, 404)


def test_one_customers_device_is_not_found_under_another(world):
    customer, other = world.a_customer(), world.a_customer()
    customer.register(customer.organisation["id"], partner_file(world.published(1)))
    device = customer.devices(customer.organisation["id"])[0]
    assert other.get(f"/customers/{other.organisation['id']}/devices/{device['id']}").status == 404
    batch = customer.get(f"/customers/{customer.organisation['id']}/batches").json["items"][0]
    assert other.get(f"/customers/{other.organisation['id']}/batches/{batch['id']}").status == 404


def test_a_revoked_token_stops_working_within_a_second(world):
    customer = world.a_customer()
    path = f"/organisations/{customer.organisation['id']}/tokens"
    made = customer.post(path, {"name": "short"}).json
    short = Api(world.port, made["token"])
    assert short.get("/whoami").status == 200
    assert customer.delete(f"{path}/{made['id']}").status == 204
    wait_for_401(short, seconds=1)
    listed = {t["id"]: t for t in customer.pages(path)}
    assert listed[made["id"]]["revoked_at"] and "token" not in listed[made["id"]]


def test_relationships_are_seen_by_both_sides_only(world):
    customer = world.a_customer()
    partner = world.a_partner_of(customer)
    for side in (partner, customer):
        assert [r["customer_id"] for r in side.pages("/relationships")] == [customer.organisation["id"]]
    assert world.a_customer().pages("/relationships") == []


def wait_for_401(api: Api, seconds: float) -> None:
    deadline = time.monotonic() + seconds + 0.2
    while api.get("/whoami").status != 401:
        assert time.monotonic() < deadline, "the token goes on working"
        time.sleep(0.02)


def test_a_token_works_until_it_expires(world):
    customer = world.a_customer()
    ends = datetime.now(timezone.utc) + timedelta(seconds=1.5)
    made = customer.post(f"/organisations/{customer.id}/tokens", {"name": "short", "expires_at": ends.isoformat()})
    assert made.status == 201
    short = Api(world.port, made.json["token"])
    assert short.get("/whoami").json["token"]["expires_at"] == made.json["expires_at"]
    wait_for_401(short, seconds=2.5)
    assert datetime.now(timezone.utc) >= ends
    past = {"name": "past", "expires_at": "2020-01-01T00:00:00Z"}
    answer = customer.post(f"/organisations/{customer.id}/tokens", past)
    assert answer.refused() == (422, "validation_failed")


def requests_of_the_contract(owner: str):
    """Each operation that needs a token, with an address of `owner`: (operation, method, path)."""
    for operation in contract.guarded_operations():
        yield operation.name, operation.method, operation.address(owner)


def test_no_operation_does_anything_without_a_token(world):
    customer = world.a_customer()
    asked = 0
    for operation, method, path in requests_of_the_contract(customer.id):
        for token in (None, "mst_" + "x" * 43):
            answer = Api(world.port, token).request(method, path, body=b"{}" if method != "GET" else None,
                                                    content_type="application/json")
            assert answer.refused() == (401, "unauthenticated"), operation
            asked += 1
    assert asked > 50


@pytest.mark.parametrize("kind", ["customer", "partner", "supplier"])
def test_no_operation_tells_a_stranger_that_an_organisation_exists(world, kind):
    stranger = world.join(kind)
    for owner in (world.a_customer(), world.a_supplier(), world.join("partner")):
        for operation, method, path in requests_of_the_contract(owner.id):
            if owner.id not in path:
                continue
            answer = stranger.request(method, path, body=b"{}" if method != "GET" else None,
                                      content_type="application/json")
            assert answer.refused() == (404, "not_found"), operation
            nobody = path.replace(owner.id, "org_1zzzzzzzzzzzz")
            none = stranger.request(method, nobody, body=b"{}" if method != "GET" else None,
                                    content_type="application/json")
            assert none.json["detail"] == answer.json["detail"], operation


def test_the_operator_sees_everything_and_registers_for_nobody(world):
    customer, supplier = world.a_customer(), world.a_supplier()
    customer.register(customer.id, partner_file(world.published(1)))
    device = customer.devices(customer.id)[0]
    assert world.operator.devices(customer.id) == [device]
    assert world.operator.get(f"/suppliers/{supplier.id}/directory").status == 200
    text = partner_file([("A", "B", "C")])
    assert world.operator.upload(customer.id, text).refused() == (403, "forbidden")
    path = f"/api/v1/customers/{customer.id}/devices/{device['id']}"
    for method, body in (("PATCH", {"group_tag": "X"}), ("DELETE", None)):
        assert world.operator.request(method, path, json_body=body).refused() == (403, "forbidden")
    assert customer.devices(customer.id) == [device]


def test_a_partner_without_delegated_administration_does_nothing(world):
    customer = world.a_customer()
    partner = world.a_partner_of(customer, delegated_administration=False)
    assert partner.upload(customer.id, partner_file([("A", "B", "C")])).refused() == (403, "forbidden")
    shown = partner.get(f"/customers/{customer.id}").json
    assert (shown["delegated_administration"], shown["devices"]) == (False, None)
    assert customer.pages(f"/customers/{customer.id}/batches") == []


def test_a_partner_and_a_customer_are_related_once(world):
    customer = world.a_customer()
    partner = world.a_partner_of(customer)
    again = {"partner_id": partner.id, "customer_id": customer.id}
    assert world.operator.post("/relationships", again).refused() == (409, "conflict")
    swapped = {"partner_id": customer.id, "customer_id": partner.id}
    assert world.operator.post("/relationships", swapped).refused() == (409, "conflict")
    assert len(partner.pages("/relationships")) == 1


def test_a_list_of_customers_is_paged_and_is_that_of_the_caller(world):
    customers = [world.a_customer() for _ in range(5)]
    partner = world.a_partner_of(*customers)
    assert {c["id"] for c in partner.pages("/customers", limit=2)} == {c.id for c in customers}
    assert [c["id"] for c in customers[0].pages("/customers")] == [customers[0].id]
    assert world.a_supplier().pages("/customers") == []
