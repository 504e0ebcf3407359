"""People: invitations, roles, sessions, passwords, the second factor."""

import time
import uuid

import pytest

from muster.api import Api, partner_file
from muster.browser import PASSWORD, Browser, code_of, joined, secret_of
from muster.server import run


def an_email() -> str:
    return f"{uuid.uuid4().hex}@people.example"


@pytest.fixture
def customer(world):
    return world.a_customer()


def people(organisation) -> str:
    return f"/organisations/{organisation.id}/people"


# --- invitations and roles


def test_somebody_is_invited_joins_and_works_in_that_role(world, customer):
    email = an_email()
    invited = customer.post(
        f"/organisations/{customer.id}/invitations", {"email": email, "role": "administrator"}
    )
    browser = Browser(world.port)
    opened = browser.post("/invitations/open", {"link": invited.json["link"]})
    assert opened.json["organisation"]["id"] == customer.id
    assert (opened.json["role"], opened.json["has_account"]) == ("administrator", False)

    account = {"link": invited.json["link"], "name": "Bea Harbour", "password": PASSWORD}
    signed_in = browser.post("/invitations/join", account)
    assert signed_in.status == 201
    assert signed_in.json["organisation"]["id"] == customer.id
    assert browser.upload(customer.id, partner_file(world.published(1))).status == 202
    listed = customer.get(people(customer)).json["items"]
    assert [(m["person"]["email"], m["role"]) for m in listed] == [(email, "administrator")]


def test_a_role_reaches_no_further(world, customer):
    reader = joined(customer, an_email(), "reader")
    assert reader.get(f"/customers/{customer.id}/devices").status == 200
    refused = reader.upload(customer.id, partner_file(world.published(1)))
    assert refused.refused() == (403, "forbidden")


def test_a_role_that_is_changed_holds_at_once(world, customer):
    joined(customer, an_email(), "administrator")
    reader = joined(customer, an_email(), "reader")
    person = reader.get("/account").json["id"]
    changed = customer.patch(f"{people(customer)}/{person}", {"role": "administrator"})
    assert changed.json["role"] == "administrator"
    assert reader.upload(customer.id, partner_file(world.published(1))).status == 202


def test_somebody_who_is_taken_out_is_out_at_once(customer):
    reader = joined(customer, an_email(), "reader")
    person = reader.get("/account").json["id"]
    assert customer.delete(f"{people(customer)}/{person}").status == 204
    assert reader.get(f"/customers/{customer.id}/devices").status in (403, 404)
    assert reader.get("/session").json["organisation"] is None


def test_the_last_administrator_stays(customer):
    administrator = joined(customer, an_email(), "administrator")
    person = administrator.get("/account").json["id"]
    path = f"{people(customer)}/{person}"
    assert customer.patch(path, {"role": "reader"}).refused() == (409, "conflict")
    assert customer.delete(path).refused() == (409, "conflict")


def test_an_invitation_works_once_and_can_be_withdrawn(world, customer):
    invitations = f"/organisations/{customer.id}/invitations"
    terms = {"email": an_email(), "role": "reader"}
    account = {"name": "Nobody", "password": PASSWORD}
    first = customer.post(invitations, terms).json
    assert Browser(world.port).post("/invitations/join", {"link": first["link"], **account}).status == 201
    again = Browser(world.port).post("/invitations/join", {"link": first["link"], **account})
    assert again.refused() == (404, "not_found")

    second = customer.post(invitations, {**terms, "email": an_email()}).json
    assert [i["id"] for i in customer.get(invitations).json["items"]] == [second["invitation"]["id"]]
    assert customer.delete(f"{invitations}/{second['invitation']['id']}").status == 204
    late = Browser(world.port).post("/invitations/join", {"link": second["link"], **account})
    assert late.refused() == (404, "not_found")


def test_somebody_with_an_account_joins_another_organisation_and_switches(world, customer):
    email = an_email()
    browser = joined(customer, email, "administrator")
    partner = world.join("partner")
    invited = partner.post(
        f"/organisations/{partner.id}/invitations", {"email": email.upper(), "role": "sales_agent"}
    ).json
    account = {"name": "Twice", "password": PASSWORD, "link": invited["link"]}
    assert Browser(world.port).post("/invitations/join", account).refused() == (409, "conflict")

    accepted = browser.post("/invitations/accept", {"link": invited["link"]})
    assert accepted.json["organisation"]["id"] == partner.id
    assert {m["organisation"]["id"] for m in accepted.json["memberships"]} == {customer.id, partner.id}
    assert browser.get(f"/organisations/{customer.id}").status == 404
    back = browser.patch("/session", {"organisation_id": customer.id})
    assert back.json["role"] == "administrator"
    assert browser.get(f"/organisations/{customer.id}").status == 200
    stranger = world.a_customer()
    assert browser.patch("/session", {"organisation_id": stranger.id}).status == 404


def test_an_invitation_is_for_its_address_alone(world, customer):
    other = joined(world.a_customer(), an_email(), "reader")
    invited = customer.post(
        f"/organisations/{customer.id}/invitations", {"email": an_email(), "role": "administrator"}
    ).json
    refused = other.post("/invitations/accept", {"link": invited["link"]})
    assert refused.refused() == (403, "forbidden")


@pytest.mark.parametrize(
    ("password", "code"),
    [("short", "too_short"), ("password1234", "common_password"), ("Bea Harbour 1", "personal_password")],
)
def test_a_password_that_is_easily_guessed_is_refused_with_the_reason(customer, password, code):
    invited = customer.post(
        f"/organisations/{customer.id}/invitations", {"email": an_email(), "role": "reader"}
    ).json
    refused = Browser(customer.port).post(
        "/invitations/join", {"link": invited["link"], "name": "Bea Harbour", "password": password}
    )
    assert refused.refused() == (422, "validation_failed")
    assert [e["code"] for e in refused.json["errors"]] == [code]


# --- signing in


def test_somebody_signs_in_and_out(customer):
    email = an_email()
    joined(customer, email, "reader")
    browser = Browser(customer.port)
    signed_in = browser.sign_in(email)
    assert signed_in.status == 200
    cookie = signed_in.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/" in cookie
    assert browser.get("/session").json["person"]["email"] == email
    kept = dict(browser.cookies)
    assert browser.delete("/session").status == 204
    assert browser.cookies == {}
    browser.cookies = kept
    assert browser.get("/session").refused() == (401, "unauthenticated")


def test_a_wrong_password_and_an_unknown_name_are_told_alike(customer):
    email = an_email()
    joined(customer, email, "reader")
    wrong = Browser(customer.port).sign_in(email, "not the password")
    unknown = Browser(customer.port).sign_in(an_email(), "not the password")
    assert wrong.refused() == unknown.refused() == (401, "unauthenticated")
    assert wrong.json["detail"] == unknown.json["detail"]


def test_guessing_is_slowed_down_and_forgiven(own_world):
    customer = own_world.a_customer()
    email = an_email()
    joined(customer, email, "reader")
    browser = Browser(own_world.port)
    answers = [browser.sign_in(email, f"guess number {n}") for n in range(6)]
    assert [a.status for a in answers] == [401] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) == 1
    assert browser.sign_in(email).status == 429
    time.sleep(1.1)
    assert browser.sign_in(email).status == 200


def test_a_session_of_another_site_changes_nothing(customer):
    browser = joined(customer, an_email(), "administrator")
    change = {"check_in_age_hours": 5}
    path = f"/api/v1/organisations/{customer.id}/settings"
    for origin in ("https://evil.example", "null", f"http://127.0.0.1:{customer.port + 1}"):
        refused = browser.request("PATCH", path, json_body=change, headers={"Origin": origin})
        assert refused.refused() == (403, "forbidden")
    silent = Api(customer.port).request("PATCH", path, json_body=change, headers={
        "Cookie": "; ".join(f"{k}={v}" for k, v in browser.cookies.items())})
    assert silent.refused() == (403, "forbidden")
    assert browser.request("PATCH", path, json_body=change).status == 200


def test_a_session_that_was_planted_is_not_taken(customer):
    browser = Browser(customer.port, cookies={"muster_session": "mss_" + "A" * 43})
    assert browser.get("/session").refused() == (401, "unauthenticated")
    email = an_email()
    joined(customer, email, "reader")
    planted = dict(browser.cookies)
    browser.sign_in(email)
    assert browser.cookies != planted


def test_two_session_cookies_are_none(customer):
    browser = joined(customer, an_email(), "reader")
    (name, value), = browser.cookies.items()
    answer = Api(customer.port).request(
        "GET", "/api/v1/session", headers={"Cookie": f"{name}={value}; {name}=mss_{'A' * 43}"}
    )
    assert answer.refused() == (401, "unauthenticated")


def test_sessions_are_listed_and_ended(customer):
    email = an_email()
    first = joined(customer, email, "reader")
    second = Browser(customer.port)
    second.sign_in(email)
    listed = first.get("/sessions").json["items"]
    assert sorted(s["current"] for s in listed) == [False, True]
    other = next(s["id"] for s in listed if not s["current"])
    assert first.delete(f"/sessions/{other}").status == 204
    assert second.get("/session").status == 401
    assert first.get("/session").status == 200
    assert first.delete(f"/sessions/{other}").status == 404


# --- the account


def test_a_new_password_ends_the_other_sessions(customer):
    email = an_email()
    first = joined(customer, email, "reader")
    second = Browser(customer.port)
    second.sign_in(email)
    new = "seven herons on one leg"
    wrong = {"current_password": "wrong", "new_password": new}
    assert first.post("/account/password", wrong).refused() == (403, "forbidden")
    assert first.post("/account/password", {**wrong, "current_password": PASSWORD}).status == 204
    assert (first.get("/session").status, second.get("/session").status) == (200, 401)
    assert second.sign_in(email).status == 401
    assert second.sign_in(email, new).status == 200


def test_an_administrator_hands_over_a_link_for_a_new_password(customer):
    email = an_email()
    browser = joined(customer, email, "reader")
    person = browser.get("/account").json["id"]
    made = customer.post(f"{people(customer)}/{person}/password-reset")
    assert made.status == 201
    new = "seven herons on one leg"
    body = {"link": secret_of(made.json["link"]), "new_password": new}
    assert Browser(customer.port).post("/password-reset", body).status == 204
    assert browser.get("/session").status == 401
    assert browser.sign_in(email, new).status == 200
    assert Browser(customer.port).post("/password-reset", body).refused() == (404, "not_found")


def test_an_administrator_of_one_organisation_does_not_take_over_an_account_of_two(world, customer):
    email = an_email()
    browser = joined(customer, email, "reader")
    other = world.a_customer()
    invited = other.post(
        f"/organisations/{other.id}/invitations", {"email": email, "role": "reader"}
    ).json
    browser.post("/invitations/accept", {"link": invited["link"]})
    person = browser.get("/account").json["id"]
    refused = other.post(f"{people(other)}/{person}/password-reset")
    assert refused.refused() == (403, "forbidden")


def test_a_name_and_a_language_are_ones_own(customer):
    browser = joined(customer, an_email(), "reader")
    changed = browser.patch("/account", {"name": "Grace O'Tern", "language": "de"})
    assert (changed.json["name"], changed.json["language"]) == ("Grace O'Tern", "de")
    assert browser.get("/account").json == changed.json


def with_second_factor(customer):
    """(browser, email, TOTP secret, recovery codes)"""
    email = an_email()
    browser = joined(customer, email, "reader")
    proposed = browser.post("/account/second-factor", {"password": PASSWORD})
    assert proposed.json["secret"] in proposed.json["uri"]
    wrong = browser.post("/account/second-factor/confirm", {"code": "000000"})
    assert wrong.refused() == (422, "validation_failed")
    code = code_of(proposed.json["secret"])
    confirmed = browser.post("/account/second-factor/confirm", {"code": code})
    assert confirmed.status == 200
    return browser, email, proposed.json["secret"], confirmed.json["recovery_codes"]


def test_a_second_factor_is_asked_for_and_a_code_is_good_once(customer):
    _, email, secret, _ = with_second_factor(customer)
    browser = Browser(customer.port)
    assert browser.sign_in(email).refused() == (401, "second_factor_required")
    assert browser.sign_in(email, code="000000").refused() == (401, "unauthenticated")
    code = code_of(secret, time.time() + 30)  # the present one was used to confirm
    assert browser.sign_in(email, code=code).status == 200
    assert browser.sign_in(email, code=code).refused() == (401, "unauthenticated")


def test_a_right_password_that_waits_for_its_code_is_no_failure(customer):
    _, email, secret, _ = with_second_factor(customer)
    browser = Browser(customer.port)
    for _ in range(7):
        assert browser.sign_in(email).refused() == (401, "second_factor_required")
    assert browser.sign_in(email, code=code_of(secret, time.time() + 30)).status == 200


def test_a_recovery_code_lets_in_once(customer):
    browser, email, _, codes = with_second_factor(customer)
    assert len(set(codes)) == 10
    assert Browser(customer.port).sign_in(email, code=codes[0].upper()).status == 200
    assert Browser(customer.port).sign_in(email, code=codes[0]).status == 401
    new = browser.post("/account/recovery-codes", {"password": PASSWORD}).json["recovery_codes"]
    assert Browser(customer.port).sign_in(email, code=codes[1]).status == 401
    assert Browser(customer.port).sign_in(email, code=new[0]).status == 200


def test_a_second_factor_is_removed_with_the_password(customer):
    browser, email, _, _ = with_second_factor(customer)
    again = browser.post("/account/second-factor", {"password": PASSWORD})
    assert again.refused() == (409, "conflict")
    refused = browser.post("/account/second-factor/remove", {"password": "wrong"})
    assert refused.refused() == (403, "forbidden")
    assert browser.post("/account/second-factor/remove", {"password": PASSWORD}).status == 204
    assert Browser(customer.port).sign_in(email).status == 200


def test_a_token_has_no_account(customer):
    for method, path in (("GET", "/account"), ("GET", "/session"), ("GET", "/sessions")):
        assert customer.request(method, "/api/v1" + path).refused() == (403, "forbidden")


# --- the first run


def printed_link(server) -> str:
    deadline = time.monotonic() + 10
    while "/set-up#" not in (text := server.log_file.read_text()):
        assert time.monotonic() < deadline, text
        time.sleep(0.01)
    return next(line.strip() for line in text.splitlines() if "/set-up#" in line)


def test_a_fresh_server_prints_a_link_that_sets_it_up(own_server):
    own_server.start()
    link = printed_link(own_server)
    browser = Browser(own_server.port)
    assert browser.get("/installation").json["is_set_up"] is False
    body = {
        "link": link, "installation_name": "Muster of the North", "support_contact": "help@north.example",
        "email": "ops@north.example", "name": "Olive Ops", "password": PASSWORD,
    }
    done = browser.post("/set-up", body)
    assert done.status == 201
    assert done.json["role"] == "operator"
    assert browser.post("/organisations", {"kind": "customer", "name": "First"}).status == 201
    assert browser.get("/installation").json == {
        "name": "Muster of the North", "support_contact": "help@north.example",
        "version": browser.get("/installation").json["version"], "is_set_up": True,
    }
    assert Browser(own_server.port).post("/set-up", body).refused() == (404, "not_found")
    own_server.log_file.unlink()
    own_server.stop()
    own_server.start()
    assert "/set-up#" not in own_server.log_file.read_text()


def test_an_operator_is_made_without_a_browser(own_server):
    own_server.start()
    who = ["--email", "ops@north.example", "--name", "Olive Ops"]
    made = run("admin", "create", *own_server.place(), *who)
    assert Browser(own_server.port).sign_in("ops@north.example", made.stdout.strip()).status == 200
    weak = run("admin", "create", *own_server.place(), "--email", "b@north.example",
               "--name", "B", "--password-stdin", input="password\n", check=False)
    assert weak.returncode == 2


# --- a customer that comes by a partner's request


def test_a_customer_is_founded_on_the_way_to_a_partner(world):
    partner = world.join("partner")
    link = partner.post("/relationship-requests", {}).json["link"]
    browser = Browser(world.port)
    name = f"Harbour Bakery {uuid.uuid4()}"
    done = browser.post("/relationship-requests/join", {
        "link": link, "organisation_name": name, "email": an_email(), "name": "Bea Harbour",
        "password": PASSWORD,
    })
    assert done.status == 201 and done.json["role"] == "administrator"
    customer = done.json["organisation"]["id"]
    assert [item["id"] for item in partner.pages("/customers")] == [customer]
    assert partner.upload(customer, partner_file(world.published(1))).status == 202


def test_somebody_with_an_account_founds_a_customer_on_the_way(world, customer):
    partner = world.join("partner")
    link = partner.post("/relationship-requests", {}).json["link"]
    browser = joined(customer, an_email(), "reader")
    body = {"link": link, "organisation_name": f"Second {uuid.uuid4()}", "delegated_administration": False}
    done = browser.post("/relationship-requests/create-customer", body)
    assert done.status == 201
    assert done.json["organisation"]["name"] == body["organisation_name"]
    assert partner.get(f"/customers/{done.json['organisation']['id']}").json["delegated_administration"] is False


def test_every_step_of_a_person_is_in_the_log_of_the_organisation(customer):
    browser = joined(customer, an_email(), "reader")
    browser.patch("/account", {"name": "Another Name"})
    actions = [e["action"] for e in customer.pages(f"/organisations/{customer.id}/audit")]
    assert actions[:4] == ["account.changed", "session.begun", "person.joined", "person.invited"]
