"""Devices whose key is in a TPM: muster-agent and Debian's swtpm against the server."""

import shutil
import subprocess
import time
import uuid
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from muster.api import Api
from muster.device import Device, a_device, a_token, now
from test_agent import AGENT, dump, run

SWTPM = shutil.which("swtpm")

needs_tpm = pytest.mark.skipif(not AGENT.exists() or SWTPM is None,
                               reason="needs build/agent/muster-agent and swtpm")


class SoftwareTpm:
    def __init__(self, folder):
        self.folder = folder / uuid.uuid4().hex[:8]
        self.folder.mkdir()
        self.socket = self.folder / "tpm"
        self.process = subprocess.Popen(
            [SWTPM, "socket", "--tpm2", "--tpmstate", f"dir={self.folder}", "--server",
             f"type=unixio,path={self.socket}", "--flags", "not-need-init,startup-clear"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while not self.socket.exists():
            assert self.process.poll() is None and time.monotonic() < deadline, "swtpm did not start"
            time.sleep(0.01)

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture
def tpms(tmp_path):
    started = []

    def start():
        started.append(SoftwareTpm(tmp_path))
        return started[-1]

    yield start
    for tpm in started:
        tpm.stop()


@dataclass
class P256Device(Device):
    """One that signs as a TPM does, with a key that no TPM vouches for."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def sign(self, text: str) -> str:
        r, s = decode_dss_signature(self.key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return (r.to_bytes(32, "big") + s.to_bytes(32, "big")).hex()

    def enrolment(self, at=None) -> dict:
        public = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint).hex()
        body = {**self.values, "public_key": public, "time": at or now()}
        text = "\n".join(("muster-enrol-1", *self.identity, public, str(body["time"]))) + "\n"
        return {**body, "signature": self.sign(text)}

def key_place(customer: Api) -> str:
    """Of the customer's one device, as the API and so the portal say it."""
    device = customer.get(f"/customers/{customer.id}/devices").json["items"][0]["id"]
    return customer.get(f"/customers/{customer.id}/devices/{device}/check-ins").json["key"]["place"]


def require_tpm(customer: Api, wanted=True):
    changed = customer.patch(f"/organisations/{customer.id}/settings", {"require_tpm": wanted})
    assert changed.status == 200 and changed.json["require_tpm"] is wanted


def a_machine(world, folder, customer, tpm) -> list:
    """Registered by the hash that it wrote itself, with its TPM in it."""
    identity = world.published(1)[0]
    file = dump(folder, identity)
    rows = run("collect", "--format", "self-service", "--smbios", file, "--tpm", tpm.socket).stdout
    assert customer.register(customer.id, rows)["counts"]["registered"] == 1
    return ["--smbios", file, "--state", folder / f"{uuid.uuid4().hex}/state"]


def enrol(world, customer, machine, *options, code=0):
    return run("enrol", "--server", f"http://127.0.0.1:{world.port}", "--token-file", "-", *machine, *options,
               input=a_token(customer) + "\n", code=code)


def test_a_device_may_have_a_key_of_p256(world):
    customer = world.a_customer()
    device = P256Device(world.port, a_device(world, customer).identity)
    assert device.enrol(a_token(customer)).status == 201
    assert device.check_in().status == 204
    body = device.check_in_body()
    body["signature"] = ("0" if body["signature"][0] != "0" else "1") + body["signature"][1:]
    assert device.post("check-in", body).refused() == (403, "forbidden")
    entry = customer.get(f"/organisations/{customer.id}/audit", action="device.enrolled").json["items"][0]
    assert entry["after"] == {"in_tpm": False}
    assert key_place(customer) == "unproven"


@pytest.mark.parametrize("key", ["", "00" * 31, "05" + "11" * 64, "04" + "11" * 63, "04" + "11" * 64 + "22"])
def test_a_key_of_no_known_kind_is_refused(world, key):
    customer = world.a_customer()
    device = a_device(world, customer)
    body = {**device.enrolment(), "public_key": key}
    assert device.post("enrol", body, a_token(customer)).refused() == (422, "validation_failed")


def test_a_point_that_is_not_on_the_curve_signs_nothing(own_world):
    world = own_world
    customer = world.a_customer()
    device = a_device(world, customer)
    body = {**device.enrolment(), "public_key": "04" + "11" * 64}
    assert device.post("enrol", body, a_token(customer)).refused() == (403, "forbidden")


def test_where_a_tpm_is_wanted_a_key_alone_is_not_enough(own_world):
    world = own_world
    customer = world.a_customer()
    require_tpm(customer)
    device = a_device(world, customer)
    guessed = {**device.enrolment(), "tpm_secret": "00" * 32}
    assert device.enrol(a_token(customer)).refused() == (403, "forbidden")
    assert device.post("enrol", guessed, a_token(customer)).refused() == (403, "forbidden")
    of_p256 = P256Device(world.port, a_device(world, customer).identity)
    assert of_p256.enrol(a_token(customer)).refused() == (403, "forbidden")
    require_tpm(customer, False)
    assert device.post("enrol", guessed, a_token(customer)).refused() == (403, "forbidden"), "a wrong proof"
    assert device.enrol(a_token(customer)).status == 201


def test_what_is_no_tpm_is_told_so(world):
    customer = world.a_customer()
    device = a_device(world, customer)
    claim = {**device.values, "endorsement_key": "0001", "device_key": "00"}
    refused = device.post("tpm-challenge", claim, a_token(customer))
    assert refused.refused() == (422, "validation_failed")
    assert {e["pointer"] for e in refused.json["errors"]} == {"/endorsement_key", "/device_key"}


@needs_tpm
def test_the_machine_whose_hash_is_on_file_enrols_with_a_key_in_its_tpm(own_world, tmp_path, tpms):
    world = own_world
    customer = world.a_customer()
    require_tpm(customer)
    tpm = tpms()
    machine = a_machine(world, tmp_path, customer, tpm)
    enrol(world, customer, machine, "--tpm", tpm.socket)
    entry = customer.get(f"/organisations/{customer.id}/audit", action="device.enrolled").json["items"][0]
    assert entry["after"] == {"in_tpm": True}
    assert key_place(customer) == "tpm"
    run("check-in", *machine[2:], "--tpm", tpm.socket)
    assert customer.counts()["active"] == 1
    assert "\nsession=\n" in machine[3].read_text(), "no secret on the disk"
    assert "in the TPM" in run("status", *machine[2:]).stdout
    # The copied state is worth nothing beside another TPM.
    assert "No device is enrolled here" in run("check-in", *machine[2:], "--tpm", tpms().socket, code=1).stderr


@needs_tpm
def test_a_machine_that_only_copied_the_strings_is_refused(own_world, tmp_path, tpms):
    world = own_world
    customer = world.a_customer()
    require_tpm(customer)
    machine = a_machine(world, tmp_path, customer, tpms())
    copied = enrol(world, customer, machine, "--tpm", tpms().socket, code=1)
    assert "another TPM" in copied.stderr
    with_file = enrol(world, customer, machine, "--key", "file", code=1)
    assert "in their TPM" in with_file.stderr
    assert customer.counts()["active"] == 0


@needs_tpm
def test_without_a_hash_that_names_a_tpm_there_is_none_to_prove(own_world, tmp_path, tpms):
    world = own_world
    customer = world.a_customer()
    identity = world.published(1)[0]
    file = dump(tmp_path, identity)
    rows = run("collect", "--format", "partner", "--smbios", file).stdout
    assert customer.register(customer.id, rows)["counts"]["registered"] == 1
    machine = ["--smbios", file, "--state", tmp_path / "state"]
    tpm = tpms()
    require_tpm(customer)
    assert "no hardware hash" in enrol(world, customer, machine, "--tpm", tpm.socket, code=1).stderr
    require_tpm(customer, False)
    enrol(world, customer, machine, "--tpm", tpm.socket)
    run("check-in", *machine[2:], "--tpm", tpm.socket)


@needs_tpm
def test_a_machine_without_a_tpm_keeps_its_key_in_a_file(world, tmp_path):
    customer = world.a_customer()
    identity = world.published(1)[0]
    file = dump(tmp_path, identity)
    rows = run("collect", "--format", "self-service", "--smbios", file, "--tpm", tmp_path / "none").stdout
    assert customer.register(customer.id, rows)["counts"]["registered"] == 1
    machine = ["--smbios", file, "--state", tmp_path / "state"]
    assert "can't be found" in enrol(world, customer, machine, "--tpm", tmp_path / "none", "--key", "tpm", code=1).stderr
    enrol(world, customer, machine, "--tpm", tmp_path / "none")
    assert "a file" in run("status", *machine[2:]).stdout
    assert key_place(customer) == "software"
