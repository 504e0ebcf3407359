"""Somebody at a browser: keeps the cookie, and says where each request comes from."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from .api import Answer, Api

PASSWORD = "a lighthouse keeps its promise"


@dataclass
class Browser(Api):
    cookies: dict[str, str] = field(default_factory=dict)

    def request(self, method, path, *, headers=None, **options) -> Answer:
        sent = dict(headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method != "GET":
            sent.setdefault("Origin", f"http://127.0.0.1:{self.port}")
        answer = super().request(method, path, headers=sent, **options)
        if "set-cookie" in answer.headers:
            for name, morsel in SimpleCookie(answer.headers["set-cookie"]).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return answer

    def sign_in(self, email: str, password: str = PASSWORD, **more) -> Answer:
        return self.post("/session", {"email": email, "password": password, **more})


def secret_of(link: str) -> str:
    return link.partition("#")[2]


def joined(organisation: Api, email: str, role: str, name: str = "Grace Tern") -> Browser:
    """A new person of an organisation, signed in."""
    invited = organisation.post(
        f"/organisations/{organisation.id}/invitations", {"email": email, "role": role}
    )
    assert invited.status == 201, invited.body
    browser = Browser(organisation.port, organisation=organisation.organisation)
    joined = browser.post(
        "/invitations/join", {"link": invited.json["link"], "name": name, "password": PASSWORD}
    )
    assert joined.status == 201, joined.body
    return browser


def code_of(secret: str, at: float | None = None) -> str:
    """RFC 6238, as an authenticator app does it."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    step = struct.pack(">Q", int((at or time.time()) // 30))
    digest = hmac.new(key, step, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
