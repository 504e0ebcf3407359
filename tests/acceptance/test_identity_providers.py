"""Identity providers as the operator sets them up, and what browsers are told when signing in fails.
Signing in itself is tried with real providers and a real browser in tests/oidc."""

import http.client
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from muster.api import Api
from muster.browser import joined

ALL = "/identity-providers"


def terms(name, **more):
    # Nobody answers there (RFC 2606).
    return {"name": name, "issuer": f"https://{name.lower()}.invalid/realm", "client_id": "muster",
            "client_secret": "SECRET-OF-THE-CLIENT", **more}


@pytest.fixture
def provider(world):
    """One that is there for the test only."""
    customer = world.a_customer()
    rule = {"claim": "groups", "value": "staff", "organisation_id": customer.id, "role": "reader"}
    made = world.operator.post(ALL, terms(f"P{customer.id[-8:]}", rules=[rule]))
    assert made.status == 201, made.body
    yield made.json
    world.operator.delete(f"{ALL}/{made.json['id']}")


def test_the_operator_adds_changes_and_removes_one_and_the_secret_is_never_shown(world):
    made = world.operator.post(ALL, terms("Larkspur"))
    one = f"{ALL}/{made.json['id']}"
    assert made.json["has_client_secret"] and made.json["scopes"] == ["openid", "email", "profile"]
    changed = world.operator.patch(one, {"client_id": "other", "client_secret": None})
    assert (changed.json["client_id"], changed.json["has_client_secret"]) == ("other", False)
    listed = world.operator.get(ALL)
    assert made.json["id"] in [item["id"] for item in listed.json["items"]]
    assert world.operator.get(one).json == changed.json
    audit = world.operator.get("/audit", subject=made.json["id"])
    assert world.operator.delete(one).status == 204
    assert world.operator.get(one).refused() == (404, "not_found")
    assert [entry["action"] for entry in audit.json["items"]] == [
        "identity_provider.changed", "identity_provider.created"]
    for answer in (made, changed, listed, audit):
        assert b"SECRET-OF" not in answer.body


def test_what_is_wrong_is_said(world, provider):
    rule = {**provider["rules"][0], "role": "admin_agent"}
    refused = world.operator.post(ALL, terms("Wrong", rules=[rule], scopes=["email"], issuer="http://x.example"))
    found = {error["pointer"]: error["code"] for error in refused.json["errors"]}
    assert found == {"/rules/0/role": "unknown_role", "/scopes": "missing", "/issuer": "url_not_allowed"}
    for issuer in ("https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/", "https://localhost/"):
        assert world.operator.post(ALL, terms("Wrong", issuer=issuer)).status == 422, issuer
    assert world.operator.post(ALL, terms(provider["name"])).refused() == (409, "conflict")
    other = {"issuer": "https://other.example"}
    assert world.operator.patch(f"{ALL}/{provider['id']}", other).json["errors"][0]["code"] == "not_changeable"


def test_the_sign_in_page_learns_names_and_nothing_else(world, provider):
    stranger = Api(world.port)
    assert {"id": provider["id"], "name": provider["name"]} in stranger.get("/sign-in-providers").json["items"]
    world.operator.patch(f"{ALL}/{provider['id']}", {"enabled": False})
    assert provider["id"] not in str(stranger.get("/sign-in-providers").json)


def test_nobody_but_operators_sees_them(world, provider):
    customer = world.a_customer()
    administrator = joined(customer, f"a@{customer.id}.example", "administrator")
    for caller in (customer, administrator):
        assert caller.get(ALL).refused() == (403, "forbidden")
        assert caller.get(f"{ALL}/{provider['id']}").refused() == (403, "forbidden")


def test_removing_an_organisation_removes_the_rules_that_lead_to_it(world, provider):
    organisation = provider["rules"][0]["organisation_id"]
    name = world.operator.get(f"/organisations/{organisation}").json["name"]
    gone = world.operator.request("DELETE", f"/api/v1/organisations/{organisation}", query={"confirm_name": name})
    assert gone.status == 204, gone.body
    assert world.operator.get(f"{ALL}/{provider['id']}").json["rules"] == []


def fault_of(answer) -> str:
    """The code with which the browser is sent to the sign-in page."""
    assert answer.status == 302 and answer.headers["cache-control"] == "no-store", answer.headers
    page = urlsplit(answer.headers["location"])
    parameters = parse_qs(page.query)
    assert (page.netloc, page.path) == ("", "/sign-in")
    assert parameters["request_id"] == [answer.headers["request-id"]]
    return parameters["error"][0]


def test_a_provider_that_does_not_answer_is_told_on_the_sign_in_page_and_kept(world, provider):
    answer = Api(world.port).request("GET", f"/oidc/{provider['id']}/start")
    assert fault_of(answer) == "provider_unreachable"
    kept = world.operator.get(f"/requests/{answer.headers['request-id']}").json
    assert kept["problem"]["code"] == "provider_unreachable" and kept["problem"]["detail"]


@pytest.mark.parametrize("provider_id", ["idp_1zzzzzzzzzzzz", "nonsense"])
def test_a_provider_that_there_is_not(world, provider_id):
    assert fault_of(Api(world.port).request("GET", f"/oidc/{provider_id}/start")) == "provider_unknown"


@pytest.mark.parametrize(("query", "fault"), [
    ({}, "sign_in_expired"),
    ({"state": "made-up", "code": "x"}, "sign_in_expired"),
    ({"state": "", "error": "access_denied"}, "sign_in_expired"),
])
def test_an_answer_that_nobody_asked_for_signs_nobody_in(world, query, fault):
    answer = Api(world.port).request("GET", "/oidc/callback", query=query)
    assert fault_of(answer) == fault and "set-cookie" not in answer.headers


def test_a_parameter_twice_is_refused(world):
    connection = http.client.HTTPConnection("127.0.0.1", world.port)
    connection.request("GET", "/oidc/callback?state=a&state=b&code=c")
    answer = connection.getresponse()
    assert re.search("error=provider_failed&", answer.headers["Location"])


@pytest.mark.parametrize("token", ["", "garbage", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_a_logout_that_no_provider_signed_ends_nothing(world, provider, token):
    answer = Api(world.port).form(f"/oidc/{provider['id']}/backchannel-logout", {"logout_token": token})
    assert answer.status == 400 and answer.json["error"] == "invalid_request"
