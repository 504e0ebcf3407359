"""What is measured. Each load is a function of a Place; it returns its figures by name, one run's.

The figures of time and memory have no natural baseline; theirs is the bound that Muster promises.
"""

import dataclasses
import json
import math
import os
import pathlib
import random
import subprocess
import tempfile
import time
import urllib.parse

import device_files
import postgres
from installation import Api, Installation, Supply

SEED = 20240501
SMALL_BATCH = 500
SMALL_BATCHES = 200
PAGES = 2000
AT_ONCE = 8


@dataclasses.dataclass(frozen=True)
class Place:
    build: pathlib.Path  # where the programs are; what is made here goes to its folder `bench`
    rows: int  # of the loads of a million; those of five millions have five times as many

    @property
    def folder(self):
        return self.build / "bench" / "work"

    @property
    def program(self):
        return self.build / "muster"

    def files(self, rows):
        """Names of the directory's and the upload's file of so many rows, written on first use."""
        directory = self.folder.parent / f"directory-{rows}.csv"
        upload = self.folder.parent / f"upload-{rows}.csv"
        if not directory.exists() or not upload.exists():
            directory.parent.mkdir(parents=True, exist_ok=True)
            device_files.write_devices(rows, SEED, directory, upload)
        return directory, upload

    def run_baseline(self, name, *arguments):
        done = subprocess.run([str(self.build / "bench" / name), *map(str, arguments)], check=True,
                              stdout=subprocess.PIPE, text=True)
        return json.loads(done.stdout)


def percentile(values, percent):
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * percent / 100) - 1]


def million_on_sqlite(place):
    directory, upload = place.files(place.rows)
    failed = device_files.expected_failures(place.rows)
    os.sync()
    with Installation(place.program, place.folder) as installation:
        installation.start()
        supply = Supply(installation, installation.create_operator_token())
        publishing = supply.publish(directory, place.rows)
        os.sync()
        registering = supply.register(upload, place.rows - failed, failed, poll_seconds=0.01)
    return {"directory_1m_sqlite": place.rows / publishing,
            "register_1m_sqlite": place.rows / registering}


def million_on_sqlite_by_hand(place):
    directory, upload = place.files(place.rows)
    database = place.folder.parent / "baseline.db"
    remains = [pathlib.Path(f"{database}{end}") for end in ("", "-wal", "-shm")]
    try:
        os.sync()
        published = place.run_baseline("baseline_directory", directory, database)
        os.sync()
        decided = place.run_baseline("baseline_register", upload, database)
    finally:
        for file in remains:
            file.unlink(missing_ok=True)
    failed = device_files.expected_failures(place.rows)
    if (published["rows"], decided["registered"], decided["failed"]) != (
            place.rows, place.rows - failed, failed):
        raise RuntimeError(f"the baseline is wrong: {published} {decided}")
    return {"directory_1m_sqlite": place.rows / published["seconds"],
            "register_1m_sqlite": place.rows / decided["seconds"]}


def million_on_postgres(place, cluster):
    directory, upload = place.files(place.rows)
    failed = device_files.expected_failures(place.rows)
    database = cluster.new_database()
    with Installation(place.program, place.folder, database) as installation:
        installation.start()
        supply = Supply(installation, installation.create_operator_token())
        publishing = supply.publish(directory, place.rows)
        postgres.settle(database)
        registering = supply.register(upload, place.rows - failed, failed, poll_seconds=0.01)
    return {"directory_1m_postgres": place.rows / publishing,
            "register_1m_postgres": place.rows / registering}


def million_on_postgres_by_hand(place, cluster):
    directory, upload = place.files(place.rows)
    database = cluster.new_database()
    subprocess.run([str(place.program), "migrate", "--database", database], check=True,
                   stdout=subprocess.DEVNULL)
    published = place.run_baseline("baseline_postgres", "directory", directory, database)
    postgres.settle(database)
    decided = place.run_baseline("baseline_postgres", "register", upload, database)
    failed = device_files.expected_failures(place.rows)
    if (published["rows"], decided["registered"], decided["failed"]) != (
            place.rows, place.rows - failed, failed):
        raise RuntimeError(f"the baseline is wrong: {published} {decided}")
    return {"directory_1m_postgres": place.rows / published["seconds"],
            "register_1m_postgres": place.rows / decided["seconds"]}


def eight_batches(place, cluster):
    """The same rows in eight files, all at once; together they are asked about as often as one alone."""
    directory, upload = place.files(place.rows)
    each = place.rows // AT_ONCE
    failed = device_files.expected_failures(each)
    database = cluster.new_database()
    with Installation(place.program, place.folder, database) as installation:
        installation.start()
        supply = Supply(installation, installation.create_operator_token())
        supply.publish(directory, place.rows)
        postgres.settle(database)
        seconds = supply.register_at_once(device_files.split(upload, each), each - failed, failed,
                                          poll_seconds=AT_ONCE * 0.01)
    return {"eight_batches_postgres": place.rows / seconds}


def small_batches(place, database=None):
    rows = SMALL_BATCH * SMALL_BATCHES
    directory, upload = place.files(rows)
    failed = device_files.expected_failures(SMALL_BATCH)
    with Installation(place.program, place.folder, database) as installation:
        installation.start()
        supply = Supply(installation, installation.create_operator_token())
        supply.publish(directory, rows)
        seconds = [
            supply.register(file, SMALL_BATCH - failed, failed, poll_seconds=0.002)
            for file in device_files.split(upload, SMALL_BATCH)
        ]
    return {"batch_500_p99_ms": percentile(seconds, 99) * 1000}


def start(place, database=None):
    """A first start, so with its migrations; memory after every thread has answered something."""
    with Installation(place.program, place.folder, database) as installation:
        ready = installation.start()
        for _ in range(16):
            api = Api(installation.port)
            for _ in range(8):
                api.send("GET", "/api/v1/whoami")
                api.send("GET", "/readyz")
            api.close()
        time.sleep(1)  # idle is what is measured
        idle = installation.resident_mib()
    return {"ready_ms": ready * 1000, "rss_idle_mib": idle}


def counts(place):
    """The counts by state of one customer's devices, ten times as many as rows."""
    with tempfile.TemporaryDirectory(dir=place.folder.parent) as folder:
        done = subprocess.run([str(place.build / "bench" / "device_counts"), folder, str(10 * place.rows)],
                              check=True, stdout=subprocess.PIPE, text=True)
    return {"counts_10m_ms": float(done.stdout.split()[1])}  # the longest


def random_queries(count, source):
    """As people search: one to four characters of a serial number, sorted or not."""
    for _ in range(count):
        prefix = "".join(source.choices(device_files.SERIAL_ALPHABET, k=source.randint(1, 4)))
        query = {
            "state": source.choice(["ready_for_user"] * 3 + ["registration_failed"]),
            "serial_prefix": prefix,
            "limit": 50,
        }
        if source.random() < 0.5:
            query["sort"] = "serial_number"
        yield query


def page_seconds(supply, source):
    """Times of PAGES list pages; each fourth is a next page, where there is one."""
    seconds = []
    cursor = None
    queries = random_queries(PAGES, source)
    while len(seconds) < PAGES:
        if cursor is None:
            query = next(queries)
        else:
            query = {**query, "cursor": cursor}
        begun = time.perf_counter()
        page = supply.devices(urllib.parse.urlencode(query))
        seconds.append(time.perf_counter() - begun)
        cursor = page["next_cursor"] if "cursor" not in query and source.random() < 0.33 else None
    return seconds


def five_millions(place, runs, database=None):
    """One customer's 5,000,000 devices in one file. Filled once; the pages are asked for `runs`
    times. Yields figures as they come."""
    rows = place.rows * 5
    directory, upload = place.files(rows)
    failed = device_files.expected_failures(rows)
    with Installation(place.program, place.folder, database) as installation:
        installation.start()
        supply = Supply(installation, installation.create_operator_token())
        supply.publish(directory, rows)
        if database:
            postgres.settle(database)
        installation.stop()
        installation.start()
        supply.connect()
        installation.reset_peak()
        supply.register(upload, rows - failed, failed, poll_seconds=0.05)
        yield {"rss_stream_mib": installation.resident_mib(peak=True)}
        if database:
            postgres.settle(database)
        source = random.Random(SEED)
        for _ in range(runs):
            yield {"list_5m_p99_ms": percentile(page_seconds(supply, source), 99) * 1000}
