"""The same request sent twice is done once."""

import threading

import pytest

from muster.api import partner_file


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
    world = own_server.world()
    customer = world.a_customer()
    cid, headers = customer.organisation["id"], {"Idempotency-Key": "k-5"}
    text = partner_file([("A", "B", "C")])
    first = customer.upload(cid, text, headers=headers)
    own_server.kill()
    own_server.start()
    customer.port = own_server.port
    again = customer.upload(cid, text, headers=headers)
    assert again.json["id"] == first.json["id"] and again.headers["idempotency-replayed"] == "true"


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb", "é"])
def test_a_key_that_is_none_is_refused(world, key):
    customer = world.a_customer()
    answer = customer.upload(customer.id, partner_file([("A", "B", "C")]), headers={"Idempotency-Key": key})
    assert answer.refused() == (422, "validation_failed")
    assert answer.json["errors"][0]["parameter"] == "Idempotency-Key"
    assert customer.pages(f"/customers/{customer.id}/batches") == []


def test_each_post_is_done_once(world):
    """Every POST of the API, sent twice with one key, gives one answer; and another body none."""
    customer, supplier = world.a_customer(), world.a_supplier()
    customer.register(customer.id, partner_file([*world.published(2), ("No", "Such", "Device")]))
    device = customer.devices(customer.id, state="ready_for_user")[0]
    batch = customer.pages(f"/customers/{customer.id}/batches")[0]
    entries = {"entries": [{"manufacturer": "M", "model": "N", "serial_number": supplier.id}]}
    devices = f"/customers/{customer.id}/devices"
    related = {"partner_id": world.join("partner").id, "customer_id": customer.id}
    posts = [
        (world.operator, "/organisations", {"kind": "partner", "name": f"Once {customer.id}"}),
        (world.operator, "/relationships", related),
        (customer, f"/organisations/{customer.id}/tokens", {"name": "once"}),
        (customer, f"/customers/{customer.id}/batches", {"devices": entries["entries"]}),
        (customer, f"/customers/{customer.id}/batches/{batch['id']}/retry", {}),
        (customer, f"{devices}/{device['id']}/check-ins", {}),
        (customer, f"{devices}/update", {"device_ids": [device["id"]], "group_tag": "T"}),
        (customer, f"{devices}/remove", {"device_ids": [device["id"]]}),
        (supplier, f"/suppliers/{supplier.id}/directory", entries),
        (supplier, f"/suppliers/{supplier.id}/directory/withdraw", entries),
    ]
    for number, (api, path, body) in enumerate(posts):
        headers = {"Idempotency-Key": f"{customer.id} {number}"}
        first, again = (api.post(path, body, headers=headers) for _ in range(2))
        assert first.status < 300 and "idempotency-replayed" not in first.headers, path
        assert (first.status, first.json, first.headers.get("location")) == (
            again.status, again.json, again.headers.get("location")), path
        assert again.headers["idempotency-replayed"] == "true", path
        # An upload is read as it comes, so a body that is wrong by itself is refused as such.
        changed = {"devices": [{"model": "N"}]} if "devices" in body else {**body, "other": 1}
        changed = {"entries": [{"model": "N"}]} if path.endswith("/directory") else changed
        other = api.post(path, changed, headers=headers)
        assert other.refused() == (422, "idempotency_key_reused"), path


def test_an_upload_that_is_sent_twice_at_once_is_one_batch(world):
    customer = world.a_customer()
    text = partner_file([("A", "B", f"S{n}") for n in range(20_000)])
    answers = []
    headers = {"Idempotency-Key": "at once"}
    uploads = [
        threading.Thread(target=lambda: answers.append(customer.upload(customer.id, text, headers=headers)))
        for _ in range(6)
    ]
    for upload in uploads:
        upload.start()
    for upload in uploads:
        upload.join()
    batch, = customer.pages(f"/customers/{customer.id}/batches")
    for answer in answers:
        if answer.status == 202:
            assert answer.json["id"] == batch["id"]
        else:
            assert answer.refused() == (409, "idempotency_key_in_use")
            assert int(answer.headers["retry-after"]) > 0


def test_the_same_text_with_another_order_is_another_request(world):
    customer = world.a_customer()
    text = partner_file([("A", "B", "C")])
    headers = {"Idempotency-Key": "order"}
    assert customer.upload(customer.id, text, order_id="1", headers=headers).status == 202
    other = customer.upload(customer.id, text, order_id="2", headers=headers)
    assert other.refused() == (422, "idempotency_key_reused")


def test_a_kept_answer_survives_a_restart(own_server):
    own_server.start()
    customer = own_server.world().a_customer()
    headers = {"Idempotency-Key": "k-6"}
    path = f"/organisations/{customer.id}/tokens"
    first = customer.post(path, {"name": "t"}, headers=headers)
    own_server.stop()
    own_server.start()
    customer.port = own_server.port
    again = customer.post(path, {"name": "t"}, headers=headers)
    assert again.json == first.json and again.headers["idempotency-replayed"] == "true"
    assert customer.post(path, {"name": "u"}, headers=headers).refused() == (422, "idempotency_key_reused")


@pytest.mark.files
def test_secrets_are_not_kept_in_the_clear(own_server):
    own_server.start()
    customer = own_server.world().a_customer()
    made = customer.post(f"/organisations/{customer.id}/tokens", {"name": "t"}, headers={"Idempotency-Key": "k"})
    own_server.stop()
    for file in own_server.data.iterdir():
        assert made.json["token"].encode() not in file.read_bytes(), file
