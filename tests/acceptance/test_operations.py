"""Running a server: health, metrics, logs, backups, and what goes wrong."""

import json
import os
import socket
import sqlite3
import subprocess

import pytest

from muster.api import Api, World, partner_file
from muster.server import BINARY, Server, run


def world_of(server):
    return World(server.port, Api(server.port, server.operator_token()))


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


def test_logs_are_json_with_request_and_batch_ids_and_without_tokens_or_values(own_server):
    own_server.start()
    customer = world_of(own_server).a_customer()
    batch = customer.register(customer.organisation["id"], partner_file([("SecretMaker", "B", "SECRETSERIAL")]),
                              order_id="SECRETORDER")
    customer.devices(customer.organisation["id"], serial_prefix="SECRETSERIAL")
    log = own_server.log()
    uploads = [line for line in log if line.get("operation") == "create_batch"]
    assert uploads[0]["request_id"] == batch["request_id"] and uploads[0]["status"] == 202
    assert any(line.get("batch_id") == batch["id"] for line in log)
    text = own_server.log_file.read_text()
    for secret in ("SECRET", "SecretMaker", customer.token):
        assert secret not in text


def test_a_backup_made_while_serving_restores_to_the_same(own_server, tmp_path):
    own_server.start()
    world = world_of(own_server)
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


def test_restore_does_not_overwrite_data_nor_a_running_server(own_server, tmp_path):
    own_server.start()
    run("backup", "--data", str(own_server.data), "--to", str(tmp_path / "copy"))
    refused = run("restore", "--from", str(tmp_path / "copy"), "--data", str(own_server.data), check=False)
    assert refused.returncode == 2 and "not empty" in refused.stderr
    forced = run("restore", "--from", str(tmp_path / "copy"), "--data", str(own_server.data), "--force", check=False)
    assert forced.returncode == 5 and "Another server" in forced.stderr


def test_the_doctor_finds_a_damaged_file(own_server):
    own_server.start()
    own_server.stop()
    healthy = json.loads(run("doctor", "--data", str(own_server.data), "-o", "json").stdout)
    assert healthy["ok"] and len(healthy["findings"]) >= 8
    with sqlite3.connect(own_server.data / "identity.db") as database:
        database.execute("INSERT INTO claims VALUES (x'00112233445566778899aabbccddeeff', 1, 99, 0)")
    sick = run("doctor", "--data", str(own_server.data), "-o", "json", check=False)
    assert sick.returncode == 1
    assert [f["check"] for f in json.loads(sick.stdout)["findings"] if not f["ok"]] == ["claims without registration"]


def test_a_newer_database_is_refused(own_server):
    own_server.start()
    own_server.stop()
    with sqlite3.connect(own_server.data / "registry.db") as database:
        database.execute("PRAGMA user_version = 99")
    refused = run("serve", "--data", str(own_server.data), "--listen", "127.0.0.1:0", check=False)
    assert refused.returncode == 2 and "newer version" in refused.stderr


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
        customer = world_of(server).a_customer()
        cid = customer.organisation["id"]
        first = customer.register(cid, partner_file([("A", "B", "1")]))
        text = partner_file([("Manufacturer of many devices", "Model number 17", f"SERIAL{n:08}") for n in range(80_000)])
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
