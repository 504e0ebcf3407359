"""Starting, stopping, dying and going on."""

import http.client
import signal
import socket
import time

from muster.api import Api, partner_file


def test_sigterm_drains_in_under_five_seconds_and_the_batch_goes_on_after(own_server):
    own_server.settings["chunk_rows"] = 500
    own_server.start()
    customer = own_server.world().a_customer()
    cid = customer.organisation["id"]
    batch = customer.upload(cid, partner_file([("A", "B", f"S{n}") for n in range(50_000)])).json
    assert own_server.stop() < 5
    assert own_server.process.returncode == 0
    own_server.start()
    customer.port = own_server.port
    done = customer.finished(batch)
    assert done["counts"] == {"pending": 0, "registered": 0, "failed": 50_000, "cancelled": 0}


def test_an_upload_that_was_cut_off_leaves_nothing(own_server):
    own_server.start()
    customer = own_server.world().a_customer()
    cid = customer.organisation["id"]
    text = partner_file([("A", "B", f"S{n}") for n in range(20_000)]).encode()
    with socket.create_connection(("127.0.0.1", own_server.port)) as client:
        client.sendall(upload_head(customer, len(text) * 2) + text)
        own_server.kill()
    own_server.start()
    customer.port = own_server.port
    assert customer.pages(f"/customers/{cid}/batches") == []
    assert customer.devices(cid) == []


def test_what_was_accepted_goes_on_by_itself_after_a_kill(own_server):
    own_server.settings["chunk_rows"] = 500
    own_server.start()
    world = own_server.world()
    customer = world.a_customer()
    devices = world.published(2_000)
    unknown = [("A", "B", f"S{n}") for n in range(20_000)]
    batch = customer.upload(customer.id, partner_file([*devices, *unknown]), order_id="O").json
    own_server.kill()
    own_server.start()
    customer.port = own_server.port
    done = customer.finished(batch)
    assert done["counts"] == {"pending": 0, "registered": 2_000, "failed": 20_000, "cancelled": 0}
    assert {k: done[k] for k in ("id", "order_id", "sha256", "rows", "accepted_at")} == {
        k: batch[k] for k in ("id", "order_id", "sha256", "rows", "accepted_at")}


def test_an_upload_under_way_when_the_server_is_told_to_stop_ends_whole_or_not_at_all(own_server):
    own_server.start()
    customer = own_server.world().a_customer()
    text = partner_file([("A", "B", f"S{n}") for n in range(1_000)]).encode()
    with socket.create_connection(("127.0.0.1", own_server.port), timeout=20) as client:
        client.sendall(upload_head(customer, len(text)) + text[:5_000])
        wait_until(lambda: "muster_uploads_in_progress 1" in metrics(own_server))
        own_server.process.send_signal(signal.SIGTERM)
        own_server.process.wait(timeout=5)
    own_server.start()
    customer.port = own_server.port
    assert customer.pages(f"/customers/{customer.id}/batches") == []
    assert customer.counts()["total"] == 0


def test_an_event_stream_does_not_hold_up_the_end(own_server):
    own_server.settings["chunk_rows"] = 100
    own_server.start()
    customer = own_server.world().a_customer()
    text = partner_file([("A", "B", f"S{n}") for n in range(200_000)])
    batch = customer.upload(customer.id, text).json
    watcher = http.client.HTTPConnection("127.0.0.1", own_server.port, timeout=20)
    watcher.request("GET", f"/api/v1/customers/{customer.id}/batches/{batch['id']}/events",
                    headers={"Authorization": f"Bearer {customer.token}"})
    stream = watcher.getresponse()
    assert stream.readline().startswith(b"id: ")
    assert own_server.stop() < 5 and own_server.process.returncode == 0


def test_the_port_is_free_for_the_next_server_at_once(own_server):
    own_server.start()
    port = own_server.port
    assert Api(port).request("GET", "/healthz").status == 200
    own_server.stop()
    own_server.settings["listen"] = f"127.0.0.1:{port}"
    assert own_server.start().port == port


def test_sigint_ends_it_as_sigterm_does(own_server):
    own_server.start()
    own_server.process.send_signal(signal.SIGINT)
    assert own_server.process.wait(timeout=5) == 0
    messages = [line["message"] for line in own_server.log()]
    assert "stopping" in messages and messages[-1] == "stopped"


def upload_head(customer: Api, length: int) -> bytes:
    return (
        f"POST /api/v1/customers/{customer.id}/batches HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {customer.token}\r\nContent-Type: text/csv\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode()


def metrics(server) -> str:
    return Api(server.port).request("GET", "/metrics").body.decode()


def wait_until(holds, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it does not come to hold"
        time.sleep(0.01)


def test_a_service_manager_hears_when_it_serves_and_when_it_stops(own_server, tmp_path, monkeypatch):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(20)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        own_server.start()
        assert manager.recv(100) == b"READY=1"
        own_server.stop()
        assert manager.recv(100) == b"STOPPING=1"


def test_told_to_read_a_certificate_again_that_it_has_not_it_goes_on(own_server):
    own_server.start()
    own_server.process.send_signal(signal.SIGHUP)
    assert Api(own_server.port).request("GET", "/healthz").status == 200
    own_server.stop()
    assert own_server.process.returncode == 0
