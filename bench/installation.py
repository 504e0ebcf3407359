"""A Muster of its own for one measurement: a folder, a server on a free port, and its REST API."""

import concurrent.futures
import http.client
import json
import os
import pathlib
import shutil
import subprocess
import time

START_SECONDS = 30
STOP_SECONDS = 30
ANSWER_SECONDS = 900  # the directory of 5,000,000 entries is answered when all are stored


class Answer(Exception):
    """The server said no, or something else than was expected."""


class Api:
    """One keep-alive connection with one token."""

    def __init__(self, port, token=None):
        self._connection = http.client.HTTPConnection(
            "127.0.0.1", port, timeout=ANSWER_SECONDS, blocksize=1 << 20)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def close(self):
        self._connection.close()

    def send(self, method, path, body=None, headers=None):
        """Status and body of the answer, as they come."""
        return self.exchange(method, path, body, headers)[:2]

    def exchange(self, method, path, body=None, headers=None):
        """Status, body and header fields of the answer."""
        self._connection.request(method, path, body, {**self._headers, **(headers or {})})
        response = self._connection.getresponse()
        return response.status, response.read(), response.headers

    def call(self, method, path, body=None, headers=None):
        status, text = self.send(method, "/api/v1" + path, body, headers)
        if status >= 300:
            raise Answer(f"{method} {path}: {status} {text.decode(errors='replace')[:2000]}")
        return json.loads(text) if text else None

    def get(self, path):
        return self.call("GET", path)

    def post(self, path, value):
        return self.call("POST", path, json.dumps(value), {"Content-Type": "application/json"})

    def upload(self, path, csv):
        """`csv` is bytes or the name of a file, which is streamed."""
        self.close()  # the server may have closed it by now, and a stream cannot be sent again
        if isinstance(csv, bytes):
            return self.call("POST", path, csv, {"Content-Type": "text/csv"})
        with open(csv, "rb") as file:
            length = os.fstat(file.fileno()).st_size
            return self.call("POST", path, file,
                             {"Content-Type": "text/csv", "Content-Length": str(length)})


class Installation:
    """Use with `with`. The folder is made anew and removed at the end. `database` is the address of an
    empty one on PostgreSQL; without it the data is in the folder."""

    def __init__(self, program, folder, database=None):
        self._program = str(program)
        self._folder = pathlib.Path(folder)
        self._place = ["--database", database] if database else ["--data", str(self._folder / "data")]
        self._server = None
        self.port = None

    def __enter__(self):
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def create_operator_token(self):
        """After the first start, which makes the folder's database."""
        done = subprocess.run(
            [self._program, "token", "create", *self._place, "--organisation", "operator", "--name",
             "bench", "-o", "json"],
            capture_output=True, text=True)
        if done.returncode != 0:
            raise Answer("`muster token create`: " + done.stderr)
        return json.loads(done.stdout)["token"]

    def start(self):
        """Starts the server; returns the seconds until /readyz said yes."""
        port_file = self._folder / "port"
        port_file.unlink(missing_ok=True)
        with open(self._folder / "log", "ab") as log:
            begun = time.perf_counter()
            self._server = subprocess.Popen(
                [self._program, "serve", *self._place, "--listen", "127.0.0.1:0",
                 "--port-file", str(port_file), "--requests-per-second-per-token", "0",
                 "--requests-per-second-per-address", "0"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        while not self._is_ready(port_file):
            if self._server.poll() is not None or time.perf_counter() - begun > START_SECONDS:
                raise Answer("the server did not start:\n" + self.log_tail())
            time.sleep(0.0005)
        return time.perf_counter() - begun

    def _is_ready(self, port_file):
        try:
            self.port = int(port_file.read_text())
        except (FileNotFoundError, ValueError):  # not written yet, or not to its end
            return False
        api = Api(self.port)
        try:
            return api.send("GET", "/readyz")[0] == 200
        except ConnectionError:
            return False
        finally:
            api.close()

    @property
    def pid(self):
        return self._server.pid

    def stop(self):
        if self._server is None:
            return
        self._server.terminate()
        try:
            self._server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
            raise Answer("the server did not stop:\n" + self.log_tail()) from None
        finally:
            self._server = None

    def log_tail(self):
        return (self._folder / "log").read_text(errors="replace")[-4000:]

    def resident_mib(self, peak=False):
        """Resident memory now, or its highest since reset_peak()."""
        wanted = "VmHWM:" if peak else "VmRSS:"
        for line in pathlib.Path(f"/proc/{self._server.pid}/status").read_text().splitlines():
            if line.startswith(wanted):
                return int(line.split()[1]) / 1024
        raise Answer("the kernel does not tell the server's memory")

    def reset_peak(self):
        # proc(5), clear_refs: 5 sets the highest resident size to the present one.
        pathlib.Path(f"/proc/{self._server.pid}/clear_refs").write_text("5")


class Supply:
    """A supplier and a customer in a running installation."""

    def __init__(self, installation, operator_token):
        self._installation = installation
        operator = Api(installation.port, operator_token)
        self._supplier, self._supplier_token = self._create(operator, "supplier")
        self._customer, self._customer_token = self._create(operator, "customer")
        operator.close()
        self.connect()

    @staticmethod
    def _create(operator, kind):
        made = operator.post("/organisations", {"kind": kind, "name": f"Bench {kind}"})
        token = operator.post(f"/organisations/{made['id']}/tokens", {"name": "bench"})
        return made["id"], token["token"]

    @property
    def customer_id(self):
        return self._customer

    def connect(self):
        """Again after the server was started anew."""
        self.supplier = Api(self._installation.port, self._supplier_token)
        self.customer = Api(self._installation.port, self._customer_token)

    def publish(self, csv, rows):
        """Seconds until all entries are stored."""
        begun = time.perf_counter()
        result = self.supplier.upload(f"/suppliers/{self._supplier}/directory", csv)
        seconds = time.perf_counter() - begun
        if result["published"] != rows:
            raise Answer(f"published {result['published']} of {rows} entries")
        return seconds

    def register(self, csv, registered, failed, poll_seconds):
        """Seconds from the first byte sent until the batch says that all is decided."""
        return self._register(self.customer, csv, registered, failed, poll_seconds)

    def register_at_once(self, files, registered, failed, poll_seconds):
        """Seconds until all are decided, each of them sent over a connection of its own."""
        apis = [Api(self._installation.port, self._customer_token) for _ in files]
        begun = time.perf_counter()
        with concurrent.futures.ThreadPoolExecutor(len(files)) as threads:
            done = [threads.submit(self._register, api, csv, registered, failed, poll_seconds)
                    for api, csv in zip(apis, files)]
            for one in done:
                one.result()
        return time.perf_counter() - begun

    def _register(self, api, csv, registered, failed, poll_seconds):
        begun = time.perf_counter()
        batch = api.upload(f"/customers/{self._customer}/batches?order_id=bench", csv)
        while batch["state"] != "finished":
            time.sleep(poll_seconds)
            batch = api.get(f"/customers/{self._customer}/batches/{batch['id']}")
        seconds = time.perf_counter() - begun
        counts = batch["counts"]
        if (counts["registered"], counts["failed"]) != (registered, failed):
            raise Answer(f"expected {registered} registered and {failed} failed, got {counts}")
        return seconds

    def devices(self, query):
        return self.customer.get(f"/customers/{self._customer}/devices?{query}")
