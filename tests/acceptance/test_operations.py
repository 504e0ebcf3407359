"""Running a server: health, metrics, logs, backups, and what goes wrong."""

import json
import os
import re
import socket
import sqlite3
import subprocess
from datetime import datetime, timedelta

import pytest

from muster import postgres
from muster.api import Api, partner_file
from muster.server import Server, run


def test_health_readiness_and_metrics(world):
    customer = world.a_customer()
    customer.register(customer.organisation["id"], partner_file([("No", "Such", "Device")]))
    open_api = Api(world.port)
    assert open_api.request("GET", "/healthz").status == 200
    assert open_api.request("GET", "/readyz").status == 200
    text = open_api.request("GET", "/metrics").body.decode()
    for name in ('muster_http_requests_total{operation="create_batch",status="202"}', "muster_queue_rows",
                 'muster_rows_decided_total{outcome="device_not_found"}', "muster_queue_oldest_seconds",
                 "muster_http_request_seconds_bucket", "muster_database_chunk_seconds_count"):
        assert name in text, name


def test_the_operator_sees_how_the_server_is_doing(own_server):
    own_server.start()
    world = own_server.world()
    health = world.operator.get("/health").json
    engine = "PostgreSQL 1" if postgres.SERVER else "SQLite 3."
    assert health["state"] == "ready" and health["database"]["name"].startswith(engine)
    assert health["database"]["answered_in_ms"] > 0
    assert 0 < health["disk"]["free_bytes"] <= health["disk"]["total_bytes"]
    assert health["queue"] == {"batches": 0, "rows": 0, "oldest_accepted_at": None}
    before = health["started_at"]
    own_server.stop()
    own_server.start()
    assert Api(own_server.port, world.operator.token).get("/health").json["started_at"] > before


def test_the_server_is_as_old_as_it_ran_however_its_clock_is_moved(simulated):
    operator = simulated.world().operator
    simulated.move_clock(operator, timedelta(days=4))
    now, started = (datetime.fromisoformat(time) for time in
                    (operator.get("/simulated-clock").json["now"], operator.get("/health").json["started_at"]))
    assert now - started < timedelta(hours=1)


def test_logs_are_json_with_request_and_batch_ids_and_without_tokens_or_values(own_server):
    own_server.start()
    customer = own_server.world().a_customer()
    batch = customer.register(customer.organisation["id"], partner_file([("SecretMaker", "B", "SECRETSERIAL")]),
                              order_id="SECRETORDER")
    customer.devices(customer.organisation["id"], serial_prefix="SECRETSERIAL")
    own_server.stop()
    log = own_server.log()
    uploads = [line for line in log if line.get("operation") == "create_batch"]
    assert uploads[0]["request_id"] == batch["request_id"] and uploads[0]["status"] == 202
    assert any(line.get("batch_id") == batch["id"] for line in log)
    text = own_server.log_file.read_text()
    for secret in ("SECRET", "SecretMaker", customer.token):
        assert secret not in text


@pytest.mark.files
def test_a_backup_made_while_serving_restores_to_the_same(own_server, tmp_path):
    own_server.start()
    world = own_server.world()
    customer = world.a_customer()
    customer.register(customer.organisation["id"], partner_file(world.published(5)))
    run("backup", "--data", str(own_server.data), "--to", str(tmp_path / "copy"))
    run("doctor", "--data", str(tmp_path / "copy"))
    run("restore", "--from", str(tmp_path / "copy"), "--data", str(tmp_path / "restored" / "data"))
    restored = Server(tmp_path / "restored").start()
    try:
        again = Api(restored.port, customer.token)
        assert len(again.devices(customer.organisation["id"])) == 5
    finally:
        restored.stop()


@pytest.mark.files
def test_restore_does_not_overwrite_data_nor_a_running_server(own_server, tmp_path):
    own_server.start()
    run("backup", "--data", str(own_server.data), "--to", str(tmp_path / "copy"))
    refused = run("restore", "--from", str(tmp_path / "copy"), "--data", str(own_server.data), check=False)
    assert refused.returncode == 2 and "not empty" in refused.stderr
    forced = run("restore", "--from", str(tmp_path / "copy"), "--data", str(own_server.data), "--force", check=False)
    assert forced.returncode == 5 and "Another server" in forced.stderr


def ailments(server):
    """What the doctor finds wrong."""
    done = run("doctor", *server.place(), "-o", "json", check=False)
    found = [finding["check"] for finding in json.loads(done.stdout)["findings"] if not finding["ok"]]
    assert done.returncode == (1 if found else 0)
    # The PostgreSQL of the tests makes no promise about power cuts, and the doctor says so.
    return [check for check in found if check != "durability"]


def test_the_doctor_finds_what_does_not_agree(own_server):
    own_server.start()
    world = own_server.world()
    customer = world.a_customer()
    customer.register(customer.id, partner_file(world.published(3)))
    assert ailments(own_server) == []
    own_server.change("UPDATE device_counts SET registered = registered + 1")
    assert ailments(own_server) == ["counts by state"]
    own_server.change("UPDATE device_counts SET registered = registered - 1")
    own_server.change("DELETE FROM registrations WHERE serial_number = (SELECT min(serial_number) FROM registrations)")
    assert ailments(own_server) == ["claims without registration", "counts by state"]


@pytest.mark.files
def test_the_doctor_finds_a_damaged_file(own_server):
    own_server.start()
    own_server.stop()
    healthy = json.loads(run("doctor", "--data", str(own_server.data), "-o", "json").stdout)
    assert healthy["ok"] and len(healthy["findings"]) >= 8
    with sqlite3.connect(own_server.data / "identity.db") as database:
        database.execute("INSERT INTO claims VALUES (x'00112233445566778899aabbccddeeff', 1, 99, 0)")
    assert ailments(own_server) == ["claims without registration"]


@pytest.mark.files
def test_the_doctor_finds_a_device_that_is_claimed_twice(own_server):
    own_server.start()
    world = own_server.world()
    customer = world.a_customer()
    customer.register(customer.id, partner_file(world.published(3)))
    own_server.stop()
    with sqlite3.connect(own_server.data / "identity.db") as database:
        database.execute("INSERT INTO claims_settled SELECT * FROM claims_recent LIMIT 1")
    assert "devices claimed once" in ailments(own_server)


@pytest.mark.postgres
def test_the_doctor_says_what_a_database_is(own_server):
    empty = run("doctor", "--database", postgres.new_database(), check=False)
    assert empty.returncode == 1 and "holds no data of Muster" in empty.stdout
    own_server.start()
    told = json.loads(run("doctor", *own_server.place(), "-o", "json", check=False).stdout)
    details = {finding["check"]: finding["detail"] for finding in told["findings"]}
    assert details["database"].startswith("PostgreSQL 15") and details["processes"] == "1 server"
    assert "fsync is off" in details["durability"]
    away = run("doctor", "--database", "postgresql://127.0.0.1:1/muster", check=False)
    assert away.returncode == 1 and "whether PostgreSQL runs" in away.stdout


@pytest.mark.files
def test_a_newer_database_is_refused(own_server):
    own_server.start()
    own_server.stop()
    with sqlite3.connect(own_server.data / "registry.db") as database:
        database.execute("PRAGMA user_version = 99")
    refused = run("serve", "--data", str(own_server.data), "--listen", "127.0.0.1:0", check=False)
    assert refused.returncode == 2 and "newer version" in refused.stderr


@pytest.mark.files
def test_a_second_server_on_the_same_folder_is_refused(own_server):
    own_server.start()
    refused = run("serve", "--data", str(own_server.data), "--listen", "127.0.0.1:0", check=False)
    assert refused.returncode == 5 and "Another server is using" in refused.stderr


def test_a_port_that_is_taken_is_said(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        refused = run("serve", "--data", str(tmp_path / "d"), "--listen", address, check=False)
    assert refused.returncode == 5 and address in refused.stderr


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    refused = run("serve", "--data", str(tmp_path / "file" / "data"), "--listen", "127.0.0.1:0", check=False)
    assert refused.returncode == 5 and "cannot be written" in refused.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
@pytest.mark.files
def test_a_full_disk_loses_nothing_and_is_said(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("this machine cannot mount a tmpfs")
    server = Server(disk)
    server.log_file = tmp_path / "server.log"
    try:
        server.start()
        customer = server.world().a_customer()
        cid = customer.organisation["id"]
        first = customer.register(cid, partner_file([("A", "B", "1")]))
        many = [("Manufacturer of many devices", "Model number 17", f"SERIAL{n:08}") for n in range(80_000)]
        text = partner_file(many)
        answer = customer.upload(cid, text)
        assert (answer.status, answer.code) == (503, "unavailable")
        assert customer.get(f"/customers/{cid}/batches/{first['id']}").json["counts"]["failed"] == 1
        assert customer.get(f"/customers/{cid}/devices/counts").json["total"] == 1
    finally:
        server.kill()
        subprocess.run(["umount", str(disk)], check=True)


def test_a_wrong_key_in_the_file_names_the_nearest_right_one(tmp_path):
    (tmp_path / "muster.toml").write_text('suport_contact = "x"\n')
    refused = run("serve", "--config", str(tmp_path / "muster.toml"), "--data", str(tmp_path / "d"), check=False)
    assert refused.returncode == 2 and "support_contact" in refused.stderr and "muster.toml:1" in refused.stderr


def test_flag_beats_environment_beats_file(tmp_path):
    (tmp_path / "muster.toml").write_text('support_contact = "file"\nlog_level = "warn"\nmax_rows = 7\n')
    shown = run("serve", "--config", str(tmp_path / "muster.toml"), "--log-level", "error", "--print-config",
                env={"MUSTER_LOG_LEVEL": "debug", "MUSTER_MAX_ROWS": "9"}).stdout
    assert 'support_contact = "file"' in shown and 'log_level = "error"' in shown and "max_rows = 9" in shown


def metric(world, name: str) -> float:
    text = world.operator.request("GET", "/metrics").body.decode()
    return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(name))


def test_metrics_count_batches_and_rows_by_outcome(own_world):
    customer = own_world.a_customer()
    customer.register(customer.id, partner_file([*own_world.published(3), ("No", "Such", "Device")]))
    assert metric(own_world, 'muster_rows_decided_total{outcome="registered"}') == 3
    assert metric(own_world, 'muster_rows_decided_total{outcome="device_not_found"}') == 1
    assert metric(own_world, "muster_queue_rows") == 0
    text = own_world.operator.request("GET", "/metrics").body.decode()
    sample = r'[a-z_]+({[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*})? [-+0-9.eInf]+'
    for line in text.splitlines():
        assert line.startswith("#") or re.fullmatch(sample, line), line
    families = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}
    assert families == {line.split()[2] for line in text.splitlines() if line.startswith("# HELP")}
    assert customer.id not in text and customer.organisation["name"] not in text


def test_health_and_readiness_answer_head_too(world):
    for path in ("/healthz", "/readyz"):
        assert Api(world.port).request("HEAD", path).status == 200


def test_every_request_is_in_the_log_with_its_id_and_trace(own_server):
    own_server.start()
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    headers = {"traceparent": trace}
    answer = Api(own_server.port).request("GET", "/api/v1/whoami", headers=headers)
    own_server.stop()
    line, = [x for x in own_server.log() if x.get("request_id") == answer.headers["request-id"]]
    assert (line["status"], line["method"], line["traceparent"]) == (401, "GET", trace)
    assert line["duration_ms"] >= 0


def test_what_people_send_stays_out_of_the_log_even_when_it_is_refused(own_server):
    own_server.start()
    customer = own_server.world().a_customer()
    customer.upload(customer.id, "SECRETHEADING,Model\nSECRETCELL,x\n")
    customer.get(f"/customers/{customer.id}/devices", state="SECRETSTATE")
    customer.get("/SECRETPATH")
    Api(own_server.port, "mst_SECRETTOKEN").get("/whoami")
    customer.request("POST", f"/api/v1/organisations/{customer.id}/tokens", body=b'{"name": "SECRETNAME"',
                     content_type="application/json")
    own_server.stop()
    assert "SECRET" not in own_server.log_file.read_text()


@pytest.mark.files
def test_a_backup_made_in_the_middle_of_a_batch_is_whole_and_goes_on(own_server, tmp_path):
    own_server.settings["chunk_rows"] = 200
    own_server.start()
    world = own_server.world()
    customer = world.a_customer()
    devices = world.published(3_000)
    unknown = [("A", "B", f"S{n}") for n in range(40_000)]
    batch = customer.upload(customer.id, partner_file([*devices, *unknown])).json
    run("backup", "--data", str(own_server.data), "--to", str(tmp_path / "copy"))
    assert customer.finished(batch)["counts"]["registered"] == 3_000
    run("restore", "--from", str(tmp_path / "copy"), "--data", str(tmp_path / "restored" / "data"))
    restored = Server(tmp_path / "restored").start()
    try:
        done = Api(restored.port, customer.token).finished(batch)
        assert done["counts"] == {"pending": 0, "registered": 3_000, "failed": 40_000, "cancelled": 0}
    finally:
        restored.stop()
    assert json.loads(run("doctor", "--data", str(restored.data), "-o", "json").stdout)["ok"]


@pytest.mark.files
def test_the_doctor_examines_while_the_server_serves(own_server):
    own_server.start()
    found = json.loads(run("doctor", "--data", str(own_server.data), "-o", "json").stdout)
    assert found["ok"] and {"ok", "check"} <= set(found["findings"][0])


@pytest.mark.files
def test_a_backup_does_not_overwrite_anything(own_server, tmp_path):
    own_server.start()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("mine")
    refused = run("backup", "--data", str(own_server.data), "--to", str(tmp_path / "full"), check=False)
    assert refused.returncode in (2, 5) and "full must be a new or empty folder" in refused.stderr
    assert (tmp_path / "full" / "file").read_text() == "mine"


@pytest.mark.parametrize("command", [["backup", "--to", "COPY"], ["doctor"], ["token", "list"]])
def test_a_data_folder_that_is_not_there_is_said_and_not_made(tmp_path, command):
    command = [str(tmp_path / "copy") if word == "COPY" else word for word in command]
    refused = run(*command, "--data", str(tmp_path / "none"), check=False)
    assert refused.returncode not in (0, 4) and "none" in refused.stdout + refused.stderr
    assert not (tmp_path / "none").exists()


@pytest.mark.files
def test_a_database_that_is_none_is_refused_and_left_alone(own_server):
    own_server.start()
    own_server.stop()
    for file in own_server.data.glob("registry.db*"):
        file.unlink()
    (own_server.data / "registry.db").write_bytes(b"this is no database" * 1000)
    refused = run("serve", "--data", str(own_server.data), "--listen", "127.0.0.1:0", check=False)
    assert refused.returncode in (2, 5) and str(own_server.data) in refused.stderr
    assert "doctor" in refused.stderr
    assert (own_server.data / "registry.db").read_bytes().startswith(b"this is no database")


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
@pytest.mark.files
def test_a_folder_that_is_read_only_is_said(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m,ro", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("this machine cannot mount a tmpfs")
    try:
        for data in (disk, disk / "data"):
            refused = run("serve", "--data", str(data), "--listen", "127.0.0.1:0", check=False)
            assert refused.returncode == 5 and "cannot be written" in refused.stderr
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("flags, said", [
    (["--listen", "nonsense"], "nonsense"), (["--listen", "127.0.0.1:99999"], "99999"),
    (["--log-level", "loud"], "loud"), (["--max-rows", "-1"], "max_rows"), (["--config", "/none.toml"], "/none.toml")])
def test_a_wrong_setting_is_told_with_where_it_came_from(tmp_path, flags, said):
    refused = run("serve", "--data", str(tmp_path / "d"), *flags, check=False)
    assert refused.returncode == 2 and said in refused.stderr
