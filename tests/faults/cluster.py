"""A PostgreSQL 15 of a test's own, which can be stopped, started, followed by a standby and promoted."""

from __future__ import annotations

import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

from many import a_free_port, show_end_of

BIN = pathlib.Path("/usr/lib/postgresql/15/bin")


class Cluster:
    """A folder, a port, and the processes between `start` and `stop`."""

    def __init__(self, folder: pathlib.Path, **settings: str):
        self.folder = folder
        self.port = a_free_port()
        self.settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(folder.parent),
                         "max_connections": "200", "fsync": "off", **settings}

    def _run(self, program: str, *arguments: str) -> None:
        # PostgreSQL refuses to run as root.
        as_owner = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        done = subprocess.run([*as_owner, str(BIN / program), *arguments], capture_output=True,
                              text=True, timeout=120, cwd=self.folder.parent)
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

    def make(self) -> Cluster:
        self._run("initdb", "-D", str(self.folder), "-U", "muster", "-A", "trust", "-E", "UTF8",
                  "--locale=C", "-N")
        return self._configured()

    def follow(self, primary: Cluster, name: str) -> Cluster:
        """A standby, by pg_basebackup; `name` is what synchronous_standby_names calls it."""
        source = f"host=127.0.0.1 port={primary.port} user=muster application_name={name}"
        self._run("pg_basebackup", "-D", str(self.folder), "-d", source, "-R", "-c", "fast")
        return self._configured()

    def _configured(self) -> Cluster:
        with (self.folder / "postgresql.conf").open("a") as file:
            for name, value in {**self.settings, "port": str(self.port)}.items():
                file.write(f"{name} = '{value}'\n")
        return self

    def start(self) -> Cluster:
        # With a log file of its own, the server lets go of our output.
        self._run("pg_ctl", "-D", str(self.folder), "-l", str(self.folder.parent / "log"), "-s", "-w",
                  "start")
        return self

    def kill(self) -> None:
        """As a power cut of its machine would: nothing is written any more, nobody is told."""
        self._run("pg_ctl", "-D", str(self.folder), "-m", "immediate", "-s", "-w", "stop")

    def promote(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder), "-s", "-w", "promote")

    def execute(self, sql: str, database: str = "postgres") -> str:
        done = subprocess.run(
            ["psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.address(database), "-c", sql],
            capture_output=True, text=True, timeout=60, check=True)
        return done.stdout.strip()

    def address(self, database: str = "muster") -> str:
        return f"host=127.0.0.1 port={self.port} user=muster dbname={database}"


class Clusters:
    """Makes clusters in a folder that goes with them."""

    def __enter__(self) -> Clusters:
        self.made: list[Cluster] = []
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="muster-clusters."))
        self.folder.chmod(0o755)
        return self

    def new(self, **settings: str) -> Cluster:
        folder = self.folder / str(len(self.made)) / "data"
        folder.parent.mkdir()
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder.parent, owner.pw_uid, owner.pw_gid)
        self.made.append(Cluster(folder, **settings))
        return self.made[-1]

    def __exit__(self, *_) -> None:
        for cluster in self.made:
            if (cluster.folder / "postmaster.pid").exists():
                cluster.kill()
        show_end_of(cluster.folder.parent / "log" for cluster in self.made)
        shutil.rmtree(self.folder)
