"""Each sees its own, and nothing of the others."""

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


def test_a_revoked_or_expired_token_stops_working_within_a_second(world):
    import time
    customer = world.a_customer()
    path = f"/organisations/{customer.organisation['id']}/tokens"
    made = customer.post(path, {"name": "short"}).json
    short = Api(world.port, made["token"])
    assert short.get("/whoami").status == 200
    assert customer.delete(f"{path}/{made['id']}").status == 204
    time.sleep(1)
    assert short.get("/whoami").status == 401
    listed = {t["id"]: t for t in customer.pages(path)}
    assert listed[made["id"]]["revoked_at"] and "token" not in listed[made["id"]]


def test_relationships_are_seen_by_both_sides_only(world):
    customer = world.a_customer()
    partner = world.a_partner_of(customer)
    for side in (partner, customer):
        assert [r["customer_id"] for r in side.pages("/relationships")] == [customer.organisation["id"]]
    assert world.a_customer().pages("/relationships") == []
