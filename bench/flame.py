#!/usr/bin/env python3
"""Draws docs/flame-register-sqlite.svg and docs/flame-register-postgres.svg: what the server's processor does while
1,000,000 rows are registered. Wants `perf` (Debian's linux-perf). With PostgreSQL its own processes are not
in the picture.
"""

import argparse
import contextlib
import pathlib
import subprocess
import sys

import device_files
import loads
import postgres
from installation import Installation, Supply

ROOT = pathlib.Path(__file__).resolve().parent.parent
TITLES = {"sqlite": "Registering {rows:,} rows on SQLite, processor time of the server",
          "postgres": "Registering {rows:,} rows on PostgreSQL, processor time of the server"}


@contextlib.contextmanager
def recording(pid, data):
    """Where that process's processors are, 299 times a second, with who called what."""
    recorder = subprocess.Popen(
        ["perf", "record", "--quiet", "-e", "cpu-clock", "-F", "299", "--call-graph", "dwarf,16384",
         "-p", str(pid), "-o", str(data)])
    try:
        yield
    finally:
        recorder.terminate()
        recorder.wait()


def draw(data, title, picture):
    script = subprocess.Popen(
        ["perf", "script", "-i", str(data), "--no-inline", "-F", "comm,tid,ip,sym,dso"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    with open(picture, "w") as svg:
        subprocess.run([sys.executable, str(ROOT / "bench" / "flame_graph.py"), "--title", title],
                       stdin=script.stdout, stdout=svg, check=True)
    script.wait()


def register(place, engine, database, picture):
    directory, upload = place.files(place.rows)
    failed = device_files.expected_failures(place.rows)
    data = place.folder.parent / "perf.data"
    with Installation(place.program, place.folder, database) as installation:
        installation.start()
        supply = Supply(installation, installation.create_operator_token())
        supply.publish(directory, place.rows)
        if database:
            postgres.settle(database)
        with recording(installation.pid, data):
            supply.register(upload, place.rows - failed, failed, poll_seconds=0.5)
    draw(data, TITLES[engine].format(rows=place.rows), picture)
    data.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=TITLES, action="append")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "release")
    parser.add_argument("--docs", type=pathlib.Path, default=ROOT / "docs")
    options = parser.parse_args()
    place = loads.Place(build=options.build.resolve(), rows=options.rows)
    for engine in options.engine or TITLES:
        picture = options.docs / f"flame-register-{engine}.svg"
        if engine == "sqlite":
            register(place, engine, None, picture)
        else:
            with postgres.Cluster() as cluster:
                register(place, engine, cluster.new_database(), picture)
        print(picture)


if __name__ == "__main__":
    main()
