"""The same request sent twice is done once."""

from muster.api import Api, World, partner_file


def test_the_same_key_and_body_give_the_same_answer(world):
    customer = world.a_customer()
    cid, headers = customer.organisation["id"], {"Idempotency-Key": "k-1"}
    text = partner_file([("A", "B", "C")])
    first = customer.upload(cid, text, headers=headers)
    again = customer.upload(cid, text, headers=headers)
    assert (again.status, again.json["id"]) == (202, first.json["id"])
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    assert len(customer.pages(f"/customers/{cid}/batches")) == 1


def test_another_body_with_the_same_key_is_refused(world):
    customer = world.a_customer()
    cid, headers = customer.organisation["id"], {"Idempotency-Key": "k-2"}
    customer.upload(cid, partner_file([("A", "B", "C")]), headers=headers)
    other = customer.upload(cid, partner_file([("A", "B", "D")]), headers=headers)
    assert (other.status, other.code) == (422, "idempotency_key_reused")


def test_keys_of_two_organisations_do_not_meet(world):
    one, two = world.a_customer(), world.a_customer()
    text = partner_file([("A", "B", "C")])
    ids = {c.upload(c.organisation["id"], text, headers={"Idempotency-Key": "same"}).json["id"] for c in (one, two)}
    assert len(ids) == 2


def test_a_refused_request_frees_its_key(world):
    headers = {"Idempotency-Key": "k-3"}
    customer = world.a_customer()
    cid = customer.organisation["id"]
    assert customer.upload(cid, "nonsense", headers=headers).status == 422
    assert customer.upload(cid, partner_file([("A", "B", "C")]), headers=headers).status == 202


def test_every_post_takes_a_key(world):
    customer = world.a_customer()
    path = f"/organisations/{customer.organisation['id']}/tokens"
    headers = {"Idempotency-Key": "k-4"}
    first = customer.post(path, {"name": "t"}, headers=headers)
    again = customer.post(path, {"name": "t"}, headers=headers)
    assert first.json == again.json and len(customer.pages(path)) == 2


def test_a_kept_answer_survives_a_kill(own_server):
    own_server.start()
    world = World(own_server.port, Api(own_server.port, own_server.operator_token()))
    customer = world.a_customer()
    cid, headers = customer.organisation["id"], {"Idempotency-Key": "k-5"}
    text = partner_file([("A", "B", "C")])
    first = customer.upload(cid, text, headers=headers)
    own_server.kill()
    own_server.start()
    customer.port = own_server.port
    again = customer.upload(cid, text, headers=headers)
    assert again.json["id"] == first.json["id"] and again.headers["idempotency-replayed"] == "true"
