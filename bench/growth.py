#!/usr/bin/env python3
"""Measures how the cost of registering grows with the devices that are registered already.

`make bench-growth` builds the program and runs this. The same job, JOB_ROWS rows in one file, is sent
to installations with 10,000 to 10,000,000 devices, on each engine; each level is measured RUNS times
and the medians count. Writes docs/growth.json, of which growth_chart.py makes docs/growth.svg. It
takes 20 minutes, 8 GB of disk for the files and 8 GB more for each engine's data, one after the other.
"""

import argparse
import contextlib
import json
import os
import pathlib
import signal
import sqlite3
import statistics
import sys
import time

import device_files
import loads
import postgres
from installation import Installation, Supply

ROOT = pathlib.Path(__file__).resolve().parent.parent
LEVELS = [10_000, 100_000, 1_000_000, 10_000_000]
JOB_ROWS = 90_000  # so that the job at 10,000 leaves 100,000 for the next
FILE_ROWS = 1_000_000
RUNS = 3


class Grown:
    """An installation that is filled and measured; the devices come from a row of files."""

    def __init__(self, place, installation, database):
        self._place = place
        self._installation = installation
        self._database = database
        self._supply = Supply(installation, installation.create_operator_token())
        self._made = 0
        self.devices = 0

    def fill_up_to(self, devices):
        while self.devices < devices:
            self._register(min(FILE_ROWS, devices - self.devices))

    def _register(self, rows):
        """Seconds that the job took; the devices are published before."""
        directory, upload = new_files(self._place, self._made, rows)
        self._made += 1
        self._supply.publish(directory, rows)
        self._settle()
        self._installation.reset_peak()
        failed = device_files.expected_failures(rows)
        seconds = self._supply.register(upload, rows - failed, failed, poll_seconds=0.01)
        self.devices += rows
        directory.unlink()
        upload.unlink()
        return seconds

    def _settle(self):
        if self._database:
            postgres.settle(self._database)
            return
        for file in self._files():  # what is in the log goes into the file
            with contextlib.closing(sqlite3.connect(file)) as database:
                for _ in range(2):  # what was still on its way from recent rows to settled ones, too
                    while not is_emptied(database):
                        time.sleep(0.2)  # the server is at it itself
                    time.sleep(0.2)
        os.sync()

    def measure(self):
        before = self.devices
        seconds = self._register(JOB_ROWS)
        memory = self._installation.resident_mib(peak=True)
        self._settle()
        figures = {"rows_per_second": JOB_ROWS / seconds, "memory_mib": memory,
                   "bytes_per_device": self._bytes() / self.devices}
        print(f"  {before:>12,} devices: " +
              ", ".join(f"{name} {value:,.0f}" for name, value in figures.items()),
              file=sys.stderr, flush=True)
        return figures

    def _bytes(self):
        if self._database:
            return int(postgres.run(self._database, "SELECT pg_database_size(current_database())"))
        return sum(file.stat().st_size for file in self._files())

    def _files(self):
        return list((self._place.folder / "data").glob("*.db"))


def is_emptied(database):
    """Whether all that SQLite's log holds is in the file, now or by this."""
    refused, pages, copied = database.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return not refused and pages == copied


def new_files(place, number, rows):
    directory = place.folder.parent / "growth-directory.csv"
    upload = place.folder.parent / "growth-upload.csv"
    directory.parent.mkdir(parents=True, exist_ok=True)
    device_files.write_devices(rows, loads.SEED + 1 + number, directory, upload)
    return directory, upload


@contextlib.contextmanager
def an_installation(place, cluster):
    database = cluster.new_database() if cluster else None
    with Installation(place.program, place.folder, database) as installation:
        installation.start()
        yield Grown(place, installation, database)


def grow(place, cluster, levels):
    """Figures by level, one for each run. The small levels are made anew for each run; at the large
    ones a job more or less changes nothing."""
    samples = {level: [] for level in levels}
    for run in range(RUNS):
        with an_installation(place, cluster) as grown:
            for level in levels:
                small = level <= LEVELS[1]
                if not small and run < RUNS - 1:
                    continue
                grown.fill_up_to(level)
                for _ in range(1 if small else RUNS):
                    samples[level].append(grown.measure())
    return [{"devices": level,
             **{name: round(statistics.median(one[name] for one in of_level), 1)
                for name in of_level[0]}} for level, of_level in samples.items()]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", action="append", choices=["sqlite", "postgres"],
                        help="only this one (may be repeated); the others' figures stay")
    parser.add_argument("--up-to", type=int, default=LEVELS[-1], help="the highest level [10000000]")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "release",
                        help="folder of the built programs [build/release]")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "docs" / "growth.json",
                        help="[docs/growth.json]")
    options = parser.parse_args()
    # So that the server and its folder go, whoever ends this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    place = loads.Place(build=options.build.resolve(), rows=FILE_ROWS)
    levels = [level for level in LEVELS if level <= options.up_to]
    results = json.loads(options.output.read_text()) if options.output.exists() else {}
    for engine in options.engine or ["sqlite", "postgres"]:
        print(engine, file=sys.stderr)
        with postgres.Cluster() if engine == "postgres" else contextlib.nullcontext() as cluster:
            results[engine] = grow(place, cluster, levels)
        options.output.write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
