"""A clock that its operator moves, and weeks of a fleet played against it."""

import collections
from datetime import datetime, timedelta, timezone

import pytest

from muster.api import Api
from muster.server import Server, run


def clock_of(operator: Api) -> datetime:
    return datetime.fromisoformat(operator.get("/simulated-clock").json["now"])


def at(time: datetime) -> str:
    return time.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


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


def test_weeks_of_a_fleet_show_every_state_and_chart(simulated):
    operator = Api(simulated.port, simulated.operator_token())
    told = run("simulate", "--devices", "600", "--customers", "3", "--weeks", "3",
               env={"MUSTER_SERVER": f"http://127.0.0.1:{simulated.port}", "MUSTER_TOKEN": operator.token})
    assert "admin@granite-schools.example" in told.stdout
    now = datetime.now(timezone.utc)
    assert abs(clock_of(operator) - now) < timedelta(minutes=1), "it goes on from the end"
    customers = operator.pages("/customers")
    assert len(customers) == 3
    for customer in customers:
        counts = operator.get(f"/customers/{customer['id']}/devices/counts").json
        for state in ("ready_for_user", "registration_failed", "active", "inactive"):
            assert counts[state] > 0, counts
        assert counts["ready_for_user"] + counts["active"] + counts["inactive"] == 200
        devices = operator.devices(customer["id"])
        seen = [datetime.fromisoformat(d["last_seen_at"]) for d in devices if d["last_seen_at"]]
        assert max(seen) < now + timedelta(minutes=1) and min(seen) > now - timedelta(days=22)
        assert len({d["registered_at"][:10] for d in devices}) >= 3, "over weeks, not all at once"
        assert sum(seen_at > now - timedelta(days=7) for seen_at in seen) == counts["active"]
        assert any(d["group_tag"] for d in devices)
        check_days(operator, customer["id"], counts, devices)
        errors = {d["error"]["code"] for d in devices if d["error"]}
        assert "device_not_found" in errors, errors
    assert run("audit", "verify", *simulated.place()).returncode == 0
    again = run("simulate", check=False, env={"MUSTER_SERVER": f"http://127.0.0.1:{simulated.port}",
                                              "MUSTER_TOKEN": operator.token})
    assert again.returncode == 2 and "goes forward only" in again.stderr
    simulated.stop()
    served = Server(simulated.folder)
    served.database = simulated.database
    served.start()
    assert Api(served.port, operator.token).get(f"/customers/{customers[0]['id']}/devices/counts").status == 200
    served.kill()


def test_a_device_is_inactive_a_week_after_its_last_check_in_to_the_second(simulated):
    world = simulated.world()
    customer = world.a_customer()
    identity = world.published(1)[0]
    customer.register(customer.id, "Manufacturer,Model,Serial Number\r\n" + ",".join(identity) + "\r\n")
    device = customer.devices(customer.id)[0]
    seen = customer.post(f"/customers/{customer.id}/devices/{device['id']}/check-ins").json["last_seen_at"]
    seen_at = datetime.fromisoformat(seen)
    for passed, state in ((timedelta(days=7) - timedelta(milliseconds=1), "active"), (timedelta(days=7), "inactive")):
        moved = world.operator.post("/simulated-clock", {"now": at(seen_at + passed)})
        assert moved.status == 200 and moved.json["running"] is False
        assert customer.devices(customer.id)[0]["state"] == state
        counts = customer.get(f"/customers/{customer.id}/devices/counts").json
        assert counts[state] == 1 and counts["active"] + counts["inactive"] == 1


def test_the_clock_goes_forward_only_and_not_past_the_machine(simulated):
    operator = Api(simulated.port, simulated.operator_token())
    before = clock_of(operator)
    for time in (before - timedelta(seconds=1), datetime.now(timezone.utc) + timedelta(days=1)):
        assert operator.post("/simulated-clock", {"now": at(time)}).refused() == (409, "conflict")
    assert clock_of(operator) == before
    assert operator.post("/simulated-clock", {"running": True}).refused() == (422, "validation_failed")


def test_no_other_server_has_a_clock_that_can_be_moved(world):
    now = at(datetime.now(timezone.utc))
    assert world.operator.get("/simulated-clock").refused() == (409, "conflict")
    assert world.operator.post("/simulated-clock", {"now": now}).refused() == (409, "conflict")
    refused = run("simulate", check=False, env={"MUSTER_SERVER": f"http://127.0.0.1:{world.port}",
                                                "MUSTER_TOKEN": world.operator.token})
    assert refused.returncode == 3 and "machine's clock" in refused.stderr


@pytest.mark.parametrize(("arguments", "says"), [
    (("--listen", "127.0.0.1:0"), "--for-tests"),
    (("--listen", "0.0.0.0:0", "--for-tests"), "this machine alone"),
])
def test_a_simulated_clock_is_refused_where_somebody_might_rely_on_it(tmp_path, arguments, says):
    refused = run("serve", "--data", str(tmp_path / "data"), "--clock", "simulated", *arguments, check=False)
    assert refused.returncode == 2 and says in refused.stderr


@pytest.mark.postgres
def test_a_database_in_use_gets_no_simulated_clock(own_server, tmp_path):
    own_server.start()
    own_server.stop()
    refused = run("serve", "--data", str(tmp_path / "other"), "--listen", "127.0.0.1:0", "--clock", "simulated",
                  "--for-tests", "--database", own_server.database, check=False)
    assert refused.returncode == 2 and "fresh database" in refused.stderr


@pytest.mark.files
def test_a_folder_in_use_gets_no_simulated_clock(tmp_path):
    (tmp_path / "file").write_text("mine")
    refused = run("serve", "--data", str(tmp_path), "--listen", "127.0.0.1:0", "--clock", "simulated", "--for-tests",
                  check=False)
    assert refused.returncode == 2 and "fresh data folder" in refused.stderr
    assert [f.name for f in tmp_path.iterdir()] == ["file"]
