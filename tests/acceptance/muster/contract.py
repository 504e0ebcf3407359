"""Holds answers against api/openapi.yaml."""

from __future__ import annotations

import json
import pathlib
import re

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).parents[3]
CONTRACT = yaml.safe_load((ROOT / "api/openapi.yaml").read_text())
METHODS = ("get", "post", "patch", "delete")

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


def _resolve(thing: dict) -> dict:
    while "$ref" in thing:
        found = CONTRACT
        for part in thing["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        thing = found
    return thing


def check(method: str, path: str, status: int, headers: dict[str, str], body: bytes) -> None:
    """Fails unless the contract has this operation with this answer."""
    assert "request-id" in headers, f"{method} {path} answered {status} without Request-Id"
    found = next((item for _, pattern, item in _PATHS if pattern.match(path)), None)
    if found is None or method.lower() not in found:
        assert status in (400, 404, 405), f"{method} {path} is not in the contract and answered {status}"
        return
    operation = found[method.lower()]
    seen_operations.add(operation["operationId"])
    if status == 204:
        assert body == b""
    response = _resolve(operation["responses"].get(str(status)) or operation["responses"]["default"])
    if str(status) not in operation["responses"]:
        assert status >= 400, f"{operation['operationId']} answered {status}, which is not in the contract"
    content = response.get("content", {})
    if not content:
        return
    media = headers.get("content-type", "").split(";")[0]
    assert media in content, f"{operation['operationId']} answered {status} as {media}"
    if media.endswith("json"):
        validator = jsonschema.Draft202012Validator(content[media]["schema"], resolver=_RESOLVER)
        errors = [f"{e.json_path}: {e.message}" for e in validator.iter_errors(json.loads(body))]
        assert not errors, f"{operation['operationId']} {status} breaks the contract: {errors[:5]}"
