"""Starts the built server on a free port with a fresh folder, and ends it."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import time
from datetime import datetime, timedelta

from . import postgres
from .api import Api, World

ROOT = pathlib.Path(__file__).parents[3]
BINARY = os.environ.get("MUSTER_BINARY", str(ROOT / "build/release/muster"))


def run(*arguments: str, check: bool = True, **options) -> subprocess.CompletedProcess:
    """Runs the program, as a person whose home is empty would; `check` wants exit code 0."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("MUSTER_")}
    environment = {
        **inherited,
        "XDG_CONFIG_HOME": "/nonexistent",
        **options.pop("env", {}),
    }
    options = {"text": True, "timeout": 60, **options}
    done = subprocess.run([BINARY, *arguments], capture_output=True, env=environment, **options)
    if check:
        what = f"muster {' '.join(arguments)}: {done.returncode}"
        assert done.returncode == 0, f"{what}\n{done.stdout}\n{done.stderr}"
    return done


class Server:
    """One process. `start` returns when it is ready.

    `command` is `serve` or `worker`; `database` is one that others use as well, else it has its own.
    """

    extra: tuple[str, ...] = ()  # further arguments
    may_be_distributed = True

    def __init__(self, folder: pathlib.Path, *, command: str = "serve",
                 database: str | None = None, **settings: object):
        self.folder = folder
        self.command = command
        self.data = folder / "data"
        if database is None:
            database = postgres.new_database() if postgres.SERVER else ""
            if postgres.CITUS and self.may_be_distributed:
                postgres.install_citus(database)
                run("migrate", "--database", database, "--citus")
        self.database = database
        self.log_file = folder / "server.log"
        self.settings = settings
        self.process: subprocess.Popen | None = None
        self.port = 0

    def start(self) -> Server:
        self.launch()
        return self.wait_until_ready()

    @property
    def port_file(self) -> pathlib.Path:
        return self.folder / "port"

    def launch(self) -> None:
        port_file = self.port_file
        port_file.unlink(missing_ok=True)
        arguments = [BINARY, self.command, "--data", str(self.data), "--port-file", str(port_file), *self.extra]
        if self.database:
            arguments += ["--database", self.database]
        # Tests are faster than any client should be.
        defaults = {"listen": "127.0.0.1:0"}
        if self.command == "serve":
            defaults |= {"requests_per_second_per_token": 0, "requests_per_second_per_address": 0}
        for name, value in {**defaults, **self.settings}.items():
            arguments += [f"--{name.replace('_', '-')}", str(value)]
        with self.log_file.open("a") as log:
            self.process = subprocess.Popen(arguments, stdout=log, stderr=log)

    def wait_until_ready(self) -> Server:
        assert self.process
        port_file = self.port_file
        deadline = time.monotonic() + 30
        while not (port_file.exists() and port_file.read_text().endswith("\n")):
            assert self.process.poll() is None, f"the server ended:\n{self.log_file.read_text()}"
            assert time.monotonic() < deadline, "the server did not get ready"
            time.sleep(0.005)
        self.port = int(port_file.read_text())
        assert Api(self.port).request("GET", "/readyz").status == 200
        return self

    def stop(self) -> float:
        """SIGTERM; returns the seconds that it took."""
        assert self.process
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)
        return time.monotonic() - began

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait(timeout=20)

    def log(self) -> list[dict]:
        lines = self.log_file.read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def place(self) -> list[str]:
        """Where commands on this machine find what the server keeps."""
        return ["--database", self.database] if self.database else ["--data", str(self.data)]

    def change(self, sql: str) -> int:
        """Runs a statement behind the server's back; returns how many rows it changed."""
        if self.database:
            return postgres.execute(self.database, sql)
        with contextlib.closing(sqlite3.connect(self.data / "registry.db", timeout=10)) as database:
            changed = database.execute(sql).rowcount
            database.commit()
            return changed

    def operator_token(self) -> str:
        whose = ["--organisation", "operator", "--name", "test"]
        done = run("token", "create", *self.place(), *whose, "-o", "json")
        return json.loads(done.stdout)["token"]

    def world(self) -> World:
        return World(self.port, Api(self.port, self.operator_token()))


class SimulatedServer(Server):
    """Its clock stands in the past until it is moved."""

    extra = ("--clock", "simulated", "--for-tests")
    may_be_distributed = False  # it wants a fresh database

    def move_clock(self, operator: Api, by: timedelta) -> None:
        now = datetime.fromisoformat(operator.get("/simulated-clock").json["now"]) + by
        moved = operator.post("/simulated-clock", {"now": now.isoformat().replace("+00:00", "Z")})
        assert moved.status == 200, moved.body
