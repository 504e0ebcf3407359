"""muster-agent as people run it: the static program, against the server."""

import concurrent.futures
import os
import pathlib
import re
import stat
import subprocess
import time
import uuid

import pytest

from muster.api import Api
from muster.browser import joined
from muster.device import a_token
from muster.server import ROOT, Server

AGENT = pathlib.Path(os.environ.get("MUSTER_AGENT", ROOT / "build/agent/muster-agent"))

pytestmark = pytest.mark.skipif(
    not AGENT.exists(), reason="build it: cmake -S src/agent -B build/agent && cmake --build build/agent"
)


def dump(folder: pathlib.Path, identity: tuple[str, str, str]) -> pathlib.Path:
    """SMBIOS 3 tables of a machine, as `dmidecode --dump-bin` writes them."""
    strings = b"".join(text.encode() + b"\0" for text in identity) + b"\0"
    system = bytes([1, 27, 0, 0, 1, 2, 0, 3]) + bytes(range(16)) + bytes([6, 0, 0]) + strings
    table = system + bytes([127, 4, 1, 0, 0, 0])
    entry = bytearray(b"_SM3_" + bytes([0, 0x18, 3, 2, 0, 1, 0]) + len(table).to_bytes(4, "little")
                      + (32).to_bytes(8, "little"))
    entry[5] = -sum(entry) & 0xFF
    file = folder / f"{uuid.uuid4().hex}.bin"
    file.write_bytes(bytes(entry).ljust(32, b"\0") + table)
    return file


def run(*arguments, code: int = 0, **options) -> subprocess.CompletedProcess:
    done = subprocess.run([AGENT, *map(str, arguments)], capture_output=True, text=True, timeout=60, **options)
    assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def a_machine(world, folder, customer: Api) -> tuple[pathlib.Path, tuple[str, str, str]]:
    """One that is registered."""
    identity = world.published(1)[0]
    file = dump(folder, identity)
    rows = run("collect", "--format", "partner", "--smbios", file).stdout
    assert customer.register(customer.id, rows)["counts"]["registered"] == 1
    return file, identity


def enrolled(world, folder, customer, port=None) -> list:
    file, _ = a_machine(world, folder, customer)
    state = folder / f"{uuid.uuid4().hex}/state"
    options = ["--smbios", file, "--state", state]
    run("enrol", "--server", f"http://127.0.0.1:{port or world.port}", "--token-file", "-", *options,
        input=a_token(customer) + "\n")
    return options


def test_it_is_small_and_needs_nothing():
    assert AGENT.stat().st_size < 5 * 1024 * 1024
    assert b"INTERP" not in subprocess.run(["readelf", "-l", AGENT], capture_output=True).stdout


def test_identity_shows_what_nobody_sees(tmp_path):
    shown = run("identity", "--smbios", dump(tmp_path, ("Contoso ", "Book", "SN 7"))).stdout
    assert '"Contoso "' in shown and "ends with a blank" in shown
    bad = dump(tmp_path, ("System manufacturer", "Book", "Default string"))
    assert "placeholder" in run("identity", "--smbios", bad, code=1).stdout
    assert "placeholder" in run("collect", "--format", "partner", "--smbios", bad, code=1).stderr


@pytest.mark.parametrize("form", ["partner", "self-service"])
def test_many_machines_append_to_one_file_and_it_registers_them(world, tmp_path, form):
    customer = world.a_customer()
    file = tmp_path / "devices.csv"
    dumps = [dump(tmp_path, identity) for identity in world.published(24)]

    def collect(machine):
        with file.open("ab") as output:
            subprocess.run([AGENT, "collect", "--format", form, "--smbios", machine], stdout=output, check=True)

    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        list(pool.map(collect, dumps))
    lines = file.read_bytes().split(b"\r\n")
    assert len(lines) == 26 and lines[-1] == b"" and len(set(lines)) == 26
    assert customer.register(customer.id, file.read_bytes())["counts"]["registered"] == 24


def test_a_last_line_without_its_end_is_ended(tmp_path):
    file = tmp_path / "devices.csv"
    file.write_text("Manufacturer,Model,Serial Number\r\nA,B,C")
    with file.open("ab") as output:
        subprocess.run([AGENT, "collect", "--format", "partner", "--smbios", dump(tmp_path, ("D", "E", "F12"))],
                       stdout=output, check=True)
    assert file.read_bytes().replace(b"\r\n", b"\n").endswith(b"A,B,C\nD,E,F12\n")


def test_a_machine_enrols_and_checks_in(world, tmp_path):
    customer = world.a_customer()
    run("status", "--state", tmp_path / "none", code=1)
    options = enrolled(world, tmp_path, customer)
    state = options[3]
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    assert customer.counts()["active"] == 1
    before = customer.devices(customer.id)[0]["last_seen_at"]
    time.sleep(0.002)
    run("check-in", "--state", state)
    session = re.search(r"^session=(.+)$", state.read_text(), re.M)[1]
    run("check-in", "--state", state)
    assert f"session={session}\n" in state.read_text(), "the same: it was no signature that was taken"
    after = customer.devices(customer.id)[0]["last_seen_at"]
    assert after > before
    run("check-in", "--if-due", "--state", state)
    assert customer.devices(customer.id)[0]["last_seen_at"] == after, "it is not time yet"
    assert customer.organisation["name"] in run("status", "--state", state).stdout


def test_a_machine_whose_session_is_over_signs_again(world, tmp_path):
    customer = world.a_customer()
    state = enrolled(world, tmp_path, customer)[3]
    run("check-in", "--state", state)
    kept = state.read_text()
    state.write_text(re.sub(r"^session=.*$", "session=1.1", kept, flags=re.M))
    run("check-in", "--state", state)
    assert "session=1.1\n" not in state.read_text()


def test_a_machine_with_a_wrong_clock_is_told_the_time(world, tmp_path):
    """What it keeps says that the server's clock is an hour ahead, which it is not."""
    options = enrolled(world, tmp_path, world.a_customer())
    state = options[3]
    state.write_text(re.sub("clock_offset=.*", "clock_offset=3600000", state.read_text()))
    run("check-in", "--state", state)
    run("check-in", "--state", state)
    assert abs(int(re.search("clock_offset=(.*)", state.read_text())[1])) < 60_000


def test_its_user_signs_in_with_a_code(world, tmp_path):
    customer = world.a_customer()
    person = joined(customer, f"{uuid.uuid4().hex}@example.com", "reader")
    file, _ = a_machine(world, tmp_path, customer)
    agent = subprocess.Popen([AGENT, "enrol", "--server", f"http://127.0.0.1:{world.port}", "--smbios", file,
                              "--state", tmp_path / "state"], stdout=subprocess.PIPE, text=True)
    code = None
    for line in agent.stdout:
        if code := re.fullmatch(r"\s+([A-Z]{4}-[A-Z]{4})\s*", line):
            break
    assert person.post(f"/device-authorizations/{code[1]}/approve").status in (200, 204)
    assert agent.wait(timeout=40) == 0
    assert customer.counts()["active"] == 1


def test_what_is_not_registered_removed_or_not_there_is_said(world, tmp_path):
    customer = world.a_customer()
    server = f"http://127.0.0.1:{world.port}"
    unknown = dump(tmp_path, ("Nobody", "Nothing", "17a"))
    refused = run("enrol", "--server", server, "--smbios", unknown, "--state", tmp_path / "s", code=1)
    assert "not registered" in refused.stderr
    options = enrolled(world, tmp_path, customer)
    device = customer.devices(customer.id)[0]["id"]
    assert customer.delete(f"/customers/{customer.id}/devices/{device}").status == 204
    assert "Enrol it again" in run("check-in", *options, code=1).stderr
    run("enrol", "--server", "http://127.0.0.1:9", "--smbios", unknown, "--state", tmp_path / "s", code=3)
    run("enrol", "--server", "http://example.com", "--smbios", unknown, "--state", tmp_path / "s", code=3)
    run("dance", code=2)


def test_over_tls_only_a_certificate_to_trust_will_do(tmp_path):
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem"],
        capture_output=True)
    assert made.returncode == 0, made.stderr
    server = Server(tmp_path, tls_certificate=tmp_path / "cert.pem", tls_key=tmp_path / "key.pem")
    try:
        server.start()
    except Exception:  # the readiness check speaks plain http
        pass
    machine = dump(tmp_path, ("Nobody", "Nothing", "17a"))
    try:
        for host, trusted, said in [("localhost", True, "not registered"), ("localhost", False, "not one to trust"),
                                    ("127.0.0.1", True, "not one to trust")]:
            ca = ["--ca", tmp_path / "cert.pem"] if trusted else []
            done = subprocess.run([AGENT, "enrol", "--server", f"https://{host}:{server.port}", "--smbios", machine,
                                   "--state", tmp_path / "s", *ca], capture_output=True, text=True, timeout=60)
            assert said in done.stderr, done.stderr
    finally:
        server.kill()
