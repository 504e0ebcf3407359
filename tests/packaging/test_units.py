"""The units of systemd, as systemd itself reads them."""

import re
import subprocess

import pytest

from muster.server import ROOT

SERVICES = ["server/muster.service", "server/muster-worker.service", "agent/muster-agent.service"]
UNITS = [*SERVICES, "agent/muster-agent.timer"]


def analyze(*arguments) -> str:
    done = subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


@pytest.fixture
def installed(tmp_path):
    """A folder with the units and the programs that they start, as the packages put them."""
    units = tmp_path / "lib/systemd/system"
    programs = tmp_path / "usr/bin"
    programs.mkdir(parents=True)
    units.mkdir(parents=True)
    for unit in UNITS:
        text = (ROOT / "packaging" / unit).read_text()
        (units / unit.split("/")[1]).write_text(text)
        for program in re.findall(r"=(/\S+)", "\n".join(re.findall(r"^Exec.*", text, re.MULTILINE))):
            file = tmp_path / program.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("#!/bin/sh\n")
            file.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_may_do_little(service):
    level = re.search(r"Overall exposure level.*: ([0-9.]+)", analyze(
        "security", "--offline=true", "--no-pager", str(ROOT / "packaging" / service)))
    assert level and float(level[1]) < 2.5


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_finds_nothing_wrong(installed, unit):
    complaints = analyze("verify", f"--root={installed}", "--man=no", "--recursive-errors=no", unit.split("/")[1])
    # Units that are Debian's, not ours, are not in the folder.
    ours = [line for line in complaints.splitlines() if "muster" in line]
    assert ours == []
