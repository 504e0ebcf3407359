"""Several servers and workers on one PostgreSQL database, each at a port that it keeps."""

from __future__ import annotations

import http.client
import pathlib
import socket
import threading
import time
from collections.abc import Iterable

from muster.api import Answer, Api, World
from muster.server import Server


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def show_end_of(files: Iterable[pathlib.Path], lines: int = 30) -> None:
    """What pytest shows when the test fails: the files may be gone by the time that somebody asks."""
    for file in files:
        if file.exists():
            print(f"--- the end of {file}", *file.read_text(errors="replace").splitlines()[-lines:], sep="\n")


class Many:
    """`servers` and `workers` are processes of one database. Ends them all when it is left."""

    def __init__(self, folder: pathlib.Path, database: str, *, servers: int = 2, workers: int = 2,
                 **settings: object):
        self.folder = folder
        self.database = database
        self.settings = settings
        self.servers: list[Server] = []
        self.workers: list[Server] = []
        for command in ["serve"] * servers + ["worker"] * workers:
            self.another(command)

    def another(self, command: str) -> Server:
        """One process more, which is not started yet."""
        among = self.servers if command == "serve" else self.workers
        own = self.folder / f"{command}-{len(among)}"
        own.mkdir()
        among.append(Server(own, command=command, database=self.database,
                            listen=f"127.0.0.1:{a_free_port()}",
                            **(self.settings if command == "serve" else {})))
        return among[-1]

    @property
    def all(self) -> list[Server]:
        return self.servers + self.workers

    def __enter__(self) -> Many:
        try:
            # All at once: they agree on who makes the tables.
            for process in self.all:
                process.launch()
            for process in self.all:
                process.wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_) -> None:
        for process in self.all:
            if process.process and process.process.poll() is None:
                process.kill()
        show_end_of(process.log_file for process in self.all)

    def stop(self) -> None:
        for process in self.all:
            process.stop()

    def world(self) -> World:
        return self.servers[0].world()

    def at(self, server: int, client: Api) -> Api:
        """The same caller, at another server."""
        return Api(self.servers[server].port, client.token, client.organisation)


def until_answered(ask, longest: float = 90) -> Answer:
    """Asks again, as a client is told to, until it is answered with anything but "later"."""
    deadline = time.monotonic() + longest
    while True:
        try:
            answer = ask()
            later = answer.status == 503 or (
                answer.status == 409 and answer.code == "idempotency_key_in_use")
            if not later:
                return answer
            last = f"{answer.status} {answer.body!r}"
        except (OSError, http.client.HTTPException) as error:
            last = repr(error)
        assert time.monotonic() < deadline, f"it is not answered; the last time: {last}"
        time.sleep(0.1)


def until_over(client: Api, batch: dict, longest: float = 90, answered=until_answered) -> dict:
    deadline = time.monotonic() + longest
    path = f"/customers/{batch['customer_id']}/batches/{batch['id']}"
    while True:
        batch = answered(lambda: client.get(path), longest).json
        if batch["state"] in ("finished", "cancelled"):
            return batch
        assert time.monotonic() < deadline, f"the batch does not end: {batch}"
        time.sleep(0.1)


def run_all(jobs: list) -> None:
    """Runs them at once; what one of them raises is raised."""
    raised: list[BaseException] = []

    def guarded(job):
        try:
            job()
        except BaseException as error:  # noqa: BLE001
            raised.append(error)

    threads = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


def may_fail_within(seconds: float) -> int:
    """Attempts that are let through, five at once, then after 1 s, 2 s, 4 s ... (src/security/attempt_delay.h)"""
    attempts, wait = 5, 1
    while seconds >= wait:
        seconds, attempts, wait = seconds - wait, attempts + 1, wait * 2
    return attempts
