"""API clients: a program exchanges its id and secret for tokens (RFC 6749, 4.4)."""

import base64
import time
import uuid
from datetime import datetime, timedelta, timezone

import pytest

from muster.api import Api, partner_file
from muster.browser import joined

GRANT = {"grant_type": "client_credentials"}


def clients_of(organisation: Api) -> str:
    return f"/organisations/{organisation.id}/clients"


def a_client(organisation: Api, **terms) -> dict:
    made = organisation.post(clients_of(organisation), {"name": "order system", **terms})
    assert made.status == 201, made.body
    assert made.headers["cache-control"] == "no-store"
    return made.json


def basic(client: dict, secret: str | None = None) -> dict:
    text = f"{client['id']}:{secret or client['client_secret']}"
    return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}


def ask(world, client: dict, secret: str | None = None, **fields):
    return Api(world.port).form("/oauth2/token", {**GRANT, **fields}, headers=basic(client, secret))


def signed_in(world, client: dict, **fields) -> Api:
    issued = ask(world, client, **fields)
    assert issued.status == 200, issued.body
    return Api(world.port, issued.json["access_token"])


def oauth_error(answer) -> tuple[int, str]:
    assert answer.headers["cache-control"] == "no-store"
    return answer.status, answer.json["error"]


def test_a_client_registers_devices_with_the_token_that_it_was_issued(world):
    customer = world.a_customer()
    partner = world.a_partner_of(customer)
    client = a_client(partner)
    issued = ask(world, client)
    assert issued.headers["cache-control"] == "no-store"
    assert issued.json["token_type"] == "Bearer" and issued.json["expires_in"] == 3600
    program = Api(world.port, issued.json["access_token"])
    me = program.get("/whoami").json
    assert (me["organisation"]["id"], me["name"]) == (partner.id, "order system")
    batch = program.register(customer.id, partner_file(world.published(2)))
    assert batch["counts"]["registered"] == 2


def test_the_secret_may_stand_in_the_form(world):
    client = a_client(world.a_customer())
    fields = {**GRANT, "client_id": client["id"], "client_secret": client["client_secret"]}
    assert Api(world.port).form("/oauth2/token", fields).status == 200
    both = Api(world.port).form("/oauth2/token", fields, headers=basic(client))
    assert oauth_error(both) == (400, "invalid_request")


def test_a_client_has_its_own_role_and_scopes_and_asks_for_fewer(world):
    customer = world.a_customer()
    client = a_client(customer, role="reader", scopes=["devices.read", "organisation.read"])
    issued = ask(world, client, scope="devices.read").json
    assert issued["scope"] == "devices.read"
    narrow = Api(world.port, issued["access_token"])
    assert narrow.get(f"/customers/{customer.id}/devices").status == 200
    assert narrow.get("/whoami").refused() == (403, "forbidden")
    assert signed_in(world, client).get("/whoami").json["role"] == "reader"
    for scope in ["devices.manage", "devices.read nonsense", "  "]:
        assert oauth_error(ask(world, client, scope=scope)) == (400, "invalid_scope"), scope


def test_every_client_that_is_no_good_is_answered_the_same(world):
    organisation = world.a_customer()
    good, revoked = a_client(organisation), a_client(organisation)
    soon = datetime.now(timezone.utc) + timedelta(seconds=1)
    expired = a_client(organisation, expires_at=soon.isoformat())
    assert organisation.delete(f"{clients_of(organisation)}/{revoked['id']}").status == 204
    time.sleep(max(0, (soon - datetime.now(timezone.utc)).total_seconds()) + 0.01)
    unknown = {**good, "id": "cli_1zzzzzzzzzzzz"}
    answers = [
        ask(world, client, secret)
        for client, secret in [
            (unknown, None),
            ({**good, "id": "nonsense"}, None),
            (good, "mcs_" + "A" * 43),
            (revoked, None),
            (expired, None),
        ]
    ]
    assert {oauth_error(answer) for answer in answers} == {(401, "invalid_client")}
    assert len({answer.body for answer in answers}) == 1
    assert all(answer.headers["www-authenticate"].startswith("Basic") for answer in answers)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({**GRANT, "scope": "nonsense"}, "invalid_scope"),
    ],
)
def test_a_request_that_is_none_says_why(world, fields, error):
    client = a_client(world.a_customer())
    refused = Api(world.port).form("/oauth2/token", fields, headers=basic(client))
    assert oauth_error(refused) == (400, error)


def test_a_body_that_is_no_form_is_refused(world):
    client = a_client(world.a_customer())
    for body, kind in [(b"{}", "application/json"), (b"grant_type=%zz", "application/x-www-form-urlencoded"),
                       (b"grant_type=a&grant_type=b", "application/x-www-form-urlencoded")]:
        refused = Api(world.port).request("POST", "/oauth2/token", body=body, content_type=kind,
                                          headers=basic(client))
        assert oauth_error(refused) == (400, "invalid_request")


def test_a_revoked_client_stops_within_a_second_with_the_tokens_that_it_has(world):
    organisation = world.a_customer()
    client = a_client(organisation)
    program = signed_in(world, client)
    assert program.get("/whoami").status == 200
    path = f"{clients_of(organisation)}/{client['id']}"
    assert organisation.delete(path).status == 204
    deadline = time.monotonic() + 1
    while program.get("/whoami").status != 401:
        assert time.monotonic() < deadline, "the token still works"
    assert organisation.get(path).json["revoked_at"]
    assert organisation.delete(path).refused() == (404, "not_found")


def test_a_rotated_secret_replaces_the_old_one_and_ends_its_tokens(world):
    organisation = world.a_customer()
    client = a_client(organisation)
    program = signed_in(world, client)
    rotated = organisation.post(f"{clients_of(organisation)}/{client['id']}/rotate-secret")
    assert rotated.status == 200 and rotated.json["id"] == client["id"]
    assert rotated.json["client_secret"] != client["client_secret"]
    assert oauth_error(ask(world, client)) == (401, "invalid_client")
    assert ask(world, rotated.json).status == 200
    deadline = time.monotonic() + 1
    while program.get("/whoami").status != 401:
        assert time.monotonic() < deadline, "the old token still works"


def test_a_client_gives_its_token_back(world):
    organisation = world.a_customer()
    client, other = a_client(organisation), a_client(organisation)
    program = signed_in(world, client)

    def give_back(who, token):
        return Api(world.port).form("/oauth2/revoke", {"token": token}, headers=basic(who))

    # Of another client, and of nobody: answered alike, and nothing happens.
    assert give_back(other, program.token).status == 200
    assert give_back(client, "nonsense").status == 200
    assert program.get("/whoami").status == 200
    assert give_back(client, program.token).status == 200
    assert program.get("/whoami").status == 401
    assert oauth_error(give_back({**client, "id": "nonsense"}, program.token)) == (
        401,
        "invalid_client",
    )


def test_the_last_use_is_told_to_the_minute_and_the_secret_never(world):
    organisation = world.a_customer()
    client = a_client(organisation)
    path = f"{clients_of(organisation)}/{client['id']}"
    assert organisation.get(path).json["last_used_at"] is None
    ask(world, client)
    seen = organisation.get(path)
    assert seen.json["last_used_at"].endswith(":00.000Z")
    assert client["client_secret"].encode() not in seen.body
    assert [item["id"] for item in organisation.pages(clients_of(organisation), limit=1)] == [
        client["id"]
    ]


def test_what_a_client_was_issued_is_not_in_the_list_of_tokens(world):
    organisation = world.a_customer()
    client = a_client(organisation)
    signed_in(world, client)
    names = [item["name"] for item in organisation.pages(f"/organisations/{organisation.id}/tokens")]
    assert names == ["test"]


def test_a_stranger_finds_no_client(world):
    organisation, stranger = world.a_customer(), world.a_customer()
    client = a_client(organisation)
    for path in (clients_of(organisation), clients_of(stranger)):
        found = stranger.get(f"{path}/{client['id']}")
        assert found.status == 404
        assert stranger.delete(f"{path}/{client['id']}").status == 404
    assert ask(world, client).status == 200


def test_what_becomes_of_a_client_is_in_the_audit_log(world):
    organisation = world.a_customer()
    client = a_client(organisation)
    path = f"{clients_of(organisation)}/{client['id']}"
    organisation.post(path + "/rotate-secret")
    organisation.delete(path)
    seen = organisation.pages(f"/organisations/{organisation.id}/audit", subject=client["id"])
    assert [entry["action"] for entry in seen] == [
        "client.revoked",
        "client.secret_rotated",
        "client.created",
    ]
    assert "mcs_" not in str(seen)


def a_code(world, **fields):
    return Api(world.port).form("/oauth2/device_authorization", {"client_id": "muster-cli", **fields})


def poll(world, code: dict):
    return Api(world.port).form("/oauth2/token", {
        "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
        "client_id": "muster-cli",
        "device_code": code["device_code"],
    })


def a_person(world, role="administrator"):
    return joined(world.a_customer(), f"{uuid.uuid4().hex}@clients.example", role)


def test_a_code_that_a_person_approves_lets_in_as_that_person(world):
    person = a_person(world, "reader")
    code = a_code(world, device_name="muster on desk-7").json
    path = f"/device-authorizations/{code['user_code']}"
    assert person.post(path + "/approve").status == 200
    token = Api(world.port, poll(world, code).json["access_token"])
    me = token.get("/whoami").json
    assert (me["role"], me["person_id"]) == ("reader", person.get("/account").json["id"])
    assert me["organisation"]["id"] == person.id
    assert oauth_error(poll(world, code)) == (400, "invalid_grant")


def test_a_code_is_shown_and_denied(world):
    customer = world.a_customer()
    person = a_person(world)
    code = a_code(world, device_name="muster on desk-7", scope="devices.read").json
    assert code["verification_uri_complete"] == f"{code['verification_uri']}#{code['user_code']}"
    assert oauth_error(poll(world, code)) == (400, "authorization_pending")
    assert oauth_error(poll(world, code)) == (400, "slow_down")
    path = f"/device-authorizations/{code['user_code'].lower().replace('-', '')}"
    assert customer.get(path).refused() == (403, "forbidden")
    assert person.get(path).json["client_name"] == "muster on desk-7"
    assert person.post(path + "/deny").json["user_code"] == code["user_code"]
    assert oauth_error(poll(world, code)) == (400, "access_denied")
    assert person.get(path).refused() == (404, "not_found")


def test_codes_that_nobody_waits_with_cannot_be_tried_for_long(world):
    person = a_person(world)
    answers = [person.get("/device-authorizations/BCDF-GHJK").status for _ in range(7)]
    assert answers[:5] == [404] * 5 and 429 in answers[5:]


def test_a_code_is_for_the_command_line_only(world):
    other = Api(world.port).form("/oauth2/device_authorization", {"client_id": "other"})
    assert oauth_error(other) == (401, "invalid_client")
