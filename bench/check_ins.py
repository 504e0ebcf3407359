"""Check-ins: durable, signed and of sessions, against nginx that answers every request with the same 204.

The same wrk sends the same bodies to both, in the same run. Both share the machine with wrk.
"""

import pathlib
import shutil
import socket
import subprocess
import time

from installation import Answer, Api, Installation, Supply

DEVICES = 2000
ROUNDS = 250  # bodies for each device; more than are sent
SIGNED_ROUNDS = 60
SECONDS = 4
CONNECTIONS = 64
THREADS = 2

NGINX = """
daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 100000000; client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port}; location / {{ return 204; }} }}
}}
"""


def now():
    return int(time.time() * 1000)


def bodies_of(place, *arguments, lines):
    done = subprocess.run([str(place.build / "bench" / "check_in_bodies"), *map(str, arguments)],
                          input="\n".join(lines) + "\n", stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def wrk(port, bodies, connections=CONNECTIONS):
    done = subprocess.run(
        ["wrk", "-t", str(THREADS), "-c", str(connections), "-d", f"{SECONDS}s", "-s",
         str(pathlib.Path(__file__).parent / "check_in.lua"),
         f"http://127.0.0.1:{port}/device/v1/check-in", "--", str(bodies), str(THREADS)],
        stdout=subprocess.PIPE, text=True, check=True)
    result = next(line for line in done.stdout.splitlines() if line.startswith("RESULT"))
    rate, median, p99, refused, broken = map(float, result.split()[1:])
    if refused or broken:
        raise Answer(f"{refused:.0f} check-ins were refused, {broken:.0f} connections broke")
    return {"rate": rate, "median": median, "p99": p99}


def enrol_all(place, installation):
    """Registers and enrols DEVICES devices; returns the customer's ID and theirs."""
    devices = [f"Bench,Book 1,SN{number:08}" for number in range(DEVICES)]
    supply = Supply(installation, installation.create_operator_token())
    file = ("Manufacturer,Model,Serial Number\n" + "\n".join(devices) + "\n").encode()
    supply.publish(file, DEVICES)
    supply.register(file, DEVICES, 0, poll_seconds=0.01)
    ids = []
    plain = Api(installation.port)
    customer = supply.customer_id
    for body in bodies_of(place, "enrol", now(), lines=devices).splitlines():
        token = supply.customer.post(f"/customers/{customer}/enrolment-tokens", {"name": "bench"})["token"]
        status, text = plain.send("POST", "/device/v1/enrol", body,
                                  {"Content-Type": "application/json", "Authorization": f"Bearer {token}"})
        if status != 201:
            raise Answer(f"enrolling: {status} {text}")
        ids.append(text.decode().partition('"device_id":"')[2].partition('"')[0])
    return customer, ids


def sessions_of(place, port, customer, ids):
    """A session for each device, for a check-in that it signs."""
    plain = Api(port)
    sessions = []
    for device, body in zip(ids, bodies_of(place, "check-in", customer, now(), 1, lines=ids).splitlines()):
        status, text, headers = plain.exchange("POST", "/device/v1/check-in", body[:-1] + ',"want_session":true}',
                                               {"Content-Type": "application/json"})
        if status != 204:
            raise Answer(f"checking in: {status} {text}")
        sessions.append(f"{device} {headers['Muster-Session']} {headers['Muster-Session-Key']}")
    return sessions


def measure(place, engine, database=None):
    """Figures of ours, and of the baseline."""
    with Installation(place.program, place.folder, database) as installation:
        installation.start()
        customer, ids = enrol_all(place, installation)
        sessions = sessions_of(place, installation.port, customer, ids)
        file = place.folder / "bodies"
        file.write_text(bodies_of(place, "session", customer, now(), ROUNDS, lines=sessions))
        full = wrk(installation.port, file)
        # wrk sends as fast as it is answered; with this few connections about half as much.
        file.write_text(bodies_of(place, "session", customer, now() + ROUNDS, ROUNDS, lines=sessions))
        half = wrk(installation.port, file, connections=8)
        file.write_text(bodies_of(place, "check-in", customer, now() + 2 * ROUNDS, SIGNED_ROUNDS, lines=ids))
        signed = wrk(installation.port, file)
        baseline = nginx(place, file)
    p99 = {"sqlite": "checkin_p99_ms", "postgres": "checkin_postgres_p99_ms"}[engine]
    figures = {f"checkin_{engine}": full["rate"], p99: half["p99"]}
    baselines = {f"checkin_{engine}": baseline["rate"]}
    if engine == "sqlite":
        figures["checkin_signed"], baselines["checkin_signed"] = signed["rate"], baseline["rate"]
    return figures, baselines


def nginx(place, bodies):
    folder = place.folder / "nginx"
    folder.mkdir(parents=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    server = subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(folder / "nginx.conf"),
                               "-e", str(folder / "nginx.log")])
    try:
        deadline = time.monotonic() + 10
        while socket.socket().connect_ex(("127.0.0.1", port)) != 0:
            if time.monotonic() > deadline:
                raise Answer("nginx did not start")
            time.sleep(0.01)
        return wrk(port, bodies)
    finally:
        server.terminate()
        server.wait(10)
