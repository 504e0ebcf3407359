"""A device: its identity, its key and what it signs, written from docs/device.md alone."""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .api import Answer, Api


def now() -> int:
    return int(time.time() * 1000)


@dataclass
class Device:
    port: int
    identity: tuple[str, str, str]
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    organisation_id: str = ""
    device_id: str = ""
    last: int = 0

    @property
    def values(self) -> dict:
        return dict(zip(("manufacturer", "model", "serial_number"), self.identity, strict=True))

    def sign(self, text: str) -> str:
        return self.key.sign(text.encode()).hex()

    def enrolment(self, at: int | None = None) -> dict:
        at = at or now()
        public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
        text = "\n".join(("muster-enrol-1", *self.identity, public, str(at))) + "\n"
        return {**self.values, "public_key": public, "time": at, "signature": self.sign(text)}

    def check_in_body(self, at: int | None = None) -> dict:
        self.last = at or max(now(), self.last + 1)
        text = f"muster-check-in-1\n{self.organisation_id}\n{self.device_id}\n{self.last}\n"
        return {"organisation_id": self.organisation_id, "device_id": self.device_id, "time": self.last,
                "signature": self.sign(text)}

    def session_body(self, session: str, key: str, at: int | None = None) -> dict:
        self.last = at or max(now(), self.last + 1)
        text = f"muster-check-in-2\n{self.organisation_id}\n{self.device_id}\n{self.last}\n{session}\n"
        mac = hmac.new(bytes.fromhex(key), text.encode(), hashlib.sha256).hexdigest()
        return {"organisation_id": self.organisation_id, "device_id": self.device_id, "time": self.last,
                "session": session, "mac": mac}

    def session(self) -> tuple[str, str]:
        """A new one, for a check-in that is signed."""
        answer = self.post("check-in", {**self.check_in_body(), "want_session": True})
        assert answer.status == 204, answer.body
        return answer.headers["muster-session"], answer.headers["muster-session-key"]

    def post(self, path: str, body: dict, token: str | None = None) -> Answer:
        answer = Api(self.port, token).request("POST", f"/device/v1/{path}", json_body=body)
        if answer.status not in (422, 429, 503):
            assert abs(int(answer.headers["muster-time"]) - now()) < 60_000
        return answer

    def discover(self) -> Answer:
        return self.post("discover", self.values)

    def enrol(self, token: str, at: int | None = None) -> Answer:
        answer = self.post("enrol", self.enrolment(at), token)
        if answer.status == 201:
            self.organisation_id = answer.json["organisation_id"]
            self.device_id = answer.json["device_id"]
        return answer

    def check_in(self, at: int | None = None) -> Answer:
        return self.post("check-in", self.check_in_body(at))


def a_device(world, customer: Api) -> Device:
    """One that is registered with the customer."""
    identity = world.published(1)[0]
    text = "Manufacturer,Model,Serial Number\r\n" + ",".join(identity) + "\r\n"
    assert customer.register(customer.id, text)["counts"]["registered"] == 1
    return Device(world.port, identity)


def a_token(customer: Api, **terms) -> str:
    made = customer.post(f"/customers/{customer.id}/enrolment-tokens", {"name": "lab", **terms})
    assert made.status == 201, made.body
    assert made.headers["cache-control"] == "no-store"
    return made.json["token"]


def an_enrolled_device(world, customer: Api) -> Device:
    device = a_device(world, customer)
    assert device.enrol(a_token(customer)).status == 201
    return device
