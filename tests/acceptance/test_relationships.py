"""Relationships as a partner and a customer make and end them."""

import uuid

from muster.api import partner_file


def a_request(partner, **terms) -> dict:
    made = partner.post("/relationship-requests", terms)
    assert made.status == 201, made.body
    return made.json


def secret_of(request) -> str:
    return request["link"].partition("#")[2]


def related(world, **terms):
    """A customer and a partner whose request it accepted."""
    customer, partner = world.a_customer(), world.join("partner")
    request = a_request(partner)
    accepted = customer.post("/relationship-requests/accept", {"link": request["link"], **terms})
    assert accepted.status == 200, accepted.body
    return customer, partner, accepted.json


def test_a_request_is_accepted_and_lets_the_partner_register(world):
    customer, partner = world.a_customer(), world.join("partner")
    request = a_request(partner, delegated_administration=True)
    assert request["relationship"]["state"] == "requested"
    assert request["link"] in request["email"]["body"]
    assert partner.organisation["name"] in request["email"]["subject"]
    assert partner.upload(customer.id, partner_file(world.published(1))).status == 404

    opened = customer.post("/relationship-requests/open", {"link": secret_of(request)})
    assert opened.json["partner_name"] == partner.organisation["name"]
    assert any("Register devices" in line for line in opened.json["grants"])
    accepted = customer.post("/relationship-requests/accept", {"link": request["link"]})
    assert accepted.json["state"] == "active"
    assert partner.upload(customer.id, partner_file(world.published(1))).status == 202


def test_a_customer_accepts_without_delegated_administration(world):
    customer, partner, relationship = related(world, delegated_administration=False)
    assert relationship["delegated_administration"] is False
    listed = [item["id"] for item in partner.pages("/customers")]
    assert listed == [customer.id]
    assert partner.get(f"/customers/{customer.id}/devices").refused() == (403, "forbidden")


def test_what_was_not_asked_for_is_not_given(world):
    customer, partner = world.a_customer(), world.join("partner")
    request = a_request(partner, delegated_administration=False)
    accepted = customer.post(
        "/relationship-requests/accept",
        {"link": request["link"], "delegated_administration": True},
    )
    assert accepted.json["delegated_administration"] is False


def test_a_link_works_once(world):
    customer, partner = world.a_customer(), world.join("partner")
    request = a_request(partner)
    link = {"link": request["link"]}
    assert customer.post("/relationship-requests/decline", link).json["state"] == "declined"
    assert customer.post("/relationship-requests/accept", link).refused() == (409, "conflict")
    assert partner.get(f"/customers/{customer.id}").status == 404


def test_a_link_that_leads_nowhere_says_so(world):
    customer = world.a_customer()
    for link in ["nonsense", "mlk_" + "A" * 43, "https://muster.example/relationship-request#"]:
        refused = customer.post("/relationship-requests/open", {"link": link})
        assert refused.refused() == (404, "not_found")


def test_a_withdrawn_request_cannot_be_accepted(world):
    customer, partner = world.a_customer(), world.join("partner")
    request = a_request(partner)
    path = f"/relationships/{request['relationship']['id']}"
    assert partner.post(path + "/withdraw").json["state"] == "withdrawn"
    refused = customer.post("/relationship-requests/accept", {"link": request["link"]})
    assert refused.refused() == (409, "conflict")


def test_ending_stops_the_partners_batch_and_keeps_what_was_registered(own_server):
    own_server.settings["chunk_rows"] = 100
    world = own_server.start().world()
    customer, partner, relationship = related(world)
    devices = world.published(20_000)
    batch = partner.upload(customer.id, partner_file(devices)).json
    ended = customer.post(f"/relationships/{relationship['id']}/end")
    assert ended.json["state"] == "ended"
    assert partner.get(f"/customers/{customer.id}/batches/{batch['id']}").status == 404

    batch = customer.finished(customer.get(f"/customers/{customer.id}/batches/{batch['id']}").json)
    assert batch["state"] == "cancelled"
    counts = batch["counts"]
    assert counts["registered"] + counts["cancelled"] == len(devices)
    assert counts["cancelled"] > 0
    assert customer.counts()["ready_for_user"] == counts["registered"]


def test_narrowing_takes_delegated_administration_back(world):
    customer, partner, relationship = related(world)
    path = f"/relationships/{relationship['id']}"
    narrowed = customer.patch(path, {"delegated_administration": False})
    assert narrowed.json["delegated_administration"] is False
    assert partner.get(f"/customers/{customer.id}/devices").status == 403
    assert partner.patch(path, {"delegated_administration": True}).status == 403


def everything_of(partner, customer):
    """What the partner sees of the customer's batches and devices."""
    batches = [b["id"] for b in partner.pages(f"/customers/{customer.id}/batches")]
    devices = [d["id"] for d in partner.devices(customer.id)]
    counted = partner.get(f"/customers/{customer.id}/devices/counts").json["total"]
    return sorted(batches), sorted(devices), counted


def test_a_partner_sees_what_it_registered_unless_it_is_granted_all(world):
    customer, partner, relationship = related(world)
    own = partner.register(customer.id, partner_file(world.published(2)))
    own_devices = sorted(d["id"] for d in partner.devices(customer.id))
    other = customer.register(customer.id, partner_file(world.published(3)))
    foreign = next(d for d in customer.devices(customer.id) if d["batch_id"] == other["id"])
    assert foreign["registered_by"]["organisation_id"] == customer.id
    assert everything_of(partner, customer) == ([own["id"]], own_devices, 2)

    base = f"/api/v1/customers/{customer.id}"
    for method, path, body in (
        ("GET", f"/batches/{other['id']}", None),
        ("GET", f"/batches/{other['id']}/rows", None),
        ("GET", f"/batches/{other['id']}/results.csv", None),
        ("GET", f"/batches/{other['id']}/events", None),
        ("POST", f"/batches/{other['id']}/retry", {}),
        ("POST", f"/batches/{other['id']}/cancel", {}),
        ("GET", f"/devices/{foreign['id']}", None),
        ("PATCH", f"/devices/{foreign['id']}", {"group_tag": "X"}),
        ("DELETE", f"/devices/{foreign['id']}", None),
        ("POST", f"/devices/{foreign['id']}/check-ins", {}),
    ):
        refused = partner.request(method, base + path, json_body=body)
        assert refused.refused() == (404, "not_found"), (method, path)
    for action, change in (("update", {"group_tag": "X"}), ("remove", {})):
        body = {"device_ids": [foreign["id"]], **change}
        answer = partner.post(f"/customers/{customer.id}/devices/{action}", body)
        assert [r["code"] for r in answer.json["refused"]] == ["not_found"]
    exported = partner.request("GET", base + "/devices/export.csv").body.decode()
    assert foreign["serial_number"] not in exported
    for order in ("serial_number", "state", "last_seen", "registered"):
        listed = partner.devices(customer.id, sort=order)
        assert sorted(d["id"] for d in listed) == own_devices, order

    customer.patch(f"/relationships/{relationship['id']}", {"see_all_devices": True})
    batches, devices, counted = everything_of(partner, customer)
    assert batches == sorted([own["id"], other["id"]]) and counted == len(devices) == 5


def test_both_sides_see_the_history(world):
    customer, partner, relationship = related(world)
    path = f"/relationships/{relationship['id']}"
    customer.patch(path, {"see_all_devices": True})
    partner.post(path + "/end")
    seen = [entry["action"] for entry in partner.pages(path + "/history")]
    assert seen == [
        "relationship.ended",
        "relationship.changed",
        "relationship.accepted",
        "relationship.requested",
    ]
    assert [entry["action"] for entry in customer.pages(path + "/history")] == seen[:3]


def test_a_stranger_sees_no_relationship(world):
    _, _, relationship = related(world)
    stranger = world.a_customer()
    path = f"/relationships/{relationship['id']}"
    assert stranger.get(path).status == 404
    assert stranger.patch(path, {"see_all_devices": True}).status == 404
    assert stranger.post(path + "/end").status == 404
    assert stranger.get(path + "/history").status == 404


def test_one_request_cannot_be_accepted_twice_by_two_customers(world):
    partner = world.join("partner")
    request = a_request(partner)
    first, second = world.a_customer(), world.a_customer()
    link = {"link": request["link"]}
    assert first.post("/relationship-requests/accept", link).status == 200
    assert second.post("/relationship-requests/accept", link).refused() == (409, "conflict")


def test_the_answer_with_the_link_is_replayed_to_the_same_token_only(world):
    partner = world.join("partner")
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    first = partner.post("/relationship-requests", {}, headers=headers)
    again = partner.post("/relationship-requests", {}, headers=headers)
    assert again.json["link"] == first.json["link"]
    other = partner.token_with()
    assert other.post("/relationship-requests", {}, headers=headers).status == 422
