"""Behind nginx and HAProxy, set up as packaging/proxy has it."""

import http.client
import json
import socket
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from muster import contract
from muster.api import Api, World, partner_file
from muster.proxy import PROXIES
from muster.server import Server

LONG = "x" * 250  # few rows make a large file


@pytest.fixture(scope="module")
def behind(tmp_path_factory):
    """A server that trusts the proxies of this machine, with a chunk size that makes large batches last."""
    server = Server(tmp_path_factory.mktemp("behind"), trusted_proxies="127.0.0.1", chunk_rows=200).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def customer(behind):
    return World(behind.port, Api(behind.port, behind.operator_token())).a_customer()


@pytest.fixture(scope="module", params=PROXIES, ids=lambda proxy: proxy.name)
def proxy(request, behind, tmp_path_factory):
    proxy = request.param(tmp_path_factory.mktemp("proxy"), [behind.port]).start()
    yield proxy
    proxy.stop()


def large_file() -> bytes:
    text = partner_file([(LONG, LONG, f"S{n}") for n in range(42_000)]).encode()
    assert len(text) > 20 * 1024 * 1024
    return text


def begin_upload(connection, customer: Api, size: int) -> None:
    connection.putrequest("POST", f"/api/v1/customers/{customer.id}/batches")
    connection.putheader("Authorization", f"Bearer {customer.token}")
    connection.putheader("Content-Type", "text/csv")
    connection.putheader("Content-Length", str(size))
    connection.endheaders()


def uploads_in_progress(server: Server) -> int:
    metrics = Api(server.port).request("GET", "/metrics").body.decode()
    return int(next(line for line in metrics.splitlines() if line.startswith("muster_uploads_in_progress ")).split()[1])


def wait_for(condition) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_large_upload_streams_and_its_events_come_while_it_is_decided(proxy, behind, customer):
    text = large_file()
    upload = proxy.connection()
    begin_upload(upload, customer, len(text))
    upload.send(text[: len(text) // 2])
    # A proxy that waited for the whole file would have told the server nothing yet.
    wait_for(lambda: uploads_in_progress(behind) == 1)
    upload.send(text[len(text) // 2 :])
    answer = upload.getresponse()
    assert answer.status == 202, answer.read()
    batch = json.loads(answer.read())

    path = f"/customers/{customer.id}/batches/{batch['id']}"
    watcher = proxy.connection()
    watcher.request("GET", f"/api/v1{path}/events", headers={"Authorization": f"Bearer {customer.token}"})
    stream = watcher.getresponse()
    first = stream.readline()
    assert customer.get(path).json["state"] != "finished"
    *_, last = contract.events(first + stream.read())
    assert last["event"] == "finished" and last["data"]["counts"]["failed"] == 42_000


def test_what_goes_through_answers_as_the_server_does(proxy, customer):
    proxied = proxy.of(customer)
    batch = proxied.register(customer.id, partner_file([("A", "B", "C")]), order_id="O-1")
    assert batch["counts"]["failed"] == 1
    assert proxied.get("/customers/nonsense").refused() == customer.get("/customers/nonsense").refused()
    assert proxied.get("/whoami").headers["request-id"].startswith("req_")


def test_an_upload_that_is_refused_before_it_has_come_is_told_why(proxy, customer):
    upload = proxy.connection()
    begin_upload(upload, Api(0, "mst_nonsense", customer.organisation), len(large_file()))
    answer = send_while_it_lasts(upload, large_file())
    assert (answer.status, json.loads(answer.read())["code"]) == (401, "unauthenticated")


def send_while_it_lasts(connection, body: bytes) -> http.client.HTTPResponse:
    try:
        connection.send(body)
    except (BrokenPipeError, ConnectionResetError):
        pass
    return connection.getresponse()


def test_the_server_knows_who_asks_whatever_they_say(proxy, behind):
    connection = proxy.connection(source="127.7.7.7")
    forged = {"X-Forwarded-For": "192.0.2.66", "Forwarded": "for=192.0.2.66", "X-Forwarded-Proto": "http"}
    connection.request("GET", "/healthz", headers=forged)
    answer = connection.getresponse()
    assert answer.read() == b"ok\n"
    request = answer.headers["Request-Id"]
    wait_for(lambda: any(line.get("request_id") == request for line in behind.log()))
    line = next(line for line in behind.log() if line.get("request_id") == request)
    assert line["remote"] == "127.7.7.7"
    assert answer.headers["Strict-Transport-Security"]


def test_the_measurements_are_not_for_everybody(proxy):
    connection = proxy.connection()
    connection.request("GET", "/metrics")
    assert connection.getresponse().status == 404


def test_without_tls_everybody_is_sent_to_tls(proxy):
    connection = proxy.plain_connection()
    connection.request("POST", "/api/v1/session?a=b", headers={"Host": "muster.example.com"})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (308, "https://muster.example.com/api/v1/session?a=b")


def test_browsers_speak_http_2_to_it(proxy):
    asked = ["curl", "--silent", "--insecure", "--http2", "--output", "/dev/null", "--write-out",
             "%{http_version} %{response_code}", f"https://{proxy.address}:8443/readyz"]
    assert subprocess.run(asked, check=True, capture_output=True, text=True).stdout == "2 200"


class Stub:
    """A server behind the proxy that counts what it is asked, and answers `status`, or hangs up without it."""

    def __init__(self, status: int | None):
        self.asked: list[str] = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                answered = status
                if self.path == "/readyz":
                    answered = 200
                else:
                    stub.asked.append(self.command)
                if answered is None:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    self.close_connection = True
                    return
                self.send_response(answered)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST = do_PATCH = do_DELETE = answer

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(params=PROXIES, ids=lambda proxy: proxy.name)
def two_behind(request, tmp_path):
    """Starts a proxy in front of a server in trouble (it answers that status, or nothing) and one that is well."""
    running = []

    def start(trouble: int | None):
        stubs = [Stub(trouble), Stub(200)]
        running.extend(stubs)
        proxy = request.param(tmp_path, [stub.port for stub in stubs]).start()
        proxy.close = proxy.stop
        running.append(proxy)
        return (proxy, *stubs)

    yield start
    for each in reversed(running):
        each.close()


def ask_until(proxy, method: str, asked) -> list[int]:
    """The statuses of requests, until one has met the server in trouble."""
    statuses = []
    wait_for(lambda: statuses.append(status_of(proxy, method)) or asked())
    return statuses


def status_of(proxy, method: str) -> int:
    connection = proxy.connection()
    connection.request(method, "/", body=b"{}" if method in ("POST", "PATCH") else None)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


@pytest.mark.parametrize("trouble", [502, 503, None])
def test_reading_goes_to_another_server_when_one_is_in_trouble(two_behind, trouble):
    proxy, troubled, _ = two_behind(trouble)
    assert set(ask_until(proxy, "GET", lambda: troubled.asked)) == {200}


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
@pytest.mark.parametrize("trouble", [503, None])
def test_what_changes_something_is_sent_to_one_server_only(two_behind, method, trouble):
    proxy, troubled, well = two_behind(trouble)
    statuses = ask_until(proxy, method, lambda: troubled.asked)
    assert statuses[-1] in (502, 503)
    assert len(troubled.asked) + len(well.asked) == len(statuses)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_server_that_is_away_is_missed_by_nobody(two_behind, method):
    proxy, away, well = two_behind(200)
    away.close()
    well.asked.clear()
    assert {status_of(proxy, method) for _ in range(10)} == {200}
    assert len(well.asked) == 10
