"""The worked example of docs/device.md is what a device sends."""

import json
import re

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from muster import contract
from muster.device import Device
from muster.server import ROOT


def the_examples() -> list[dict]:
    page = (ROOT / "docs/device.md").read_text().partition("## A worked example")[2]
    return [json.loads(text) for text in re.findall(r"```json\n(.*?)```", page, re.S)]


def test_the_worked_example_holds():
    enrolment, check_in, in_session = the_examples()
    device = Device(0, ("Everglen", "Ridge 5", "SDJKPMJDZK"), Ed25519PrivateKey.from_private_bytes(bytes(range(32))),
                    check_in["organisation_id"], check_in["device_id"])
    assert device.enrolment(enrolment["time"]) == enrolment
    assert device.check_in_body(check_in["time"]) == check_in
    page = (ROOT / "docs/device.md").read_text()
    name, key = (re.search(rf"^{field}: (.*)$", page, re.M)[1] for field in ("Muster-Session", "Muster-Session-Key"))
    assert device.session_body(name, key, in_session["time"]) == in_session


def test_the_contract_shows_the_same_example():
    schemas = contract.CONTRACT["components"]["schemas"]
    assert [schemas[name]["example"] for name in ("Enrolment", "SignedCheckIn")] == the_examples()[:2]
