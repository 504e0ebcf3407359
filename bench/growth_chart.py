#!/usr/bin/env python3
"""Draws docs/growth.svg from the figures that growth.py measured.

One panel for each figure: rows a second (as a share of those at 100,000 devices: engines may have been
measured on different days), bytes of database a device, memory of the server. Colours follow the
reader's light or dark scheme.
"""

import argparse
import json
import math
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
PANEL_WIDTH, PANEL_HEIGHT = 260, 200
LEFT, TOP, GAP = 56, 64, 72
WIDTH = LEFT + 3 * PANEL_WIDTH + 2 * GAP + 24
HEIGHT = TOP + PANEL_HEIGHT + 64
PANELS = [
    ("kept", "Rows a second, of those at 100,000"),
    ("bytes_per_device", "Bytes of database a device"),
    ("memory_mib", "Memory of the server, MiB"),
]
ENGINES = [("sqlite", "SQLite", "circle"), ("postgres", "PostgreSQL", "square")]
STYLE = """
  text { font: 12px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600; font-size: 13px }
  .quiet { fill: #57606a }
  .grid { stroke: #d0d7de; stroke-width: 1 }
  .sqlite { stroke: #0550ae; fill: #0550ae }
  .postgres { stroke: #b35900; fill: #b35900 }
  polyline { stroke-width: 2; fill: none !important }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quiet { fill: #9198a1 }
    .grid { stroke: #3d444d }
    .sqlite { stroke: #79c0ff; fill: #79c0ff }
    .postgres { stroke: #ffa657; fill: #ffa657 }
  }
"""


def short(number):
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if number >= size:
            return f"{number / size:g} {letter}"
    return f"{number:g}"


def round_step(highest):
    """A step of 1, 2 or 5 times a power of ten; four to eight of them reach `highest`."""
    power = 10 ** math.floor(math.log10(highest / 4))
    return next(step * power for step in (1, 2, 5, 10) if highest / (step * power) <= 5)


def text(x, y, words, anchor="start", of="quiet"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{of}">{words}</text>'


def mark(shape, of, x, y):
    if shape == "circle":
        return f'<circle class="{of}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    return f'<rect class="{of}" x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>'


def panel(results, left, figure, title):
    step = round_step(max(point[figure] for points in results.values() for point in points))
    highest = step * math.ceil(
        max(point[figure] for points in results.values() for point in points) / step)
    levels = [point["devices"] for point in next(iter(results.values()))]
    bottom = TOP + PANEL_HEIGHT

    def across(devices):
        low, high = math.log10(levels[0]), math.log10(levels[-1])
        return left + 12 + (math.log10(devices) - low) / (high - low) * (PANEL_WIDTH - 24)

    def up(value):
        return bottom - value / highest * PANEL_HEIGHT

    yield text(left, TOP - 16, title, of="title")
    for n in range(round(highest / step) + 1):
        y = up(n * step)
        yield f'<line class="grid" x1="{left}" x2="{left + PANEL_WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield text(left - 8, y + 4, short(n * step), "end")
    for devices in levels:
        yield text(across(devices), bottom + 20, short(devices), "middle")
    yield text(left + PANEL_WIDTH / 2, bottom + 42, "devices registered before", "middle")
    for engine, _, shape in ENGINES:
        points = [(across(point["devices"]), up(point[figure])) for point in results.get(engine, [])]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield f'<polyline class="{engine}" points="{line}"/>'
        yield from (mark(shape, engine, x, y) for x, y in points)


def draw(results):
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
           'aria-label="Cost of registering by the number of devices, on SQLite and PostgreSQL">')
    yield f"<style>{STYLE}</style>"
    x = LEFT
    for engine, name, shape in ENGINES:
        if engine in results:
            yield mark(shape, engine, x + 4, 16)
            yield text(x + 16, 20, name, of="")
            x += 110
    for number, (figure, title) in enumerate(PANELS):
        yield from panel(results, LEFT + number * (PANEL_WIDTH + GAP), figure, title)
    yield "</svg>"


def with_shares(results):
    for points in results.values():
        whole = next(point["rows_per_second"] for point in points if point["devices"] == 100_000)
        for point in points:
            point["kept"] = point["rows_per_second"] / whole
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--figures", type=pathlib.Path, default=ROOT / "docs" / "growth.json",
                        help="[docs/growth.json]")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "docs" / "growth.svg",
                        help="[docs/growth.svg]")
    options = parser.parse_args()
    results = with_shares(json.loads(options.figures.read_text()))
    options.output.write_text("\n".join(draw(results)) + "\n")


if __name__ == "__main__":
    main()
