"""A fleet to look at: weeks of the past in a fresh folder, then served like any other."""

import collections
from datetime import datetime, timedelta, timezone

import pytest

from muster.api import Api
from muster.server import Server, run


@pytest.mark.files
def test_weeks_of_a_fleet_show_every_state_and_chart(tmp_path):
    data = tmp_path / "data"
    told = run("simulate", "--data", str(data), "--devices", "1200", "--customers", "3", "--weeks", "3").stdout
    token = told.partition("MUSTER_TOKEN=")[2].split()[0]
    assert run("doctor", "--data", str(data)).returncode == 0
    assert run("audit", "verify", "--data", str(data)).returncode == 0
    server = Server(tmp_path).start()
    try:
        operator = Api(server.port, token)
        customers = operator.pages("/customers")
        assert len(customers) == 3
        for customer in customers:
            counts = operator.get(f"/customers/{customer['id']}/devices/counts").json
            for state in ("ready_for_user", "registration_failed", "active", "inactive"):
                assert counts[state] > 0, counts
            assert counts["ready_for_user"] + counts["active"] + counts["inactive"] == 400
            devices = operator.devices(customer["id"])
            now = datetime.now(timezone.utc)
            seen = [datetime.fromisoformat(d["last_seen_at"]) for d in devices if d["last_seen_at"]]
            assert max(seen) < now and min(seen) > now - timedelta(days=23)
            assert len({d["registered_at"][:10] for d in devices}) >= 3, "over weeks, not all at once"
            active = sum(at > now - timedelta(days=7) for at in seen)
            assert active == counts["active"]
            check_days(operator, customer["id"], counts, devices)
    finally:
        server.kill()


def check_days(operator: Api, customer: str, counts: dict, devices: list[dict]) -> None:
    """The days add up to what is now, and to what each device tells."""
    days = operator.get(f"/customers/{customer}/devices/by-day").json["items"]
    enrolled = counts["active"] + counts["inactive"]
    assert days[-1]["states"] == {
        "registration_pending": 0, "registration_failed": counts["registration_failed"],
        "ready_for_user": counts["ready_for_user"], "enrolled": enrolled}
    assert days[0]["states"]["enrolled"] == 0 and sum(day["enrolled"] for day in days) == enrolled
    assert all(day["seen"] <= day["states"]["enrolled"] for day in days)
    paths = [f"/customers/{customer}/devices/{d['id']}/check-ins" for d in devices if d["last_seen_at"]]
    told = collections.Counter(day for path in paths for day in operator.get(path).json["days"])
    assert told == {day["day"]: day["seen"] for day in days if day["seen"]}


@pytest.mark.files
def test_a_folder_in_use_is_left_alone(tmp_path):
    (tmp_path / "file").write_text("mine")
    refused = run("simulate", "--data", str(tmp_path), check=False)
    assert refused.returncode == 2 and "not empty" in refused.stderr
    assert [f.name for f in tmp_path.iterdir()] == ["file"]
