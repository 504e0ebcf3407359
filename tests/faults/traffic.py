"""What an installation is used for, all at once and at every server in turn: devices are published and
registered, enrol and check in; people sign in and out. Whatever is refused ends the test."""

from __future__ import annotations

import collections
import functools
import itertools
import threading
import uuid

from many import until_answered, until_over
from muster.api import Answer, Api, World, partner_file
from muster.browser import PASSWORD, Browser, joined
from muster.device import Device
from muster.server import Server

ROWS = 300
"""Of an upload, more than one chunk; half of them are of devices that nobody has published."""

MISTYPED = 50
"""Passwords, at most: a hundred from one address are taken for guesses (src/api/sign_in.cpp)."""


class Traffic:
    """Flows while it is entered, to `servers`, which may change meanwhile: whoever does not answer is asked
    again, or another is."""

    def __init__(self, world: World, servers: list[Server]):
        self.servers = servers
        self.customer = world.a_customer()
        self.supplier = world.a_supplier()
        self.email = f"{uuid.uuid4().hex}@example.com"
        joined(self.customer, self.email, "administrator")
        self.done: collections.Counter[str] = collections.Counter()
        self.errors: list[BaseException] = []
        self._turns = itertools.count()
        self._over = threading.Event()

    def __enter__(self) -> Traffic:
        self._threads = [threading.Thread(target=self._again_and_again, args=(job,))
                         for job in (self._register_and_enrol, self._register_and_enrol, self._sign_in)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind, *_) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        if kind is None and self.errors:
            raise self.errors[0]

    def goes_on(self, rounds: int = 4) -> None:
        """Waits until each kind of work was done so often again."""
        wanted = {job: self.done[job] + rounds for job in ("_register_and_enrol", "_sign_in")}
        while any(self.done[job] < count for job, count in wanted.items()):
            if self.errors:
                raise self.errors[0]
            self._over.wait(0.05)

    def _again_and_again(self, job) -> None:
        try:
            while not self._over.is_set():
                job()
                self.done[job.__name__] += 1
        except BaseException as error:  # noqa: BLE001
            self.errors.append(error)
            self._over.set()

    def _port(self) -> int:
        return self.servers[next(self._turns) % len(self.servers)].port

    def _ask(self, client: Api | Device, ask, longest: float = 90) -> Answer:
        def at_some_server():
            client.port = self._port()
            return ask()

        return until_answered(at_some_server, longest)

    def _register_and_enrol(self) -> None:
        client = Api(0, self.customer.token, self.customer.organisation)
        supplier = Api(0, self.supplier.token, self.supplier.organisation)
        known, unknown = ([("Everglen", "Ridge 5", uuid.uuid4().hex) for _ in range(ROWS // 2)] for _ in "12")
        published = self._ask(supplier, lambda: supplier.request(
            "POST", f"/api/v1/suppliers/{supplier.id}/directory", body=partner_file(known).encode(),
            content_type="text/csv"))
        assert published.status == 200, published.body
        text, headers = partner_file(known + unknown), {"Idempotency-Key": uuid.uuid4().hex}
        batch = self._ask(client, lambda: client.upload(client.id, text, headers=headers))
        assert batch.status == 202, batch.body
        counts = until_over(client, batch.json, answered=functools.partial(self._ask, client))["counts"]
        assert (counts["registered"], counts["failed"]) == (len(known), len(known)), counts
        for identity in known[:2]:
            device = Device(0, identity)
            token = self._ask(client, lambda: client.post(
                f"/customers/{client.id}/enrolment-tokens", {"name": "traffic"}))
            assert token.status == 201, token.body
            enrolled = self._ask(device, lambda: device.enrol(token.json["token"]))
            assert enrolled.status == 201, enrolled.body
            begun = self._ask(device, lambda: device.post(
                "check-in", {**device.check_in_body(), "want_session": True}))
            assert begun.status == 204, begun.body
            session = begun.headers["muster-session"], begun.headers["muster-session-key"]
            for body in (device.check_in_body, lambda: device.session_body(*session)) * 2:
                noted = self._ask(device, lambda: device.post("check-in", body()))
                assert noted.status == 204, noted.body

    def _sign_in(self) -> None:
        browser = Browser(0, organisation=self.customer.organisation)
        if self.done["_sign_in"] < MISTYPED:
            wrong = self._ask(browser, lambda: browser.sign_in(self.email, "not " + PASSWORD))
            assert wrong.status == 401, wrong.body
        signed_in = self._ask(browser, lambda: browser.sign_in(self.email))
        assert signed_in.status == 200, signed_in.body
        seen = self._ask(browser, lambda: browser.get("/session"))
        assert seen.status == 200 and seen.json["person"]["email"] == self.email, seen.body
        ended = self._ask(browser, lambda: browser.delete("/session"))
        assert ended.status == 204, ended.body
