"""A device's first boot: it finds its organisation, enrols, and checks in with its own key."""

import concurrent.futures
import http.client
import threading
import uuid

import pytest

from muster.api import Api
from muster.browser import joined
from muster.device import Device, a_device, a_token, an_enrolled_device, now

PUBLIC = {"client_id": "muster-cli"}


def state_of(customer: Api, device: Device) -> str:
    found = [d for d in customer.devices(customer.id) if d["serial_number"] == device.identity[2]]
    return found[0]["state"] if found else "gone"


def personal_token(world, person) -> str:
    """As a device gets one: it shows a code, and its user approves that elsewhere (RFC 8628)."""
    api = Api(world.port)
    asked = api.form("/oauth2/device_authorization", {**PUBLIC, "device_name": "a device"})
    assert asked.status == 200, asked.body
    approved = person.post(f"/device-authorizations/{asked.json['user_code']}/approve")
    assert approved.status in (200, 204), approved.body
    issued = api.form("/oauth2/token", {**PUBLIC, "device_code": asked.json["device_code"],
                                        "grant_type": "urn:ietf:params:oauth:grant-type:device_code"})
    assert issued.status == 200, issued.body
    return issued.json["access_token"]


def test_a_registered_device_is_told_whose_it_is(world):
    customer = world.a_customer()
    device = a_device(world, customer)
    told = device.discover()
    assert told.status == 200
    assert told.json["registered"] and told.json["organisation"] == customer.organisation["name"]
    assert told.json["sign_in"].endswith("/device")


def test_every_other_device_gets_one_answer_and_guessing_has_to_wait(own_world):
    world = own_world
    customer = world.a_customer()
    published = Device(world.port, world.published(1)[0])
    removed = a_device(world, customer)
    path = f"/customers/{customer.id}/devices/{customer.devices(customer.id)[0]['id']}"
    assert customer.delete(path).status == 204
    unknown = Device(world.port, ("Nobody", "Nothing", "1"))
    answers = [device.discover() for device in (published, removed, unknown)]
    assert {answer.body for answer in answers} == {answers[0].body}
    assert answers[0].json == {"registered": False, "organisation": None, "sign_in": None}
    for _ in range(20):
        last = unknown.discover()
        if last.status == 429:
            break
    assert last.refused() == (429, "too_many_requests") and int(last.headers["retry-after"]) >= 1


def test_a_device_enrols_with_a_token_and_is_active(world):
    customer = world.a_customer()
    device = a_device(world, customer)
    assert state_of(customer, device) == "ready_for_user"
    enrolled = device.enrol(a_token(customer))
    assert enrolled.status == 201 and enrolled.json["organisation_id"] == customer.id
    assert 0.9 * 21600 <= enrolled.json["next_check_in_seconds"] <= 1.1 * 21600
    assert state_of(customer, device) == "active"
    entry = customer.get(f"/organisations/{customer.id}/audit", action="device.enrolled").json["items"][0]
    assert entry["subject"] == device.device_id
    listed = customer.pages(f"/customers/{customer.id}/enrolment-tokens")
    assert listed[0]["device_id"] == device.device_id and listed[0]["used_at"]


def test_a_device_enrols_with_its_user(world):
    customer = world.a_customer()
    email = f"{uuid.uuid4().hex}@example.com"
    person = joined(customer, email, "reader")
    device = a_device(world, customer)
    assert device.enrol(personal_token(world, person)).status == 201
    assert state_of(customer, device) == "active"


def test_a_device_of_somebody_else_takes_its_user_or_an_administrator(world):
    customer = world.a_customer()
    stranger = joined(customer, f"{uuid.uuid4().hex}@example.com", "reader")
    email = f"{uuid.uuid4().hex}@example.com"
    user = joined(customer, email, "reader")
    device = a_device(world, customer)
    found = customer.devices(customer.id)[0]
    assert customer.patch(f"/customers/{customer.id}/devices/{found['id']}",
                          {"assigned_user": email.upper()}).status == 200
    assert device.enrol(personal_token(world, stranger)).refused() == (403, "forbidden")
    assert device.enrol(personal_token(world, user)).status == 201


def test_what_is_no_good_for_this_device_is_one_answer(own_world):
    world = own_world
    customer, other = world.a_customer(), world.a_customer()
    device = a_device(world, customer)
    used = a_token(customer)
    assert a_device(world, customer).enrol(used).status == 201
    answers = [
        device.enrol(a_token(other)),
        device.enrol(used),
        Device(world.port, ("Nobody", "Nothing", "1")).enrol(a_token(customer)),
        Device(world.port, world.published(1)[0]).enrol(a_token(customer)),
    ]
    assert {answer.refused() for answer in answers} == {(403, "forbidden")}
    assert len({answer.json["detail"] for answer in answers}) == 1
    assert device.enrol("mst_" + "A" * 43).refused() == (401, "unauthenticated")


def test_a_revoked_token_enrols_nothing(world):
    customer = world.a_customer()
    tokens = f"/customers/{customer.id}/enrolment-tokens"
    made = customer.post(tokens, {"name": "lab"}).json
    assert customer.delete(f"{tokens}/{made['id']}").status == 204
    assert customer.delete(f"{tokens}/{made['id']}").status == 404
    assert a_device(world, customer).enrol(made["token"]).status == 403
    for expires_at in ("2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z"):
        assert customer.post(tokens, {"name": "lab", "expires_at": expires_at}).status == 422


def test_an_enrolment_that_is_signed_wrongly_or_at_another_time_is_refused(world):
    customer = world.a_customer()
    device, token = a_device(world, customer), a_token(customer)
    body = device.enrolment()
    assert device.post("enrol", {**body, "time": body["time"] + 1}, token).status == 403
    assert device.enrol(token, now() - 301_000).refused() == (409, "conflict")
    assert device.enrol(token, now() + 301_000).refused() == (409, "conflict")
    assert device.enrol(token).status == 201


def test_a_second_enrolment_needs_an_administrator_who_allows_it(world):
    customer = world.a_customer()
    device = an_enrolled_device(world, customer)
    again = Device(world.port, device.identity)
    token = a_token(customer)
    assert again.enrol(token).refused() == (409, "conflict")
    path = f"/customers/{customer.id}/devices/{device.device_id}/allow-enrolment"
    assert customer.post(path).status == 204
    assert device.check_in().status == 204, "the old key stays good until then"
    assert again.enrol(token).status == 201, "and the token was not used up"
    assert device.check_in().refused() == (403, "forbidden")
    assert again.check_in().status == 204
    assert Device(world.port, device.identity).enrol(a_token(customer)).status == 409
    actions = [e["action"] for e in customer.get(f"/organisations/{customer.id}/audit",
                                                 subject=device.device_id).json["items"]]
    assert actions[:2] == ["device.enrolled_again", "device.enrolment_allowed"]


def test_nothing_keeps_a_device_that_never_enrolled_from_it(world):
    customer = world.a_customer()
    a_device(world, customer)
    found = customer.devices(customer.id)[0]
    path = f"/customers/{customer.id}/devices/{found['id']}/allow-enrolment"
    assert customer.post(path).refused() == (409, "conflict")


def test_a_device_checks_in_and_is_seen(world):
    customer = world.a_customer()
    device = an_enrolled_device(world, customer)
    before = customer.get(f"/customers/{customer.id}/devices/{device.device_id}").json["last_seen_at"]
    answer = device.check_in()
    assert answer.status == 204 and answer.body == b""
    assert 0.9 * 21600 <= int(answer.headers["muster-next-check-in"]) <= 1.1 * 21600
    after = customer.get(f"/customers/{customer.id}/devices/{device.device_id}").json
    assert after["last_seen_at"] >= before and after["state"] == "active"
    assert customer.counts()["active"] == 1


def test_devices_check_in_more_often_where_they_are_inactive_sooner(world):
    customer = world.a_customer()
    assert customer.patch(f"/organisations/{customer.id}/settings", {"check_in_age_hours": 1}).status == 200
    device = an_enrolled_device(world, customer)
    assert 0.9 * 1200 <= int(device.check_in().headers["muster-next-check-in"]) <= 1.1 * 1200


def test_a_check_in_is_taken_once(world):
    device = an_enrolled_device(world, world.a_customer())
    body = device.check_in_body()
    assert device.post("check-in", body).status == 204
    assert device.post("check-in", body).refused() == (409, "conflict")
    assert device.check_in(body["time"] - 1).refused() == (409, "conflict")
    device.last = body["time"]
    assert device.check_in().status == 204


@pytest.mark.parametrize("off", [-301_000, 301_000])
def test_a_clock_that_is_wrong_is_told_the_time(world, off):
    device = an_enrolled_device(world, world.a_customer())
    assert device.check_in(now() + off).refused() == (409, "conflict")


def test_only_the_devices_own_key_checks_it_in(world):
    customer = world.a_customer()
    device, other = an_enrolled_device(world, customer), an_enrolled_device(world, customer)
    body = device.check_in_body()
    wrong = [
        {**body, "time": body["time"] + 1},
        {**body, "device_id": other.device_id},
        {**body, "organisation_id": world.a_customer().id},
        {**body, "device_id": "dev_1zzzzzzzzzzzz"},
        {**body, "signature": "00" * 64},
    ]
    answers = [device.post("check-in", one) for one in wrong]
    assert {answer.refused() for answer in answers} == {(403, "forbidden")}
    assert len({answer.json["detail"] for answer in answers}) == 1
    assert device.post("check-in", body).status == 204


def test_removing_a_device_ends_its_key_at_once(world):
    customer = world.a_customer()
    device = an_enrolled_device(world, customer)
    assert device.check_in().status == 204
    assert customer.delete(f"/customers/{customer.id}/devices/{device.device_id}").status == 204
    assert device.check_in().refused() == (403, "forbidden")


def test_check_ins_survive_a_crash(own_server, own_world):
    customer = own_world.a_customer()
    device = an_enrolled_device(own_world, customer)
    body = device.check_in_body()
    assert device.post("check-in", body).status == 204
    own_server.kill()
    own_server.start()
    device.port = own_server.port
    assert device.post("check-in", body).refused() == (409, "conflict")
    assert device.check_in().status == 204


def at_once(jobs) -> list:
    """Runs them all at the same moment."""
    gate = threading.Barrier(len(jobs))

    def run(job):
        gate.wait()
        return job()

    with concurrent.futures.ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_of_many_that_enrol_at_once_with_one_token_one_does(own_world):
    customer = own_world.a_customer()
    token = a_token(customer)
    devices = [a_device(own_world, customer) for _ in range(4)]
    statuses = [answer.status for answer in at_once([lambda d=d: d.enrol(token) for d in devices])]
    assert sorted(statuses) == [201, 403, 403, 403]
    assert customer.counts()["active"] == 1


def test_of_many_that_claim_to_be_one_device_one_enrols(own_world):
    customer = own_world.a_customer()
    device = a_device(own_world, customer)
    copies = [(Device(own_world.port, device.identity), a_token(customer)) for _ in range(6)]
    answers = at_once([lambda c=c, t=t: c.enrol(t) for c, t in copies])
    assert sorted(answer.status for answer in answers) == [201, 409, 409, 409, 409, 409]
    checked_in = [copy.check_in().status for copy, _ in copies if copy.device_id]
    assert checked_in == [204]
    unused = [t for t in customer.pages(f"/customers/{customer.id}/enrolment-tokens") if not t["used_at"]]
    assert len(unused) == 5, "a token that enrolled nothing is not used up"


def test_of_one_check_in_sent_many_times_at_once_one_is_taken(world):
    device = an_enrolled_device(world, world.a_customer())
    body = device.check_in_body()
    statuses = [answer.status for answer in at_once([lambda: device.post("check-in", body)] * 12)]
    assert sorted(statuses) == [204] + [409] * 11


def test_what_was_answered_is_kept_whenever_the_server_dies(own_server, own_world):
    customer = own_world.a_customer()
    devices = [an_enrolled_device(own_world, customer) for _ in range(8)]
    answered: dict[str, int] = {}

    def go_on(device):
        try:
            while True:
                body = device.check_in_body()
                if device.post("check-in", body).status == 204:
                    answered[device.device_id] = body["time"]
        except (OSError, http.client.HTTPException):
            return

    with concurrent.futures.ThreadPoolExecutor(len(devices)) as pool:
        going = [pool.submit(go_on, device) for device in devices]
        while len(answered) < len(devices):
            assert not all(job.done() for job in going)
        own_server.kill()
    own_server.start()
    for device in devices:
        device.port = own_server.port
        replayed = device.check_in(answered[device.device_id])
        assert replayed.refused() == (409, "conflict"), "it was answered, so it is on disk"


def test_a_session_checks_in_without_signatures(world):
    customer = world.a_customer()
    device = an_enrolled_device(world, customer)
    session = device.session()
    for _ in range(2):  # the first asks the database for the customer's interval, the second does not
        before = customer.devices(customer.id)[0]["last_seen_at"]
        body = device.session_body(*session)
        answer = device.post("check-in", body)
        assert answer.status == 204 and 0.9 * 21600 <= int(answer.headers["muster-next-check-in"]) <= 1.1 * 21600
        assert customer.devices(customer.id)[0]["last_seen_at"] > before
        assert device.post("check-in", body).refused() == (409, "conflict"), "each time once"
    assert device.check_in().status == 204, "signatures go on in the same sequence"
    assert device.post("check-in", device.session_body(*session)).status == 204


def test_nobody_gets_a_session_who_did_not_ask_or_sign(world):
    customer = world.a_customer()
    device = an_enrolled_device(world, customer)
    assert "muster-session" not in device.check_in().headers
    forged = {**device.check_in_body(), "want_session": True, "signature": "00" * 64}
    refused = device.post("check-in", forged)
    assert refused.refused() == (403, "forbidden") and "muster-session" not in refused.headers
    both = {**device.check_in_body(), **device.session_body("1.1", "00" * 32)}
    assert device.post("check-in", both).refused() == (422, "validation_failed")


def test_a_session_is_of_one_device_and_cannot_be_changed(world):
    customer = world.a_customer()
    device, other = an_enrolled_device(world, customer), an_enrolled_device(world, customer)
    name, key = device.session()
    number, end = name.split(".")
    for forged in (
        other.session_body(name, key),
        device.session_body(f"{number}.{int(end) + 1}", key),
        device.session_body(f"{int(number) + 1}.{end}", key),
        device.session_body(name, "11" * 32),
        {**device.session_body(name, key), "time": device.last + 1},
    ):
        assert device.post("check-in", forged).refused() == (403, "forbidden"), forged
    assert device.post("check-in", device.session_body(name, key)).status == 204


def test_a_session_ends_with_its_enrolment(world):
    customer = world.a_customer()
    device = an_enrolled_device(world, customer)
    session = device.session()
    path = f"/customers/{customer.id}/devices/{device.device_id}"
    assert customer.post(f"{path}/allow-enrolment").status in (200, 204)
    again = Device(world.port, device.identity)
    assert again.enrol(a_token(customer)).status == 201
    assert device.post("check-in", device.session_body(*session)).refused() == (403, "forbidden")
    session = again.session()
    assert customer.delete(path).status == 204
    assert again.post("check-in", again.session_body(*session)).refused() == (403, "forbidden")


def test_many_check_ins_of_sessions_at_once_are_each_taken_once(world):
    customer = world.a_customer()
    devices = [an_enrolled_device(world, customer) for _ in range(4)]
    sessions = [device.session() for device in devices]
    bodies = [device.session_body(*session, now() + 1000 + i)
              for device, session in zip(devices, sessions, strict=True) for i in range(20)]
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda body: devices[0].post("check-in", body).status, bodies * 2))
    assert set(answers) <= {204, 409}
    latest = {body["device_id"]: body["time"] for body in bodies}
    taken = [body for body, status in zip(bodies * 2, answers, strict=True) if status == 204]
    assert len({(b["device_id"], b["time"]) for b in taken}) == len(taken), "no time twice"
    assert {b["device_id"]: b["time"] for b in sorted(taken, key=lambda b: b["time"])} == latest
