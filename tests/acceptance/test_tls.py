"""TLS without a proxy, certificates that are renewed while it serves, and proxies that are believed."""

import http.client
import signal
import socket
import ssl
import subprocess
import time

import pytest

from muster.server import BINARY, Server, run


def make_certificate(folder, name: str) -> None:
    """Puts a new self-signed certificate for localhost in place."""
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
            "-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost",
            "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(made, check=True, capture_output=True)


class TlsServer(Server):
    def start(self):
        port_file = self.folder / "port"
        arguments = [BINARY, "serve", "--data", str(self.data), "--listen", "127.0.0.1:0", "--port-file",
                     str(port_file), "--tls-certificate", str(self.folder / "cert.pem"), "--tls-key",
                     str(self.folder / "key.pem")]
        with self.log_file.open("a") as log:
            self.process = subprocess.Popen(arguments, stdout=log, stderr=log)
        self.wait_for(lambda: port_file.exists() and port_file.read_text().endswith("\n"))
        self.port = int(port_file.read_text())
        return self

    def wait_for(self, condition) -> None:
        deadline = time.monotonic() + 30
        while not condition():
            assert self.process.poll() is None, self.log_file.read_text()
            assert time.monotonic() < deadline, self.log_file.read_text()
            time.sleep(0.005)

    def logged(self, message: str) -> bool:
        return message in self.log_file.read_text()

    def connect(self, **terms) -> ssl.SSLSocket:
        context = ssl.create_default_context(cafile=str(self.folder / "cert.pem"))
        if "protocols" in terms:
            context.set_alpn_protocols(terms["protocols"])
        if "newest" in terms:
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.maximum_version = terms["newest"]
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        return context.wrap_socket(plain, server_hostname="localhost")


def ask(connection: ssl.SSLSocket) -> http.client.HTTPResponse:
    connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    response = http.client.HTTPResponse(connection)
    response.begin()
    assert response.read() == b"ok\n"
    return response


def name_of(connection: ssl.SSLSocket) -> str:
    return dict(pair[0] for pair in connection.getpeercert()["subject"])["commonName"]


@pytest.fixture
def tls_server(tmp_path):
    make_certificate(tmp_path, "first")
    server = TlsServer(tmp_path).start()
    yield server
    server.stop()


def test_it_speaks_tls_and_tells_browsers_to_stay_with_it(tls_server):
    with tls_server.connect(protocols=["h2", "http/1.1"]) as connection:
        assert connection.version() == "TLSv1.3"
        assert connection.selected_alpn_protocol() == "http/1.1"
        assert "max-age=" in ask(connection).headers["Strict-Transport-Security"]


def test_tls_1_2_is_taken_and_anything_older_refused(tls_server):
    with tls_server.connect(newest=ssl.TLSVersion.TLSv1_2) as connection:
        assert connection.version() == "TLSv1.2" and "ECDHE" in connection.cipher()[0]
        ask(connection)
    with pytest.raises(ssl.SSLError):
        tls_server.connect(newest=ssl.TLSVersion.TLSv1_1)


def test_a_client_that_offers_only_another_protocol_is_refused(tls_server):
    with pytest.raises(ssl.SSLError):
        tls_server.connect(protocols=["h2"])


def test_a_client_without_tls_gets_nothing_and_disturbs_nobody(tls_server):
    with socket.create_connection(("127.0.0.1", tls_server.port), timeout=20) as plain:
        plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = plain.recv(4096)
        assert b"HTTP" not in answer
    with tls_server.connect() as connection:
        ask(connection)


def test_a_new_certificate_is_taken_up_without_dropping_connections(tls_server):
    with tls_server.connect() as before:
        ask(before)
        make_certificate(tls_server.folder, "second")
        tls_server.process.send_signal(signal.SIGHUP)
        tls_server.wait_for(lambda: tls_server.logged("the certificate was read again"))
        with tls_server.connect() as after:
            assert name_of(after) == "second"
            ask(after)
        assert name_of(before) == "first"
        ask(before)


def test_a_bad_new_certificate_leaves_the_old_one_and_says_so(tls_server):
    good = (tls_server.folder / "cert.pem").read_text()
    (tls_server.folder / "cert.pem").write_text("nonsense")
    tls_server.process.send_signal(signal.SIGHUP)
    tls_server.wait_for(lambda: tls_server.logged("the old certificate stays"))
    (tls_server.folder / "cert.pem").write_text(good)
    with tls_server.connect() as connection:
        assert name_of(connection) == "first"
        ask(connection)


def test_a_key_of_another_certificate_is_refused_at_start(tmp_path):
    make_certificate(tmp_path, "first")
    certificate = (tmp_path / "cert.pem").read_text()
    make_certificate(tmp_path, "second")
    (tmp_path / "cert.pem").write_text(certificate)
    refused = run("serve", "--data", str(tmp_path / "data"), "--listen", "127.0.0.1:0", "--tls-certificate",
                  str(tmp_path / "cert.pem"), "--tls-key", str(tmp_path / "key.pem"), check=False)
    assert refused.returncode != 0 and "key.pem" in refused.stderr


def answered_headers(port: int, **sent: str):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/healthz", headers={k.replace("_", "-"): v for k, v in sent.items()})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.headers


def test_a_trusted_proxy_may_say_that_its_client_speaks_tls(own_server):
    own_server.settings["trusted_proxies"] = "127.0.0.0/8"
    own_server.start()
    sent = {"X_Forwarded_For": "192.0.2.1", "X_Forwarded_Proto": "https"}
    assert answered_headers(own_server.port, **sent)["Strict-Transport-Security"]
    assert not answered_headers(own_server.port)["Strict-Transport-Security"]


def test_nobody_else_may(server):
    sent = {"X_Forwarded_For": "192.0.2.1", "X_Forwarded_Proto": "https"}
    assert not answered_headers(server.port, **sent)["Strict-Transport-Security"]


def test_answers_come_with_headers_that_allow_a_browser_nothing(server):
    headers = answered_headers(server.port)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
