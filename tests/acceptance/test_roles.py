"""Every operation of the contract, by every role, from near and from far, against the one table."""

import json
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from muster import contract
from muster.api import Api
from muster.browser import joined
from muster.server import run

TABLE = {rule["action"]: rule for rule in json.loads(run("access", "-o", "json").stdout)}

ROLES = {
    "operator": ["operator", "auditor"],
    "partner": ["admin_agent", "sales_agent", "helpdesk_agent"],
    "customer": ["administrator", "reader"],
    "supplier": ["publisher", "reader"],
}

ROLES_OF_EVERY_KIND = [(kind, role) for kind, roles in ROLES.items() for role in roles]


@dataclass
class Cast:
    """One organisation of each kind, and a token of each role in it."""

    members: dict[str, Api]
    related: Api  # a customer that delegated its administration to the partner
    plain: Api  # a customer that did not
    tokens: dict[tuple[str, str], Api]


@pytest.fixture(scope="module")
def cast(world) -> Cast:
    members = {kind: world.join(kind) for kind in ("partner", "customer", "supplier")}
    operator = world.operator.get("/whoami").json["organisation"]
    members["operator"] = Api(world.port, world.operator.token, operator)
    related, plain = world.a_customer(), world.a_customer()
    for customer, delegated in ((related, True), (plain, False)):
        world.operator.post("/relationships", {
            "partner_id": members["partner"].id,
            "customer_id": customer.id,
            "delegated_administration": delegated,
        })
    tokens = {
        (kind, role): members[kind].token_with(role=role) for kind, role in ROLES_OF_EVERY_KIND
    }
    return Cast(members, related, plain, tokens)


def ask(api: Api, operation: contract.Guarded, owner: str):
    body = None if operation.method == "GET" else b"{}"
    # A key of nobody's, so that nothing is done twice or kept.
    return api.request(operation.method, operation.address(owner), body=body,
                       content_type="application/json", endless=operation.name == "watch_devices")


def verdict_of(answer, operation: contract.Guarded) -> str:
    if answer.status == 403:
        return "forbidden"
    what = (operation.owner or "resource").removesuffix("_id")
    if answer.status == 404 and f"no such {what}" in answer.json["detail"]:
        return "hidden"
    assert answer.status != 401, operation.name
    return "allowed"


def expected(operation: contract.Guarded, role: str, standing: str, owner_kind: str, person=False):
    rule = TABLE[operation.action]
    if rule["people_only"]:
        return "allowed" if person else "forbidden"
    if standing == "stranger" or (rule["kind"] and rule["kind"] != owner_kind):
        return "hidden"
    return "allowed" if role in rule[standing] else "forbidden"


@pytest.mark.parametrize(("kind", "role"), ROLES_OF_EVERY_KIND)
def test_a_role_does_in_its_own_organisation_what_the_table_says(cast, kind, role):
    for operation in contract.guarded_operations():
        answer = ask(cast.tokens[kind, role], operation, cast.members[kind].id)
        wanted = expected(operation, role, "own", kind)
        assert verdict_of(answer, operation) == wanted, (operation.name, answer.body)


@pytest.mark.parametrize(("kind", "role"), ROLES_OF_EVERY_KIND)
def test_a_person_does_what_the_table_says_of_their_role(cast, kind, role):
    member = cast.members[kind]
    person = joined(member, f"{uuid.uuid4().hex}@roles.example", role)
    for operation in contract.guarded_operations():
        if operation.name in ("sign_out", "switch_organisation"):
            continue  # they would no longer be who they are
        answer = ask(person, operation, member.id)
        wanted = expected(operation, role, "own", kind, person=True)
        assert verdict_of(answer, operation) == wanted, (operation.name, answer.body)


@pytest.mark.parametrize("role", ROLES["operator"])
@pytest.mark.parametrize("owner", ["partner", "customer", "supplier"])
def test_the_operator_does_to_others_what_the_table_says(cast, role, owner):
    for operation in contract.guarded_operations():
        if operation.owner is None:
            continue
        answer = ask(cast.tokens["operator", role], operation, cast.members[owner].id)
        wanted = expected(operation, role, "operators", owner)
        assert verdict_of(answer, operation) == wanted, (operation.name, answer.body)


@pytest.mark.parametrize("role", ROLES["partner"])
@pytest.mark.parametrize(("customer", "standing"),
                         [("related", "partners"), ("plain", "plain_partners")])
def test_a_partner_does_for_its_customer_what_the_table_says(cast, role, customer, standing):
    for operation in contract.guarded_operations():
        if operation.owner is None:
            continue
        answer = ask(cast.tokens["partner", role], operation, getattr(cast, customer).id)
        wanted = expected(operation, role, standing, "customer")
        assert verdict_of(answer, operation) == wanted, (operation.name, answer.body)


@pytest.mark.parametrize(("kind", "role"),
                         [pair for pair in ROLES_OF_EVERY_KIND if pair[0] != "operator"])
def test_a_stranger_finds_nothing(cast, world, kind, role):
    for owner in (world.a_customer(), world.a_supplier(), world.join("partner")):
        for operation in contract.guarded_operations():
            if operation.owner is None:
                continue
            answer = ask(cast.tokens[kind, role], operation, owner.id)
            assert verdict_of(answer, operation) == "hidden", (operation.name, answer.body)


@pytest.mark.parametrize("end", ["revoked", "expired"])
def test_a_credential_that_is_no_longer_good_does_nothing(cast, end):
    customer = cast.members["customer"]
    soon = datetime.now(UTC) + timedelta(seconds=1)
    terms = {"expires_at": soon.isoformat()} if end == "expired" else {}
    made = customer.post(f"/organisations/{customer.id}/tokens", {"name": end, **terms}).json
    if end == "revoked":
        customer.delete(f"/organisations/{customer.id}/tokens/{made['id']}")
    else:
        time.sleep(1.1)
    for operation in contract.guarded_operations():
        answer = ask(Api(customer.port, made["token"]), operation, customer.id)
        assert answer.refused() == (401, "unauthenticated"), operation.name


def test_the_table_has_a_rule_for_every_action_of_the_contract():
    actions = {operation.action for operation in contract.guarded_operations()}
    assert actions <= set(TABLE)
