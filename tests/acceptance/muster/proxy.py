"""The proxies of packaging/proxy, as they are shipped, in front of servers on this machine."""

from __future__ import annotations

import pathlib
import random
import re
import shutil
import socket
import ssl
import subprocess
import time
from http.client import HTTPConnection, HTTPSConnection

from .api import Api
from .server import ROOT


class ProxiedApi(Api):
    """An organisation's client that goes through a proxy, over TLS."""

    proxy: Proxy

    def connection(self) -> HTTPConnection:
        return self.proxy.connection()


class Proxy:
    """One process, in front of the servers at `ports`, at an address that nobody else has."""

    name: str  # of the program
    shipped: str  # the example

    def __init__(self, folder: pathlib.Path, ports: list[int]):
        self.folder = folder
        self.ports = ports
        self.address = ".".join(["127", *(str(random.randint(1, 254)) for _ in range(3))])
        self.log_file = folder / f"{self.name}.log"
        self.process: subprocess.Popen | None = None

    def start(self) -> Proxy:
        self._make_certificate()
        example = (ROOT / "packaging/proxy" / self.shipped).read_text()
        configuration = self.folder / self.shipped
        configuration.write_text(self.adapted(example))
        with self.log_file.open("a") as log:
            self.process = subprocess.Popen(self.command(configuration), stdout=log, stderr=log)
        deadline = time.monotonic() + 30
        while not self._listens():
            assert self.process.poll() is None, self.log_file.read_text()
            assert time.monotonic() < deadline, "the proxy did not get ready"
            time.sleep(0.01)
        return self

    def stop(self) -> None:
        assert self.process
        self.process.terminate()
        self.process.wait(timeout=20)

    def connection(self, source: str = "127.0.0.1") -> HTTPSConnection:
        trusted = ssl.create_default_context(cafile=str(self.folder / "certificate.pem"))
        trusted.check_hostname = False
        return HTTPSConnection(self.address, 8443, timeout=60, context=trusted, source_address=(source, 0))

    def plain_connection(self) -> HTTPConnection:
        return HTTPConnection(self.address, 8080, timeout=60)

    def of(self, api: Api) -> ProxiedApi:
        proxied = ProxiedApi(api.port, api.token, api.organisation)
        proxied.proxy = self
        return proxied

    def adapted(self, example: str) -> str:
        """With this machine's addresses and files, and nothing else changed."""
        raise NotImplementedError

    def command(self, configuration: pathlib.Path) -> list[str]:
        raise NotImplementedError

    def _make_certificate(self) -> None:
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-days", "2", "-subj", "/CN=muster.example.com", "-keyout", str(key), "-out", str(certificate)]
        subprocess.run(made, check=True, capture_output=True)
        (self.folder / "both.pem").write_text(certificate.read_text() + key.read_text())

    def _listens(self) -> bool:
        try:
            socket.create_connection((self.address, 8443), timeout=5).close()
        except ConnectionRefusedError:
            return False
        return True


def replaced(text: str, pattern: str, by: str) -> str:
    """Refuses an example in which there is nothing to replace: it would not be what is shipped."""
    result, count = re.subn(pattern, by, text, flags=re.MULTILINE)
    assert count, f"the example has no {pattern}"
    return result


class Nginx(Proxy):
    name = "nginx"
    shipped = "nginx.conf"

    def adapted(self, example: str) -> str:
        servers = "\n".join(f"    server 127.0.0.1:{port} max_fails=2 fail_timeout=5s;" for port in self.ports)
        text = replaced(example, r"^( *server 127\.0\.0\.1:808[01] .*;\n)+", servers + "\n")
        text = replaced(text, r"^ *listen \[::\]:.*\n", "")
        text = replaced(text, r"listen 80;", f"listen {self.address}:8080;")
        text = replaced(text, r"listen 443 ", f"listen {self.address}:8443 ")
        text = replaced(text, r"/etc/ssl/muster/fullchain\.pem", str(self.folder / "certificate.pem"))
        text = replaced(text, r"/etc/ssl/muster/privkey\.pem", str(self.folder / "key.pem"))
        # What /etc/nginx/nginx.conf of Debian has around it.
        temporary = "".join(f"    {kind}_temp_path {self.folder}/{kind};\n"
                            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        return (f"daemon off;\nmaster_process off;\npid {self.folder}/nginx.pid;\nerror_log stderr;\n"
                "events { worker_connections 768; }\n"
                f"http {{\n    access_log off;\n{temporary}{text}}}\n")

    def command(self, configuration: pathlib.Path) -> list[str]:
        return [shutil.which("nginx") or "/usr/sbin/nginx", "-p", str(self.folder), "-c", str(configuration),
                "-e", "stderr"]


class HAProxy(Proxy):
    name = "haproxy"
    shipped = "haproxy.cfg"

    def adapted(self, example: str) -> str:
        servers = "\n".join(f"    server muster{n} 127.0.0.1:{port}" for n, port in enumerate(self.ports))
        text = replaced(example, r"^( *server muster[12] 127\.0\.0\.1:808[01]\n?)+", servers + "\n")
        text = replaced(text, r"bind :80$", f"bind {self.address}:8080")
        text = replaced(text, r"bind :443 ", f"bind {self.address}:8443 ")
        return replaced(text, r"/etc/ssl/muster/muster\.pem", str(self.folder / "both.pem"))

    def command(self, configuration: pathlib.Path) -> list[str]:
        return [shutil.which("haproxy") or "/usr/sbin/haproxy", "-db", "-f", str(configuration)]


PROXIES = [Nginx, HAProxy]
