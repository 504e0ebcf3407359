"""Webhooks, with a receiver of our own."""

import time

import pytest

from muster.api import Api, World, partner_file
from muster.receiver import Receiver
from muster.server import Server


@pytest.fixture(scope="module")
def near(tmp_path_factory):
    """A server that may send to this machine."""
    folder = tmp_path_factory.mktemp("near")
    server = Server(folder, webhooks_to_private_addresses="true").start()
    yield server.world()
    server.stop()


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()


def hooks_of(organisation: Api) -> str:
    return f"/organisations/{organisation.id}/webhooks"


def a_webhook(organisation: Api, url: str, **terms) -> dict:
    made = organisation.post(hooks_of(organisation), {"url": url, **terms})
    assert made.status == 201, made.body
    return made.json


def test_message(organisation: Api, webhook: dict) -> dict:
    sent = organisation.post(f"{hooks_of(organisation)}/{webhook['id']}/test")
    assert sent.status == 202, sent.body
    return sent.json


test_message.__test__ = False


def deliveries(organisation: Api, webhook: dict) -> list[dict]:
    return organisation.pages(f"{hooks_of(organisation)}/{webhook['id']}/deliveries")


def until(organisation: Api, webhook: dict, condition) -> dict:
    """The newest delivery, once it is as it should be."""
    deadline = time.monotonic() + 30
    while not condition(delivery := deliveries(organisation, webhook)[0]):
        assert time.monotonic() < deadline, delivery
        time.sleep(0.02)
    return delivery


def delivered(delivery: dict) -> bool:
    return delivery["state"] == "delivered"


def test_the_end_of_a_batch_is_told_to_the_customer_and_to_the_partner(near, receiver):
    customer = near.a_customer()
    partner = near.a_partner_of(customer)
    hooks = {
        a_webhook(of, f"{receiver.url}/{of.id}", events=["batch.finished"])["url"]
        for of in (customer, partner)
    }
    devices = [*near.published(2), ("Everglen", "Ridge 5", "nowhere")]
    batch = partner.register(customer.id, partner_file(devices))
    told = [receiver.next(), receiver.next()]
    assert {receiver.url.removesuffix("/hook") + message.path for message in told} == hooks
    for message in told:
        assert message.json["type"] == "batch.finished"
        assert message.json["data"] == {
            "batch_id": batch["id"],
            "customer_id": customer.id,
            "created_by": partner.id,
            "state": "finished",
            "rows": 3,
            "counts": {"registered": 2, "failed": 1, "cancelled": 0},
            "errors": {"device_not_found": 1},
        }


def test_a_message_is_signed_and_noted_as_delivered(near, receiver):
    customer = near.a_customer()
    webhook = a_webhook(customer, receiver.url)
    sent = test_message(customer, webhook)
    message = receiver.next()
    assert message.id == sent["id"]
    assert message.headers["content-type"] == "application/json"
    assert abs(int(message.headers["webhook-timestamp"]) - time.time()) < 60
    assert message.is_signed_with(webhook["secret"])
    assert not message.is_signed_with("whsec_" + "A" * 43 + "=")
    noted = until(customer, webhook, delivered)
    assert (noted["attempts"], noted["last_status"], noted["last_error"]) == (1, 200, None)
    assert noted["message"] == message.json


def test_a_device_that_enrols_and_goes_is_told_of(near, receiver):
    customer = near.a_customer()
    customer.register(customer.id, partner_file(near.published(1)))
    a_webhook(customer, receiver.url, events=["device.state_changed"])
    device = customer.devices(customer.id)[0]["id"]
    path = f"/customers/{customer.id}/devices/{device}"
    for _ in range(2):  # only the first check-in enrols
        assert customer.post(path + "/check-ins").status == 200
    assert customer.delete(path).status == 204
    told = [receiver.next().json["data"] for _ in range(2)]
    assert told == [
        {"device_id": device, "customer_id": customer.id, "state": state}
        for state in ("enrolled", "removed")
    ]


def test_both_sides_are_told_of_their_relationship(near, receiver):
    customer = near.a_customer()
    partner = near.join("partner")
    for side in (customer, partner):
        a_webhook(side, f"{receiver.url}/{side.id}", events=["relationship.changed"])
    link = partner.post("/relationship-requests", {}).json["link"]
    assert receiver.next().json["data"]["change"] == "requested"
    assert customer.post("/relationship-requests/accept", {"link": link}).status == 200
    told = [receiver.next(), receiver.next()]
    assert {message.path for message in told} == {f"/hook/{customer.id}", f"/hook/{partner.id}"}
    for message in told:
        data = message.json["data"]
        assert (data["change"], data["state"]) == ("accepted", "active")
        assert (data["partner_id"], data["customer_id"]) == (partner.id, customer.id)


def test_only_what_was_asked_for_is_told(near, receiver):
    customer = near.a_customer()
    webhook = a_webhook(customer, receiver.url, events=["relationship.changed"])
    customer.register(customer.id, partner_file(near.published(1)))
    test_message(customer, webhook)
    assert receiver.next().json["type"] == "webhook.test"
    assert [delivery["event"] for delivery in deliveries(customer, webhook)] == ["webhook.test"]


def test_what_failed_is_tried_again_with_the_same_id(near):
    receiver = Receiver([500])
    customer = near.a_customer()
    webhook = a_webhook(customer, receiver.url)
    test_message(customer, webhook)
    first = receiver.next()
    noted = until(customer, webhook, lambda delivery: delivery["attempts"] == 1)
    assert (noted["state"], noted["last_status"]) == ("waiting", 500)
    assert noted["next_attempt_at"] and noted["last_error"] == "Answered 500."
    again = receiver.next()  # after 4 to 5 seconds
    assert again.id == first.id and again.body == first.body
    assert until(customer, webhook, delivered)["attempts"] == 2
    receiver.close()


def test_a_redirect_is_not_followed(near, receiver):
    elsewhere = Receiver()
    receiver.answers = [(307, elsewhere.url), (302, elsewhere.url)]
    customer = near.a_customer()
    webhook = a_webhook(customer, receiver.url)
    test_message(customer, webhook)
    noted = until(customer, webhook, lambda delivery: delivery["attempts"] == 1)
    assert (noted["state"], noted["last_status"]) == ("waiting", 307)
    assert "redirects are not followed" in noted["last_error"]
    assert elsewhere.messages.empty()
    elsewhere.close()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/",
        "http://hooks.example/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.0.0.1:8443/hook",
        "https://169.254.169.254/latest",
        "https://localhost/",
        "https://user:secret@hooks.example/",
        "ftp://hooks.example/",
        "https://",
        "https://hooks.example/#part",
    ],
)
def test_an_address_that_is_not_public_is_refused(world, url):
    customer = world.a_customer()
    refused = customer.post(hooks_of(customer), {"url": url})
    assert refused.refused() == (422, "validation_failed")
    assert refused.json["errors"][0]["pointer"] == "/url"


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001"])
def test_what_only_turns_out_to_be_private_is_not_sent_to(world, host):
    """Seen when it is connected to, whatever the address looked like."""
    customer = world.a_customer()
    webhook = a_webhook(customer, f"https://{host}:1/hook")
    test_message(customer, webhook)
    noted = until(customer, webhook, lambda delivery: delivery["attempts"] == 1)
    assert "doesn't send to" in noted["last_error"] and noted["last_status"] is None


def test_what_was_committed_is_delivered_after_a_kill(own_server):
    """The receiver is down while the change is made and the server is killed; it gets it later."""
    receiver = Receiver()
    url = receiver.url
    receiver.close()
    own_server.settings["webhooks_to_private_addresses"] = "true"
    world = own_server.start().world()
    customer = world.a_customer()
    webhook = a_webhook(customer, url)
    batch = customer.register(customer.id, partner_file(world.published(1)))
    own_server.kill()

    back = Receiver()
    world = own_server.start().world()
    customer = Api(world.port, customer.token, customer.organisation)
    path = f"{hooks_of(customer)}/{webhook['id']}"
    assert customer.patch(path, {"url": back.url}).status == 200
    waiting = deliveries(customer, webhook)
    assert [delivery["message"]["data"]["batch_id"] for delivery in waiting] == [batch["id"]]
    message = back.next()
    assert message.json["data"]["batch_id"] == batch["id"]
    assert message.is_signed_with(webhook["secret"])
    back.close()


def test_a_message_is_sent_again_on_request(near, receiver):
    customer = near.a_customer()
    webhook = a_webhook(customer, receiver.url)
    sent = test_message(customer, webhook)
    receiver.next()
    until(customer, webhook, delivered)
    path = f"{hooks_of(customer)}/{webhook['id']}/deliveries"
    resent = customer.post(f"{path}/{sent['id']}/resend")
    assert resent.status == 202 and resent.json["state"] == "waiting"
    assert receiver.next().id == sent["id"]
    assert customer.post(f"{path}/msg_1zzzzzzzzzzzz/resend").status == 404


def test_the_old_secret_signs_along_after_a_rotation(near, receiver):
    customer = near.a_customer()
    webhook = a_webhook(customer, receiver.url)
    rotated = customer.post(f"{hooks_of(customer)}/{webhook['id']}/rotate-secret").json
    assert rotated["secret"] != webhook["secret"] and rotated["old_secret_until"]
    test_message(customer, webhook)
    message = receiver.next()
    assert message.is_signed_with(rotated["secret"])
    assert message.is_signed_with(webhook["secret"])
    shown = customer.get(f"{hooks_of(customer)}/{webhook['id']}")
    assert b"whsec_" not in shown.body


def test_a_webhook_is_switched_off_changed_and_removed(near, receiver):
    customer = near.a_customer()
    webhook = a_webhook(customer, receiver.url)
    path = f"{hooks_of(customer)}/{webhook['id']}"
    assert customer.patch(path, {"enabled": False}).json["enabled"] is False
    assert customer.post(path + "/test").refused() == (409, "conflict")
    customer.register(customer.id, partner_file(near.published(1)))
    assert deliveries(customer, webhook) == []
    changed = customer.patch(path, {"enabled": True, "events": ["batch.finished"]}).json
    assert (changed["enabled"], changed["events"]) == (True, ["batch.finished"])
    assert [item["id"] for item in customer.pages(hooks_of(customer))] == [webhook["id"]]
    assert customer.delete(path).status == 204
    assert customer.get(path).status == 404 and receiver.messages.empty()


def test_a_slow_receiver_holds_up_nobody_else(near, receiver):
    slow = Receiver([500] * 3)
    customer, other = near.a_customer(), near.a_customer()
    broken = a_webhook(customer, slow.url)
    for _ in range(3):
        test_message(customer, broken)
    test_message(other, a_webhook(other, receiver.url))
    assert receiver.next(timeout=3).json["type"] == "webhook.test"
    slow.close()


def test_what_becomes_of_a_webhook_is_in_the_audit_log(near, receiver):
    customer = near.a_customer()
    webhook = a_webhook(customer, receiver.url)
    path = f"{hooks_of(customer)}/{webhook['id']}"
    customer.patch(path, {"events": ["batch.finished"]})
    customer.post(path + "/rotate-secret")
    customer.delete(path)
    seen = customer.pages(f"/organisations/{customer.id}/audit", subject=webhook["id"])
    assert [entry["action"] for entry in seen] == [
        "webhook.removed",
        "webhook.secret_rotated",
        "webhook.changed",
        "webhook.created",
    ]
    assert "whsec_" not in str(seen)
