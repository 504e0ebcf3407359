#!/usr/bin/python3
"""Holds the house's rules of who may include whom, over every file below src/.

Prints `file:line: what is wrong` for each breach and exits with 1 when there is one. Without
arguments it checks this project; `check.py DIR` checks the folders below DIR instead.
"""

import re
import sys
from pathlib import Path

# What a file of each folder may include beside its own folder. ARCHITECTURE.md says why.
MAY_INCLUDE = {
    "identity": set(),
    "intake": {"identity"},
    "registry": {"identity", "intake"},
    "storage": {"identity", "intake", "registry"},
    "security": {"identity", "intake", "registry"},
    "http": set(),
    "api": {"identity", "intake", "registry", "security", "http"},
    "server": {"identity", "intake", "registry", "storage", "security", "http", "api", "cli"},
    "cli": set(),
    "agent": {"identity"},
}

# Headers that are kept to one place: (pattern of the header, where it may stand, why).
KEPT = [
    (
        re.compile(r"boost/(beast|asio)\b"),
        re.compile(r"http/(.*\.cpp|connection.*\.h|exchange\.h)"),
        "Beast and Asio stay in src/http/*.cpp and the headers of its connections: they cost seconds in each file that includes them",
    ),
    (
        re.compile(r"sqlite3\.h"),
        re.compile(r"storage/sqlite/.*"),
        "sqlite3.h stays in src/storage/sqlite/: the other driver must be able to take its place",
    ),
]

MOST_LINES = 500
INCLUDE = re.compile(r'\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def source_files(src):
    return sorted(p for p in src.rglob("*") if p.suffix in (".h", ".cpp"))


def includes(path):
    """Yields (line number, name, whether it stands in quotes) of each #include."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            yield number, found.group(1) or found.group(2), found.group(1) is not None


def check_file(src, path):
    """All breaches that one file shows by itself, as (line, text)."""
    name = path.relative_to(src).as_posix()
    folder = name.split("/")[0]
    if folder not in MAY_INCLUDE:
        yield 1, f"src/{folder} has no place in the list of tests/layers/check.py"
        return
    lines = len(path.read_text(encoding="utf-8").splitlines())
    if lines > MOST_LINES:
        yield lines, f"{lines} lines; {MOST_LINES} is the most: it is more than one thing by now"
    for line, header, quoted in includes(path):
        for pattern, place, why in KEPT:
            if pattern.match(header) and not place.fullmatch(name):
                yield line, f"includes {header}; {why}"
        target = header.split("/")[0] if "/" in header else None
        if not quoted:
            if target in MAY_INCLUDE and (src / header).exists():
                yield line, f"includes <{header}>; our own headers stand in quotes"
            continue
        if target not in MAY_INCLUDE:
            yield line, f'includes "{header}"; write it from src, as "{folder}/..."'
        elif target != folder and target not in MAY_INCLUDE[folder]:
            allowed = ", ".join(sorted(MAY_INCLUDE[folder])) or "nothing outside itself"
            yield line, f'{folder} includes "{header}"; {folder} may include {allowed}'


def circles(edges):
    """Each circle in {node: {next: (path, line)}} as a list of nodes, found depth first."""
    found, done = [], set()

    def walk(node, trail):
        if node in trail:
            found.append(trail[trail.index(node):] + [node])
            return
        if node in done:
            return
        for after in sorted(edges.get(node, {})):
            walk(after, trail + [node])
        done.add(node)

    for node in sorted(edges):
        walk(node, [])
    return found


def check(src):
    """Returns every breach below src as `file:line: text`, in the order of the files."""
    breaches = []
    between_files, between_folders = {}, {}
    for path in source_files(src):
        for line, text in check_file(src, path):
            breaches.append(f"{path}:{line}: {text}")
        name = path.relative_to(src).as_posix()
        folder = name.split("/")[0]
        for line, header, quoted in includes(path):
            if not quoted or not (src / header).exists():
                continue
            between_files.setdefault(name, {}).setdefault(header, (path, line))
            target = header.split("/")[0]
            if target != folder:
                between_folders.setdefault(folder, {}).setdefault(target, (path, line))
    for edges, what in ((between_files, "files"), (between_folders, "folders")):
        for circle in circles(edges):
            path, line = edges[circle[0]][circle[1]]
            breaches.append(f"{path}:{line}: a circle of {what}: {' -> '.join(circle)}")
    return breaches


def main():
    root = Path(__file__).resolve().parents[2]
    src = Path(sys.argv[1]) if len(sys.argv) > 1 else root / "src"
    breaches = check(src)
    for breach in breaches:
        print(breach.removeprefix(f"{root}/"))
    if breaches:
        print(f"layers: {len(breaches)} breaches", file=sys.stderr)
        return 1
    print(f"layers: {len(source_files(src))} files, each where it may be")
    return 0


if __name__ == "__main__":
    sys.exit(main())
