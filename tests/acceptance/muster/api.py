"""A client of the REST API for one token; every answer is held against the contract."""

from __future__ import annotations

import http.client
import json
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from . import contract


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return self.json["code"]

    def refused(self) -> tuple[int, str]:
        return self.status, self.code


@dataclass
class Api:
    port: int
    token: str | None = None
    organisation: dict = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Of the organisation whose token this is."""
        return self.organisation["id"]

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def request(self, method: str, path: str, *, query: dict | None = None, json_body=None,
                body: bytes | None = None, content_type: str | None = None,
                headers: dict | None = None, endless: bool = False) -> Answer:
        """`endless`: a good answer goes on for ever, and only its head is read."""
        connection = self.connection()
        sent = dict(headers or {})
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        if json_body is not None:
            body, content_type = json.dumps(json_body).encode(), "application/json"
        if content_type:
            sent["Content-Type"] = content_type
        target = quote(path, safe="/{}") + (f"?{urlencode(query)}" if query else "")
        connection.request(method, target, body=body, headers=sent)
        response = connection.getresponse()
        head = {k.lower(): v for k, v in response.getheaders()}
        if endless and response.status == 200:
            connection.close()
            return Answer(200, head, b"")
        answer = Answer(response.status, head, response.read())
        connection.close()
        contract.check(method, target, answer.status, answer.headers, answer.body, sent, body)
        return answer

    def get(self, path: str, **query) -> Answer:
        return self.request("GET", "/api/v1" + path, query=query)

    def post(self, path: str, json_body=None, **options) -> Answer:
        return self.request("POST", "/api/v1" + path, json_body=json_body, **options)

    def form(self, path: str, fields: dict, **options) -> Answer:
        """A form, as OAuth sends it; not under /api/v1."""
        return self.request("POST", path, body=urlencode(fields).encode(),
                            content_type="application/x-www-form-urlencoded", **options)

    def patch(self, path: str, json_body) -> Answer:
        return self.request("PATCH", "/api/v1" + path, json_body=json_body)

    def token_with(self, **terms) -> Api:
        """Another token of the same organisation, with a role or scopes of its own."""
        made = self.post(f"/organisations/{self.id}/tokens", {"name": "another", **terms})
        assert made.status == 201, made.body
        return Api(self.port, made.json["token"], self.organisation)

    def delete(self, path: str) -> Answer:
        return self.request("DELETE", "/api/v1" + path)

    def pages(self, path: str, **query) -> list[dict]:
        items, cursor = [], None
        while True:
            page = self.get(path, **query, **({"cursor": cursor} if cursor else {}))
            assert page.status == 200, page.body
            items += page.json["items"]
            cursor = page.json["next_cursor"]
            if cursor is None:
                return items

    # The main job.

    def upload(self, customer: str, text: str | bytes, *, content_type="text/csv", headers=None,
               **query) -> Answer:
        body = text.encode() if isinstance(text, str) else text
        return self.request("POST", f"/api/v1/customers/{customer}/batches", query=query, body=body,
                            content_type=content_type, headers=headers)

    def finished(self, batch: dict) -> dict:
        """Waits until the batch is over."""
        deadline = time.monotonic() + 60
        while batch["state"] not in ("finished", "cancelled"):
            assert time.monotonic() < deadline, f"the batch does not end: {batch}"
            time.sleep(0.01)
            batch = self.get(f"/customers/{batch['customer_id']}/batches/{batch['id']}").json
        return batch

    def register(self, customer: str, text: str | bytes, **query) -> dict:
        accepted = self.upload(customer, text, **query)
        assert accepted.status == 202, accepted.body
        assert accepted.headers["location"].endswith(accepted.json["id"])
        return self.finished(accepted.json)

    def rows(self, batch: dict, **query) -> list[dict]:
        return self.pages(f"/customers/{batch['customer_id']}/batches/{batch['id']}/rows", limit=200, **query)

    def outcomes(self, batch: dict) -> dict[int, str]:
        """Row number -> `registered` or the code of its error."""
        return {
            row["row"]: row["error"]["code"] if row["error"] else row["state"]
            for row in self.rows(batch)
        }

    def devices(self, customer: str, **query) -> list[dict]:
        return self.pages(f"/customers/{customer}/devices", limit=200, **query)

    def counts(self) -> dict[str, int]:
        """A customer's devices by state."""
        return self.get(f"/customers/{self.id}/devices/counts").json

    def publish(self, text: str | bytes) -> dict:
        """A supplier's upload into the directory."""
        body = text.encode() if isinstance(text, str) else text
        answer = self.request("POST", f"/api/v1/suppliers/{self.id}/directory", body=body,
                              content_type="text/csv")
        assert answer.status == 200, answer.body
        return answer.json


@dataclass
class World:
    """A server with its operator; makes organisations that no other test has."""

    port: int
    operator: Api

    def join(self, kind: str, name: str | None = None) -> Api:
        made = self.operator.post("/organisations", {"kind": kind, "name": name or f"{kind} {uuid.uuid4()}"})
        assert made.status == 201, made.body
        token = self.operator.post(f"/organisations/{made.json['id']}/tokens", {"name": "test"})
        assert token.status == 201, token.body
        return Api(self.port, token.json["token"], made.json)

    def a_customer(self) -> Api:
        return self.join("customer")

    def a_supplier(self) -> Api:
        return self.join("supplier")

    def a_partner_of(self, *customers: Api, delegated_administration: bool = True) -> Api:
        partner = self.join("partner")
        for customer in customers:
            related = self.operator.post("/relationships", {
                "partner_id": partner.organisation["id"],
                "customer_id": customer.organisation["id"],
                "delegated_administration": delegated_administration,
            })
            assert related.status == 201, related.body
        return partner

    def published(self, count: int, manufacturer: str = "Everglen") -> list[tuple[str, str, str]]:
        """Devices that a supplier of their own has published."""
        supplier = self.a_supplier()
        devices = [(manufacturer, "Ridge 5", uuid.uuid4().hex[:12].upper()) for _ in range(count)]
        assert supplier.publish(partner_file(devices))["published"] == count
        return devices


def partner_file(devices, heading="Manufacturer,Model,Serial Number", separator=",", line_end="\r\n") -> str:
    lines = [heading] + [separator.join(device) for device in devices]
    return line_end.join(lines) + line_end
