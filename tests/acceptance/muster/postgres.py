"""Databases on the PostgreSQL server that MUSTER_TEST_DATABASE names (scripts/with-postgres)."""

from __future__ import annotations

import itertools
import os
import subprocess

SERVER = os.environ.get("MUSTER_TEST_DATABASE", "")
"""`host=... port=... user=...`; empty: tests run on SQLite."""

CITUS = bool(os.environ.get("MUSTER_TEST_CITUS"))
"""Servers get a database whose tables are distributed by Citus, over the nodes of one."""

_numbers = itertools.count(1)


def execute(database: str, sql: str) -> int:
    """Returns how many rows the statement changed."""
    done = subprocess.run(
        ["psql", "-X", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql],
        capture_output=True, text=True, timeout=60, check=True,
    )
    last = done.stdout.split()[-1] if done.stdout.split() else "0"
    return int(last) if last.isdigit() else 0


def rows(database: str, sql: str, timeout: float = 60) -> list[list[str]]:
    """What a query gives, as texts."""
    done = subprocess.run(
        ["psql", "-X", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql],
        capture_output=True, text=True, timeout=timeout, check=True,
    )
    return [line.split("\t") for line in done.stdout.splitlines()]


def install_citus(database: str) -> None:
    """Makes the database's own server the only node."""
    port = database.split("port=")[1].split()[0]
    execute(database, "CREATE EXTENSION citus")
    execute(database, f"SELECT citus_set_coordinator_host('127.0.0.1', {port})")
    execute(database, f"SELECT citus_set_node_property('127.0.0.1', {port}, 'shouldhaveshards', true)")


def new_database() -> str:
    """The address of an empty one; it goes with the server."""
    name = f"muster_{os.getpid()}_{next(_numbers)}"
    execute(f"{SERVER} dbname=postgres", f"CREATE DATABASE {name}")
    return f"{SERVER} dbname={name}"
