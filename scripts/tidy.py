"""Runs clang-tidy over src/, several files of a folder at once.

Nearly all of clang-tidy's time goes into the headers of the libraries, again for each file; so up to
TOGETHER files of one folder are read as one, which takes a quarter of the time. Files that cannot
stand together (two helpers of one name) are then read each by itself.

    tidy.py [REGEX]     only the files whose path matches
"""

import json
import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build/debug"
SCRATCH = ROOT / "build/tidy"
TOGETHER = 9
FINDING = re.compile(r"^(/.*?):(\d+):(\d+): (?:error|warning): ")
# The commands are GCC's: clang does not know all of its warnings, and sees what GCC's own
# std::stable_sort uses as deprecated. What shadows what GCC tells, of files that do not stand together.
GCC_ONLY = ["-Wno-unknown-warning-option", "-Wno-deprecated-declarations", "-Wno-shadow"]


def compile_commands(wanted):
    """{source file: arguments without the file itself and its output}, for src/ only."""
    commands = {}
    for entry in json.loads((BUILD / "compile_commands.json").read_text(encoding="utf-8")):
        source = Path(entry["directory"], entry["file"]).resolve()
        if not source.is_relative_to(ROOT / "src") or not wanted.search(str(source)):
            continue
        arguments = shlex.split(entry["command"])
        output = arguments.index("-o")
        del arguments[output : output + 2]
        # What stands before the first option is the compiler, perhaps behind ccache.
        while not arguments[0].startswith("-"):
            del arguments[0]
        # Precompiled headers are not clang's, and their text would be read again for each file; without
        # them a file shows too whether it includes what it needs.
        for n in reversed(range(len(arguments) - 1)):
            if arguments[n] == "-include" and arguments[n + 1].endswith("cmake_pch.hxx"):
                del arguments[n : n + 2]
        commands[source] = [a for a in arguments if a not in ("-c", "-Winvalid-pch", entry["file"])]
    return commands


def tidy(source, arguments, options=()):
    """The findings in one file, as {first line: whole text}."""
    done = subprocess.run(
        ["clang-tidy-19", "--quiet", *options, str(source), "--", *arguments, *GCC_ONLY],
        cwd=BUILD, capture_output=True, text=True, check=False,
    )
    findings, first = {}, None
    for line in done.stdout.splitlines():
        if FINDING.match(line):
            first = line
            findings[first] = []
        if first:
            findings[first].append(line)
    if done.returncode != 0 and not findings:
        findings[f"{source}: clang-tidy failed"] = [done.stdout + done.stderr]
    return findings


def tidy_together(name, sources, arguments):
    joint = SCRATCH / name
    joint.write_text("".join(f'#include "{s}"\n' for s in sources), encoding="utf-8")
    findings = tidy(joint, arguments, ["--checks=-bugprone-suspicious-include"])
    if len(sources) > 1 and any("[clang-diagnostic-error" in line for line in findings):
        findings = {}
        for source in sources:
            findings |= tidy(source, arguments)
    return findings


def main():
    wanted = re.compile(sys.argv[1] if len(sys.argv) > 1 else "")
    commands = compile_commands(wanted)
    if not commands:
        sys.exit("clang-tidy: no file of src/ matches")

    alike = {}
    for source, arguments in sorted(commands.items()):
        alike.setdefault((source.parent, tuple(arguments)), []).append(source)
    parts = []
    for (_, arguments), sources in alike.items():
        count = -(-len(sources) // TOGETHER)
        parts += [(sources[n::count], arguments) for n in range(count)]
    parts.sort(key=lambda part: -len(part[0]))

    SCRATCH.mkdir(parents=True, exist_ok=True)
    findings = {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = pool.map(lambda p: tidy_together(f"{p[0]}.cpp", *p[1]), enumerate(parts))
        for part in done:
            findings |= part
    for lines in findings.values():
        print("\n".join(lines).replace(f"{ROOT}/", ""))
    print(f"clang-tidy: {len(commands)} files, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
