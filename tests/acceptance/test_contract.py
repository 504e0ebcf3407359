"""The contract itself. That every operation is exercised is added up in conftest.py."""

import re
import subprocess
from html.parser import HTMLParser

from muster.contract import CONTRACT, METHODS, ROOT, faults, operations, resolve


def test_the_page_is_what_the_contract_says():
    subprocess.run(["/usr/bin/python3", str(ROOT / "api/render_docs.py"), "--check"], check=True)


def test_the_server_serves_this_contract_and_this_page(world):
    served = world.operator.request("GET", "/api/openapi.yaml")
    assert served.body == (ROOT / "api/openapi.yaml").read_bytes()
    page = world.operator.request("GET", "/api/docs")
    assert page.body == (ROOT / "api/docs.html").read_bytes()


def test_the_page_is_served_with_a_strict_policy(world):
    policy = world.operator.request("GET", "/api/docs").headers.get("content-security-policy", "")
    assert "default-src 'none'" in policy


def test_the_page_needs_nothing_from_anywhere_else():
    loads, handlers, anchors, links = [], [], set(), []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            given = dict(attributes)
            loads.extend(given[name] for name in ("src", "srcset") if name in given)
            if tag in ("script", "link", "iframe"):
                loads.append(tag)
            handlers.extend(name for name in given if name.startswith("on"))
            if "id" in given:
                anchors.add(given["id"])
            if tag == "a":
                links.append(given["href"])

    page = (ROOT / "api/docs.html").read_text()
    Reader().feed(page)
    assert not loads and not handlers and "url(" not in page and "@import" not in page
    assert [x for x in links if x[1:] not in anchors] == ["/api/openapi.yaml"]


def test_the_page_says_of_every_code_what_to_do():
    page = (ROOT / "api/docs.html").read_text()
    for kind, schema in (
        ("problem", "ProblemCode"),
        ("error", "RegistrationErrorCode"),
        ("error", "PublishErrorCode"),
    ):
        for code in CONTRACT["components"]["schemas"][schema]["enum"]:
            assert f'id="{kind}-{code}"' in page, code


def test_every_example_is_what_its_schema_says():
    found = 0

    def walk(node, where):
        nonlocal found
        if isinstance(node, list):
            for i, item in enumerate(node):
                walk(item, f"{where}/{i}")
        if not isinstance(node, dict):
            return
        schema = node.get("schema", node if "type" in node else None)
        examples = [node["example"]] if "example" in node else []
        if isinstance(node.get("examples"), dict):
            examples += [example["value"] for example in node["examples"].values()]
        elif isinstance(node.get("examples"), list):
            examples += node["examples"]
        for example in examples if schema else []:
            found += 1
            assert not faults(schema, example), f"{where}: {faults(schema, example)}"
        for key, value in node.items():
            if key not in ("example", "examples"):
                walk(value, f"{where}/{key}")

    walk(CONTRACT, "")
    assert found > 60


def test_every_operation_says_what_it_takes_and_answers():
    for path, item in CONTRACT["paths"].items():
        for method in METHODS:
            if method not in item:
                continue
            operation = item[method]
            name = operation["operationId"]
            parameters = item.get("parameters", []) + operation.get("parameters", [])
            names = {resolve(p)["name"] for p in parameters}
            assert set(re.findall(r"{(\w+)}", path)) <= names, name
            guarded = operation.get("security") != []
            assert ("Idempotency-Key" in names) == (method == "post" and guarded), name
            assert ("x-action" in operation) == guarded, name
            assert operation["summary"] and operation["tags"], name
            for status, response in operation["responses"].items():
                assert "Request-Id" in resolve(response)["headers"], f"{name} {status}"
            open_to_all = operation.get("security") == []
            assert open_to_all or "401" in operation["responses"], name


def test_the_program_calls_its_operations_as_the_contract_does(world):
    """Logs and metrics name operations; somebody who reads them looks them up in the contract."""
    world.a_partner_of(world.a_customer()).get("/customers")
    for path in ("/healthz", "/readyz", "/metrics", "/api/docs", "/api/openapi.yaml"):
        world.operator.request("GET", path)
    metrics = world.operator.request("GET", "/metrics").body.decode()
    named = set(re.findall(r'muster_http_requests_total{operation="(\w+)"', metrics))
    assert named - operations() <= {"none"}, named - operations()
