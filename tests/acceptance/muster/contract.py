"""Holds answers, and the requests that were granted, against api/openapi.yaml."""

from __future__ import annotations

import json
import pathlib
import re
import warnings
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import yaml

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import jsonschema

ROOT = pathlib.Path(__file__).parents[3]
CONTRACT = yaml.safe_load((ROOT / "api/openapi.yaml").read_text())
METHODS = ("get", "post", "patch", "delete")

# What any request may meet (components/responses/Problem); everything else an operation declares.
ANYWHERE = {400, 405, 408, 414, 415, 417, 429, 431, 500, 501, 503, 505}

STATUS_OF = {
    "unauthenticated": {401},
    "second_factor_required": {401},
    "forbidden": {403},
    "not_found": {404},
    "method_not_allowed": {405},
    "not_acceptable": {406},
    "conflict": {409},
    "precondition_failed": {412},
    "precondition_required": {428},
    "payload_too_large": {413},
    "unsupported_media_type": {415},
    "invalid_request": {400, 408, 414, 417, 431, 501, 505},
    "validation_failed": {422},
    "file_not_readable": {422},
    "idempotency_key_reused": {422},
    "idempotency_key_in_use": {409},
    "too_many_requests": {429},
    "unexpected_error": {500},
    "unavailable": {503},
}

seen_operations: set[str] = set()

_RESOLVER = jsonschema.RefResolver("", CONTRACT)
_PATHS = []
for _path, _item in CONTRACT["paths"].items():
    # A path without parameters comes before one that would take its last segment as one.
    _pattern = re.compile(re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(_path)) + "$")
    _PATHS.append((_path.count("{"), _pattern, _item))
_PATHS.sort(key=lambda entry: entry[0])


def operations() -> set[str]:
    return {
        item[method]["operationId"]
        for item in CONTRACT["paths"].values()
        for method in METHODS
        if method in item
    }


# Of nothing that exists.
NOBODYS = {
    "batch_id": "bat_1zzzzzzz",
    "entry_id": "ent_" + "0" * 32,
    "request_id": "req_" + "1" * 26,
    "user_code": "BCDF-GHJK",
    **{
        f"{kind}_id": f"{prefix}_1zzzzzzzzzzzz"
        for kind, prefix in {
            "device": "dev", "token": "tok", "relationship": "rel", "person": "per",
            "session": "ses", "invitation": "lnk", "client": "cli", "webhook": "whk",
            "delivery": "msg", "provider": "idp", "enrolment_token": "enr",
        }.items()
    },
}
OWNERS = ("organisation_id", "customer_id", "supplier_id")


@dataclass
class Guarded:
    """An operation that asks for a token."""

    name: str
    method: str
    path: str
    action: str

    @property
    def owner(self) -> str | None:
        """The parameter that names an organisation."""
        return next((name for name in OWNERS if f"{{{name}}}" in self.path), None)

    def address(self, organisation: str) -> str:
        """With the id of an organisation, and of nothing that exists otherwise."""
        return re.sub(r"{(\w+)}", lambda found: NOBODYS.get(found[1], organisation), self.path)


def guarded_operations() -> list[Guarded]:
    return [
        Guarded(item[method]["operationId"], method.upper(), path, item[method]["x-action"])
        for path, item in CONTRACT["paths"].items()
        for method in METHODS
        if method in item and item[method].get("security") != []
    ]


def resolve(thing: dict) -> dict:
    while "$ref" in thing:
        found = CONTRACT
        for part in thing["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        thing = found
    return thing


def faults(schema: dict, value: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema, resolver=_RESOLVER)
    return [f"{e.json_path}: {e.message}" for e in validator.iter_errors(value)][:5]


def check(
    method: str,
    target: str,
    status: int,
    headers: dict[str, str],
    body: bytes,
    sent_headers: dict[str, str] | None = None,
    sent_body: bytes | None = None,
) -> None:
    """Fails unless the contract has this operation with this answer."""
    path, _, query = target.partition("?")
    request_id = resolve({"$ref": "#/components/headers/RequestId"})["schema"]
    assert "request-id" in headers, f"{method} {path} answered {status} without Request-Id"
    assert not faults(request_id, headers["request-id"]), headers["request-id"]
    # HEAD is a GET without the body, OPTIONS is answered for every path.
    operation = _operation("GET" if method == "HEAD" else method, path)
    if status >= 400 and method != "HEAD" and not _has_own_errors(operation, status):
        _check_problem(f"{method} {path}", status, headers, body)
    if operation is None:
        expected = {404, 405} if method != "OPTIONS" else {204, 404}
        assert (
            status in expected | ANYWHERE
        ), f"{method} {path} is not in the contract and answered {status}"
        return
    name = operation["operationId"]
    response = operation["responses"].get(str(status))
    if response is None:
        assert status in ANYWHERE, f"{name} answered {status}, which the contract does not have"
        response = operation["responses"].get("default") or {
            "$ref": "#/components/responses/Problem"
        }
    response = resolve(response)
    _check_headers(f"{name} {status}", response, headers)
    if method == "HEAD":
        assert body == b""
        return
    seen_operations.add(name)
    _check_body(f"{name} {status}", response, headers, body)
    if 200 <= status < 300:
        _check_request(name, path, operation, query, sent_headers or {}, sent_body)


def _operation(method: str, path: str) -> dict | None:
    for _, pattern, item in _PATHS:
        if pattern.match(path) and method.lower() in item:
            shared = item.get("parameters", [])
            operation = item[method.lower()]
            return {**operation, "parameters": shared + operation.get("parameters", [])}
    return None


def _has_own_errors(operation: dict | None, status: int) -> bool:
    """Whether a standard says how this operation tells that it failed (RFC 6749, 5.2)."""
    response = operation["responses"].get(str(status)) if operation else None
    return response is not None and "application/json" in resolve(response).get("content", {})


def _check_problem(what: str, status: int, headers: dict[str, str], body: bytes) -> None:
    """What every problem has, whichever operation it comes from."""
    assert headers.get("content-type") == "application/problem+json", f"{what} {status}: {headers}"
    problem = json.loads(body)
    wrong = faults({"$ref": "#/components/schemas/Problem"}, problem)
    assert not wrong, f"{what} {status} is not a problem: {wrong}"
    assert problem["status"] == status and problem["request_id"] == headers["request-id"], problem
    assert problem["type"] == f"/api/docs#problem-{problem['code']}", problem
    assert status in STATUS_OF[problem["code"]], problem
    assert problem["detail"] and problem["advice"] and problem["title"], problem
    if status == 401:
        assert headers["www-authenticate"].startswith("Bearer")
    if status == 405:
        assert headers["allow"]


def _check_headers(what: str, response: dict, headers: dict[str, str]) -> None:
    for name, header in response.get("headers", {}).items():
        header = resolve(header)
        value = headers.get(name.lower())
        if value is None:
            assert not header.get("required"), f"{what} has no {name}"
            continue
        wrong = faults(header["schema"], value)
        assert not wrong, f"{what}: {name}: {wrong}"


def _check_body(what: str, response: dict, headers: dict[str, str], body: bytes) -> None:
    content = response.get("content", {})
    if not content:
        assert body == b"", f"{what} has a body"
        return
    media = headers.get("content-type", "").split(";")[0]
    assert media in content, f"{what} came as {media}"
    if media.endswith("json"):
        wrong = faults(content[media]["schema"], json.loads(body))
        assert not wrong, f"{what} breaks the contract: {wrong}"
    elif media == "text/event-stream":
        for event in events(body):
            wrong = faults({"$ref": "#/components/schemas/Batch"}, event["data"])
            assert not wrong and event["id"], f"{what}: {wrong}"


def _check_request(
    name: str,
    path: str,
    operation: dict,
    query: str,
    headers: dict[str, str],
    body: bytes | None,
) -> None:
    """What the server grants, the contract must have: no secret parameters, fields or types."""
    parameters = [resolve(p) for p in operation["parameters"]]
    known = {p["name"]: p["schema"] for p in parameters if p["in"] == "query"}
    for key, value in parse_qsl(query, keep_blank_values=True):
        assert key in known, f"{name} grants the parameter {key}, which the contract does not have"
        kind = resolve(known[key]).get("type")
        typed = int(value) if kind == "integer" else value == "true" if kind == "boolean" else value
        wrong = faults(known[key], typed)
        assert not wrong, f"{name} grants {key}={value}: {wrong}"
    if not body:
        return
    content = resolve(operation.get("requestBody", {})).get("content", {})
    media = headers.get("Content-Type", "").split(";")[0].strip().lower()
    assert media in content, f"{name} grants a body of {media}, which the contract does not have"
    if media == "application/json":
        wrong = faults(content[media]["schema"], json.loads(body))
        assert not wrong, f"{name} grants what the contract does not: {wrong}"


def events(body: bytes) -> list[dict]:
    """The server-sent events of a stream that has ended; comments (heartbeats) are left out."""
    found = []
    for block in body.decode().split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith(":")]
        if lines:
            event = dict(line.split(": ", 1) for line in lines)
            found.append({**event, "data": json.loads(event["data"])})
    return found
