"""The settings file of the package says what the program does."""

import re
import tomllib

import pytest

from muster.server import ROOT, run

SHIPPED = (ROOT / "packaging/server/muster.toml").read_text()


def defaults() -> dict:
    return tomllib.loads(run("serve", "--print-config", cwd="/").stdout)


def test_the_program_prints_every_setting_that_it_has():
    flags = set(re.findall(r"^  --([a-z-]+) ", run("serve", "--help").stdout, re.MULTILINE))
    # A clock that can be moved is asked for on the command line alone, never by a file.
    no_settings = {"config", "print-config", "clock", "for-tests"}
    assert {flag.replace("-", "_") for flag in flags - no_settings} == set(defaults())


def test_every_setting_stands_in_the_file_with_its_default():
    uncommented = re.sub(r"^#(\w+ = )", r"\1", SHIPPED, flags=re.MULTILINE)
    assert tomllib.loads(uncommented) == {**defaults(), "data": "/var/lib/muster"}


def test_nothing_but_the_data_folder_is_set():
    assert tomllib.loads(SHIPPED) == {"data": "/var/lib/muster"}


@pytest.mark.parametrize("line", [n for n, line in enumerate(SHIPPED.splitlines()) if re.match(r"#\w+ = ", line)])
def test_each_line_can_be_uncommented(tmp_path, line):
    lines = SHIPPED.splitlines()
    lines[line] = lines[line].removeprefix("#")
    file = tmp_path / "muster.toml"
    file.write_text("\n".join(lines))
    run("serve", "--config", str(file), "--print-config")
