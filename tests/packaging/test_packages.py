"""What the Debian packages hold, and what they ask for."""

import re
import subprocess

import pytest

from muster.server import ROOT, run

PACKAGES = ROOT / "build/packages"


@pytest.fixture(scope="module", autouse=True)
def built():
    subprocess.run([ROOT / "scripts/package"], check=True, capture_output=True, timeout=600)


def file_of(package: str):
    (found,) = PACKAGES.glob(f"{package}_*.deb")
    return found


def contents(package: str) -> dict[str, str]:
    """Path -> mode and owner, of what is no folder."""
    listed = subprocess.run(["dpkg-deb", "--contents", file_of(package)], check=True, capture_output=True, text=True)
    lines = [line.split() for line in listed.stdout.splitlines()]
    return {fields[5].removeprefix("."): f"{fields[0]} {fields[1]}" for fields in lines if fields[0][0] != "d"}


def field(package: str, name: str) -> str:
    asked = ["dpkg-deb", "--field", file_of(package), name]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()


def test_the_server_comes_with_all_that_it_needs():
    document = "/usr/share/doc/muster"
    assert set(contents("muster")) == {
        "/usr/bin/muster",
        "/etc/muster/muster.toml",
        "/lib/systemd/system/muster.service",
        "/lib/systemd/system/muster-worker.service",
        "/usr/share/bash-completion/completions/muster",
        "/usr/share/man/man1/muster.1.gz",
        f"{document}/changelog.Debian.gz", f"{document}/changelog.gz", f"{document}/copyright",
        f"{document}/portal-licenses.txt.gz",
        f"{document}/examples/nginx.conf", f"{document}/examples/haproxy.cfg",
    }


def test_the_agent_comes_with_its_timer():
    document = "/usr/share/doc/muster-agent"
    assert set(contents("muster-agent")) == {
        "/usr/bin/muster-agent",
        "/lib/systemd/system/muster-agent.service", "/lib/systemd/system/muster-agent.timer",
        "/usr/share/man/man1/muster-agent.1.gz",
        f"{document}/changelog.Debian.gz", f"{document}/changelog.gz", f"{document}/copyright",
        "/usr/share/lintian/overrides/muster-agent",
    }


@pytest.mark.parametrize("package", ["muster", "muster-agent"])
def test_everything_is_roots_and_nobody_else_may_write_it(package):
    for path, mode in contents(package).items():
        expected = "-rwxr-xr-x" if path.startswith("/usr/bin/") else "-rw-r--r--"
        assert mode == f"{expected} root/root", path


def test_the_packages_ask_for_what_the_programs_load():
    loaded = subprocess.run(["readelf", "-d", ROOT / "build/release/muster"], check=True, capture_output=True,
                            text=True).stdout
    for library, package in {"libsqlite3.so": "libsqlite3-0", "libsodium.so": "libsodium23",
                             "libcurl.so": "libcurl4", "libssl.so": "libssl3"}.items():
        assert library in loaded and package in field("muster", "Depends")
    assert "adduser" in field("muster", "Depends")
    assert field("muster-agent", "Depends") == ""


@pytest.mark.parametrize("package", ["muster", "muster-agent"])
def test_the_version_is_the_programs(package):
    version = run("version").stdout.split()[1]
    assert field(package, "Version") == f"{version}-1"


def test_the_completion_is_the_programs(tmp_path):
    subprocess.run(["dpkg-deb", "--extract", file_of("muster"), tmp_path], check=True)
    packed = (tmp_path / "usr/share/bash-completion/completions/muster").read_text()
    assert packed == run("completion", "bash").stdout


def test_the_manual_names_commands_that_there_are():
    commands = set(re.findall(r"^  ([a-z]+)  ", run("--help").stdout, re.MULTILINE))
    manual = (ROOT / "packaging/server/muster.1").read_text()
    for line in re.findall(r"^\.It Cm (.*)", manual, re.MULTILINE):
        for named in line.replace(" Cm ", " ").split(" , "):
            assert named.split()[0] in commands
