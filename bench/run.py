#!/usr/bin/env python3
"""Measures the built Muster over HTTP against hand-written baselines and against its promises.

`make bench` builds everything and runs this. Prints a table and writes build/bench.json, a list of
{name, ours, baseline, ratio, unit, better}; the numbers are medians. Ours and the baseline take
turns, so that both have the same minutes of the machine. Needs nothing but the standard library.
"""

import argparse
import dataclasses
import json
import pathlib
import signal
import statistics
import sys

import check_ins
import loads
import postgres

ROOT = pathlib.Path(__file__).resolve().parent.parent


@dataclasses.dataclass(frozen=True)
class Figure:
    name: str
    unit: str
    better: str           # higher | lower
    wanted_ratio: float | None
    bound: float | None   # the baseline, where none is measured


FIGURES = [
    Figure("register_1m_sqlite", "rows/s", "higher", 0.7, None),
    Figure("directory_1m_sqlite", "rows/s", "higher", 0.7, None),
    Figure("batch_500_p99_ms", "ms", "lower", 1.0, 250),
    Figure("rss_stream_mib", "MiB", "lower", 1.0, 150),
    Figure("rss_idle_mib", "MiB", "lower", 1.0, 40),
    Figure("ready_ms", "ms", "lower", 1.0, 200),
    Figure("checkin_sqlite", "1/s", "higher", 0.3, None),
    Figure("checkin_signed", "1/s", "higher", 0.05, None),
    Figure("checkin_p99_ms", "ms", "lower", 1.0, 20),
    Figure("list_5m_p99_ms", "ms", "lower", 1.0, 10),
    Figure("counts_10m_ms", "ms", "lower", 1.0, 20),
    Figure("register_1m_postgres", "rows/s", "higher", 0.8, None),
    Figure("directory_1m_postgres", "rows/s", "higher", None, None),
    Figure("eight_batches_postgres", "rows/s", "higher", 1.0, None),  # the baseline: one alone
    Figure("batch_500_postgres_p99_ms", "ms", "lower", 1.0, 250),
    Figure("rss_stream_postgres_mib", "MiB", "lower", 1.0, 150),
    Figure("rss_idle_postgres_mib", "MiB", "lower", 1.0, 40),
    Figure("ready_postgres_ms", "ms", "lower", None, 200),
    Figure("list_5m_postgres_p99_ms", "ms", "lower", 1.0, 10),
    Figure("checkin_postgres", "1/s", "higher", None, None),
    Figure("checkin_postgres_p99_ms", "ms", "lower", None, 20),
]


class Samples:
    def __init__(self):
        self.ours = {}
        self.baseline = {}

    def add(self, side, figures):
        for name, value in figures.items():
            side.setdefault(name, []).append(value)
            print(f"  {name} {'baseline' if side is self.baseline else 'ours'} {value:,.1f}",
                  file=sys.stderr, flush=True)


# Loads that both engines take, and what their figures are called on PostgreSQL.
ON_POSTGRES = {name.replace("_postgres", ""): name
               for name in ("batch_500_postgres_p99_ms", "rss_stream_postgres_mib",
                            "rss_idle_postgres_mib", "ready_postgres_ms",
                            "list_5m_postgres_p99_ms")}


def on_postgres(figures):
    return {ON_POSTGRES[name]: value for name, value in figures.items()}


def measure_postgres(place, wanted, runs, samples):
    with postgres.Cluster() as cluster:
        for run in range(runs):
            print(f"PostgreSQL, run {run + 1} of {runs}", file=sys.stderr)
            if wanted & {"checkin_postgres", "checkin_postgres_p99_ms"}:
                figures, baseline = check_ins.measure(place, "postgres", cluster.new_database())
                samples.add(samples.ours, figures)
                samples.add(samples.baseline, baseline)
            if wanted & {"ready_postgres_ms", "rss_idle_postgres_mib"}:
                samples.add(samples.ours, on_postgres(loads.start(place, cluster.new_database())))
            if wanted & {"batch_500_postgres_p99_ms"}:
                samples.add(samples.ours,
                            on_postgres(loads.small_batches(place, cluster.new_database())))
            turns = []
            if wanted & {"register_1m_postgres", "directory_1m_postgres", "eight_batches_postgres"}:
                turns.append((samples.ours, loads.million_on_postgres))
            if wanted & {"register_1m_postgres", "directory_1m_postgres"}:
                turns.append((samples.baseline, loads.million_on_postgres_by_hand))
            if "eight_batches_postgres" in wanted:
                turns.append((samples.ours, loads.eight_batches))
            for side, load in turns if run % 2 == 0 else reversed(turns):
                samples.add(side, load(place, cluster))
        if wanted & {"rss_stream_postgres_mib", "list_5m_postgres_p99_ms"}:
            print("PostgreSQL, five times the rows, once", file=sys.stderr)
            for figures in loads.five_millions(
                    place, runs if "list_5m_postgres_p99_ms" in wanted else 0,
                    cluster.new_database()):
                samples.add(samples.ours, on_postgres(figures))
    samples.baseline["eight_batches_postgres"] = samples.ours.get("register_1m_postgres", [])


def measure(place, wanted, runs):
    samples = Samples()
    if any("postgres" in name for name in wanted):
        measure_postgres(place, wanted, runs, samples)
    for run in range(runs):
        print(f"run {run + 1} of {runs}", file=sys.stderr)
        if wanted & {"ready_ms", "rss_idle_mib"}:
            samples.add(samples.ours, loads.start(place))
        if wanted & {"batch_500_p99_ms"}:
            samples.add(samples.ours, loads.small_batches(place))
        if wanted & {"checkin_sqlite", "checkin_signed", "checkin_p99_ms"}:
            figures, baseline = check_ins.measure(place, "sqlite")
            samples.add(samples.ours, figures)
            samples.add(samples.baseline, baseline)
        if wanted & {"register_1m_sqlite", "directory_1m_sqlite"}:
            # Each goes first in turn: the first may find the disk busier or quieter.
            turns = [(samples.ours, loads.million_on_sqlite),
                     (samples.baseline, loads.million_on_sqlite_by_hand)]
            for side, load in turns if run % 2 == 0 else reversed(turns):
                samples.add(side, load(place))
    if wanted & {"counts_10m_ms"}:
        print("ten times the devices, once", file=sys.stderr)
        samples.add(samples.ours, loads.counts(place))
    if wanted & {"rss_stream_mib", "list_5m_p99_ms"}:
        print("five times the rows, once", file=sys.stderr)
        for figures in loads.five_millions(place, runs if "list_5m_p99_ms" in wanted else 0):
            samples.add(samples.ours, figures)
    return samples


def results_of(samples, wanted):
    for figure in FIGURES:
        if figure.name not in wanted:
            continue
        ours = statistics.median(samples.ours[figure.name])
        baseline = figure.bound or statistics.median(samples.baseline[figure.name])
        yield {"name": figure.name, "ours": round(ours, 2), "baseline": round(baseline, 2),
               "ratio": round(ours / baseline, 3), "unit": figure.unit, "better": figure.better}


def print_table(results):
    wanted = {figure.name: figure for figure in FIGURES}
    print(f"{'name':<24}{'ours':>12}{'baseline':>12} {'unit':<8}{'ratio':>7}  wanted")
    for result in results:
        figure = wanted[result["name"]]
        print(f"{result['name']:<24}{result['ours']:>12,.1f}{result['baseline']:>12,.1f} "
              f"{result['unit']:<8}{result['ratio']:>7.2f}  {judgement(figure, result['ratio'])}")


def judgement(figure, ratio):
    if figure.wanted_ratio is None:
        return "-"
    if figure.better == "higher":
        return f">= {figure.wanted_ratio}" + ("" if ratio >= figure.wanted_ratio else "  missed")
    return f"<= {figure.wanted_ratio}" + ("" if ratio <= figure.wanted_ratio else "  missed")


def main():
    names = [figure.name for figure in FIGURES]
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=names, metavar="NAME",
                        help="only this figure (may be repeated): " + ", ".join(names))
    parser.add_argument("--runs", type=int, default=5, help="medians of so many [5]")
    parser.add_argument("--rows", type=int, default=1_000_000,
                        help="rows of the loads of a million, for a quick try; those of five "
                             "millions have five times as many [1000000]")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "release",
                        help="folder of the built programs [build/release]")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "build" / "bench.json",
                        help="[build/bench.json]")
    options = parser.parse_args()

    # So that the server and its folder go, whoever ends this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    place = loads.Place(build=options.build.resolve(), rows=options.rows)
    for program in (place.program, place.build / "bench" / "baseline_postgres"):
        if not program.exists():
            parser.error(f"{program} is not there; `make bench` builds it")
    wanted = set(options.only or names)
    results = list(results_of(measure(place, wanted, options.runs), wanted))
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(results, indent=2) + "\n")
    print_table(results)


if __name__ == "__main__":
    main()
