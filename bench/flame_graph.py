#!/usr/bin/env python3
"""Draws a flame graph: what `perf script -F comm,tid,ip,sym,dso` says, as an SVG on the standard output.

A box is a function, as wide as the share of the processor's time that it was met in; below it is who called it.
Colours say whose code it is, and follow the reader's light or dark scheme; a box tells its name and share when
it is pointed at.
"""

import argparse
import collections
import re
import sys
from xml.sax.saxutils import escape, quoteattr

WIDTH, MARGIN, TOP = 1200, 10, 64
ROW, LETTER = 17, 6.2
NARROWEST = 1
"""Of a box, in pixels; narrower ones are left out, and so is what is above them."""
OWNERS = [("ours", "Muster"), ("sqlite", "SQLite"), ("pq", "libpq"), ("kernel", "the kernel"),
          ("other", "libraries")]
STYLE = """
  text { font: 12px ui-monospace, monospace; fill: #1f2328 }
  .title, .legend { font-family: system-ui, sans-serif }
  .title { font-weight: 600; font-size: 14px }
  rect { stroke: #fff; stroke-width: .5 }
  g:hover > rect { stroke: #1f2328; stroke-width: 1.5 }
  .ours rect { fill: #ffb77c } .sqlite rect { fill: #9cc5f5 } .pq rect { fill: #9cc5f5 }
  .kernel rect { fill: #c9ced6 } .other rect { fill: #b5dfb8 } .all rect { fill: #eaeef2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    rect { stroke: #0d1117 }
    g:hover > rect { stroke: #f0f6fc }
    .ours rect { fill: #8a4600 } .sqlite rect { fill: #1f5399 } .pq rect { fill: #1f5399 }
    .kernel rect { fill: #4a525c } .other rect { fill: #23632d } .all rect { fill: #2a313a }
  }
"""
PLUMBING = re.compile(r"clone3$|start_thread$|std::.*(_M_run|_M_invoke)|std::(__)?invoke|libstdc\+\+$")
"""What begins a thread, and what is between a std::function and what it calls."""
FRAME = re.compile(r"^\s+[0-9a-f]+ (?P<name>.*) \((?P<file>.*)\)$")


class Box:
    def __init__(self):
        self.samples = 0
        self.above = collections.defaultdict(Box)


def without(text, opening, closing):
    """Leaves out what is in brackets, and the brackets."""
    kept, depth = [], 0
    for letter in text:
        depth += letter == opening
        if depth == 0:
            kept.append(letter)
        depth -= letter == closing and depth > 0
    return "".join(kept)


def short(name):
    """A C++ function without its parameters, templates and who everybody's namespaces are."""
    name = name.replace("(anonymous namespace)::", "").replace("operator()", "its lambda")
    for pair in ("<>", "()", "[]"):
        name = without(name, *pair)
    name = re.sub(r"^.* (?=\S*::)", "", name.replace(" const", "").strip())
    return name.replace("muster::", "").replace("::{lambda", " {lambda").strip()


def owner_of(file):
    if file.startswith("[kernel"):
        return "kernel"
    if "libsqlite3" in file:
        return "sqlite"
    if "libpq" in file:
        return "pq"
    return "ours" if file.endswith("/muster") else "other"


def stacks(lines):
    """(owner, name) of each frame from the outermost on, a sample at a time."""
    frames = []
    for line in lines:
        frame = FRAME.match(line)
        if frame:
            name, file = frame["name"], frame["file"]
            if name == "[unknown]":
                name = re.sub(r"\.so.*", "", file.rpartition("/")[2])
            if not PLUMBING.match(name):
                frames.append((owner_of(file), short(name) or name))
        elif frames:
            yield frames[::-1]
            frames = []
    if frames:
        yield frames[::-1]


def grown(lines):
    everything = Box()
    for frames in stacks(lines):
        everything.samples += 1
        box, below = everything, None
        for frame in frames:
            # What calls itself, or is unknown beside what is unknown, is one box.
            if frame != below:
                box = box.above[frame]
                box.samples += 1
            below = frame
    return everything


def draw(title, everything):
    pixels = (WIDTH - 2 * MARGIN) / everything.samples
    drawn = []

    def place(box, owner, name, left, level):
        if box.samples * pixels < NARROWEST:
            return
        drawn.append((owner, name, box.samples, left, level))
        for (of, called), above in sorted(box.above.items(), key=lambda one: one[0][1]):
            place(above, of, called, left, level + 1)
            left += above.samples * pixels

    place(everything, "all", "all", MARGIN, 0)
    height = TOP + ROW * (1 + max(level for *_, level in drawn)) + MARGIN
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" role="img" '
           f'aria-label={quoteattr(title)}>\n<style>{STYLE}</style>')
    yield f'<text class="title" x="{MARGIN}" y="22">{escape(title)}</text>'
    met = {owner for owner, *_ in drawn}
    left = MARGIN
    for owner, words in OWNERS:
        if owner in met:
            yield (f'<g class="{owner}"><rect x="{left}" y="36" width="12" height="12"/></g>'
                   f'<text class="legend" x="{left + 17}" y="46">{words}</text>')
            left += 100
    for owner, name, samples, left, level in drawn:
        width, top = samples * pixels, height - MARGIN - ROW * (level + 1)
        told = f"{name}: {100 * samples / everything.samples:.1f} %"
        letters = int((width - 6) / LETTER / 1.16)
        shown = name if len(name) <= letters else name[-letters + 1:] if letters > 3 else ""
        if shown and shown != name:
            shown = "…" + shown
        words = f'<text x="{left + 3:.1f}" y="{top + 12.5:.1f}">{escape(shown)}</text>' if shown else ""
        yield (f'<g class="{owner}"><title>{escape(told)}</title>'
               f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{ROW}"/>{words}</g>')
    yield "</svg>"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--title", required=True)
    options = parser.parse_args()
    print("\n".join(draw(options.title, grown(sys.stdin))))


if __name__ == "__main__":
    main()
