"""A PostgreSQL of its own, with the settings of postgresql.conf beside this file."""

import os
import pathlib
import subprocess

HERE = pathlib.Path(__file__).resolve().parent


class Cluster:
    """Use with `with`. Data is in a folder of TMPDIR, or of /var/tmp: a disk, where /tmp may be
    memory."""

    def __enter__(self):
        environment = {"TMPDIR": "/var/tmp", **os.environ, "MUSTER_TEST_FSYNC": "on",
                       "MUSTER_TEST_POSTGRES_CONF": str(HERE / "postgresql.conf")}
        # It runs beside `cat`, which ends when its input does.
        self._holder = subprocess.Popen(
            [str(HERE.parent / "scripts" / "with-postgres"), "sh", "-c",
             'echo "$MUSTER_TEST_DATABASE"; exec cat'],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._server = self._holder.stdout.readline().strip()
        if not self._server:
            raise RuntimeError("PostgreSQL did not start")
        return self

    def __exit__(self, *_):
        self._holder.stdin.close()
        self._holder.wait()

    def new_database(self):
        """The address of an empty one; what was measured before is gone."""
        everywhere = f"{self._server} dbname=postgres"
        run(everywhere, "SET client_min_messages = warning",
            "DROP DATABASE IF EXISTS bench WITH (FORCE)")
        run(everywhere, "CREATE DATABASE bench")
        return f"{self._server} dbname=bench"


def run(address, *statements):
    """What they give, as text."""
    commands = [word for statement in statements for word in ("-c", statement)]
    done = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", address, *commands],
                          stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def settle(address):
    """Nothing of the loading is left to do: statistics are there, and pages are written."""
    run(address, "VACUUM (ANALYZE)", "CHECKPOINT")
    os.sync()
