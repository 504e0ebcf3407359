"""A client that wishes us ill. Each attempt is refused in clear words, and others are served all the
while: every test here ends with somebody else asking, and being answered."""

import http.client
import itertools
import json
import os
import pathlib
import socket
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from muster import contract
from muster.api import Api, partner_file
from muster.browser import PASSWORD, Browser, joined
from test_people import code_of, with_second_factor

SECONDS_FOR_OTHERS = 5


@pytest.fixture(autouse=True)
def others_are_served(request):
    own = "own_server" in request.fixturenames
    server = request.getfixturevalue("own_server" if own else "server")
    yield
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=SECONDS_FOR_OTHERS)
    connection.request("GET", "/api/v1/whoami")
    assert connection.getresponse().status == 401
    connection.close()


class Raw:
    """A connection to which anything can be written."""

    def __init__(self, port: int):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, *parts: bytes | str) -> bool:
        """False once the server has hung up."""
        try:
            for part in parts:
                self.socket.sendall(part.encode("latin-1") if isinstance(part, str) else part)
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def answer(self) -> tuple[int, dict]:
        response = http.client.HTTPResponse(self.socket)
        response.begin()
        body = response.read()
        return response.status, json.loads(body) if body.startswith(b"{") else {}

    def rest(self) -> bytes:
        """All that comes until the server hangs up."""
        got = b""
        try:
            while piece := self.socket.recv(65536):
                got += piece
        except ConnectionResetError:
            pass
        return got


def refused(port: int, *parts: bytes | str) -> tuple[int, str]:
    """The one answer to these bytes, after which the server hangs up."""
    with Raw(port) as raw:
        raw.send(*parts)
        got = raw.rest()
    head, _, body = got.partition(b"\r\n\r\n")
    assert got.count(b"HTTP/1.1 ") == 1, f"more than one answer: {got!r}"
    problem = json.loads(body)
    assert problem["detail"] and problem["advice"], problem
    return int(head.split()[1]), problem["code"]


def head(method: str, path: str, *fields: str, token: str | None = None) -> str:
    lines = [f"{method} {path} HTTP/1.1", "Host: muster.example", *fields]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    return "\r\n".join(lines) + "\r\n\r\n"


JSON = "Content-Type: application/json"
CHUNKED = "Transfer-Encoding: chunked"


# --- bodies


def test_a_body_that_says_it_is_too_large_is_refused_before_it_comes(server):
    with Raw(server.port) as raw:
        raw.send(head("POST", "/api/v1/session", JSON, "Content-Length: 10000000000"))
        status, problem = raw.answer()
    assert (status, problem["code"]) == (413, "payload_too_large")


@pytest.mark.parametrize("length", ["99999999999999999999999", "-1", "+5", "0x10", "5, 5", "5 5", ""])
def test_a_length_that_is_none_is_refused(server, length):
    answer = refused(server.port, head("POST", "/api/v1/session", JSON, f"Content-Length: {length}"))
    assert answer in [(400, "invalid_request"), (413, "payload_too_large")]


def test_a_body_without_an_end_is_cut_off_where_it_gets_too_large(server):
    with Raw(server.port) as raw:
        raw.send(head("POST", "/api/v1/session", JSON, CHUNKED))
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        sent = sum(1 for _ in itertools.takewhile(lambda _: raw.send(chunk), range(10_000)))
    # It reads on for a moment, so that the client sees the answer.
    assert sent * len(chunk) < 160 << 20


def test_an_upload_without_an_end_is_cut_off_and_leaves_nothing(own_server):
    own_server.settings["max_upload_bytes"] = 1 << 20
    own_server.start()
    customer = own_server.world().a_customer()
    with Raw(own_server.port) as raw:
        raw.send(head("POST", f"/api/v1/customers/{customer.id}/batches", "Content-Type: text/csv",
                      CHUNKED, token=customer.token))
        text = partner_file([("Everglen", "Ridge 5", f"S{n:05}") for n in range(1000)]).encode()
        chunk = f"{len(text):x}\r\n".encode() + text + b"\r\n"
        sent = sum(1 for _ in itertools.takewhile(lambda _: raw.send(chunk), range(10_000)))
    assert sent * len(chunk) < 160 << 20
    assert customer.get(f"/customers/{customer.id}/batches").json["items"] == []


@pytest.mark.parametrize("body", [
    "x\r\n", "-1\r\n", "0x5\r\nhello\r\n0\r\n\r\n", "5\nhello\n0\n\n\r\n", "5\r\nhelloXX0\r\n\r\n",
    "FFFFFFFFFFFFFFFFF\r\n", "5 \x00\r\nhello\r\n0\r\n\r\n", "\r\n", ";\r\n",
    "5;" + "x" * 100_000 + "\r\nhello\r\n0\r\n\r\n",
])
def test_chunks_that_are_none_are_refused(server, body):
    status, _ = refused(server.port, head("POST", "/api/v1/session", JSON, CHUNKED), body)
    assert status in (400, 413, 431)


def test_json_that_nests_or_repeats_is_refused(server):
    api = Api(server.port)
    for body, code in [("[" * 100_000, "invalid_request"), ('{"a":' * 10_000, "invalid_request"),
                       ('{"email": "a@b.example", "email": "c@d.example"}', "invalid_request")]:
        answer = api.request("POST", "/api/v1/session", body=body.encode(), content_type="application/json")
        assert (answer.status, answer.code) == (400, code)
    assert "`email`" in answer.json["detail"]


# --- heads


def test_heads_that_never_end_hold_nobody_up_and_are_cut_off(own_server):
    own_server.settings["io_threads"] = 1
    own_server.start()
    customer = own_server.world().a_customer()
    slow = [Raw(own_server.port) for _ in range(300)]
    began = time.monotonic()
    for raw in slow:
        raw.send("GET /api/v1/whoami HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    over = set()
    while len(over) < len(slow):
        assert time.monotonic() - began < 25, f"{len(slow) - len(over)} are still open"
        asked = time.monotonic()
        assert customer.get("/whoami").status == 200
        assert time.monotonic() - asked < SECONDS_FOR_OTHERS
        for raw in slow:
            if raw not in over and not raw.send("x"):
                over.add(raw)
        time.sleep(0.25)
    for raw in slow:
        raw.socket.close()


@pytest.mark.parametrize(("fields", "status"), [
    ([f"X-{n}: y" for n in range(10_000)], 431),
    (["X-Long: " + "y" * 1_000_000], 431),
    (["X" * 100_000 + ": y"], 431),
    (["Cookie: " + "; ".join(f"c{n}=v" for n in range(20_000))], 431),
])
def test_a_flood_of_fields_is_refused(server, fields, status):
    assert refused(server.port, head("GET", "/api/v1/whoami", *fields)) == (status, "invalid_request")


@pytest.mark.parametrize("target", ["/" + "a" * 100_000, "/api/v1/whoami?" + "a=b&" * 50_000])
def test_an_address_without_an_end_is_refused(server, target):
    assert refused(server.port, head("GET", target)) == (414, "invalid_request")


@pytest.mark.parametrize("start", [
    "GET /api/v1/whoami HTTP/9.9", "GET /api/v1/whoami", "GET  /api/v1/whoami HTTP/1.1", "\x16\x03\x01\x02",
    "GET /api/v1/whoami HTTP/1.1 x", " GET / HTTP/1.1", "G\x00T / HTTP/1.1", "PRI * HTTP/2.0",
])
def test_what_is_no_request_is_refused(server, start):
    status, code = refused(server.port, start + "\r\nHost: x\r\n\r\n")
    assert status in (400, 505) and code == "invalid_request"


# --- request smuggling: whoever stands between us and a client must not see other requests than we do


SMUGGLED = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize("fields", [
    ["Content-Length: 4", CHUNKED],
    [CHUNKED, "Content-Length: 4"],
    ["Content-Length: 4", "Content-Length: 40"],
    ["Content-Length: 4", "Content-Length: 4"],
    ["Content-Length : 4"],
    [" Content-Length: 4"],
    ["X: y", "\tContent-Length: 4"],
    ["Content-Length:\x0b4"],
    ["Transfer-Encoding: chunked, identity"],
    ["Transfer-Encoding: identity"],
    ["Transfer-Encoding: gzip, chunked"],
    ["Transfer-Encoding: xchunked"],
    ["Transfer-Encoding: \x0bchunked"],
    ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"],
    ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
    ["Transfer-Encoding : chunked"],
    ["Transfer-Encoding\x00: chunked"],
    ["X: a\nTransfer-Encoding: chunked"],
    ["X: a\rTransfer-Encoding: chunked"],
    ["Host: other.example", "Content-Length: 4"],
])
def test_a_request_of_which_two_servers_might_see_two_is_refused_and_nothing_behind_it_answered(server, fields):
    status, _ = refused(server.port, head("POST", "/api/v1/session", JSON, *fields), "0\r\n\r\n", SMUGGLED)
    assert status in (400, 501)


def test_a_body_of_a_get_is_not_taken_for_the_next_request(server):
    with Raw(server.port) as raw:
        raw.send(head("GET", "/healthz", f"Content-Length: {len(SMUGGLED)}", "Connection: close"), SMUGGLED)
        assert raw.rest().count(b"HTTP/1.1 ") == 1


# --- paths


@pytest.mark.parametrize("path", [
    "/api/v1/../../etc/passwd", "/../etc/passwd", "/api/v1/%2e%2e/%2e%2e/etc/passwd", "/api/v1/..%2fwhoami",
    "/api/v1/samples/..%2f..%2f..%2fetc%2fpasswd", "/api/v1/samples/%2e%2e", "/api/v1/samples/..\\..\\muster.toml",
    "/api/v1/samples/%00", "/api/v1/whoami%00.csv", "/api/v1/whoami%", "/api/v1/whoami%zz", "/api/v1/%c0%ae%c0%ae/",
    "//api/v1/whoami", "/api//v1/whoami", "/api/v1/whoami/", "/api/v1/whoami;x=y", "/api/v1/WHOAMI", "/./metrics",
    "/api/v1/customers/./devices", "http://x@y/api/v1/whoami", "ftp://x/metrics", "metrics", "*",
])
def test_no_path_leads_around_another(server, path):
    with Raw(server.port) as raw:
        raw.send(head("GET", path, "Connection: close"))
        got = raw.rest()
    assert int(got.split()[1]) in (400, 404), got


# --- from a page of another site


def test_no_operation_is_done_for_a_page_of_another_site(world):
    customer = world.a_customer()
    browser = joined(customer, f"{uuid.uuid4().hex}@hostile.example", "administrator")
    (name, value), = browser.cookies.items()
    for operation in contract.guarded_operations():
        if operation.method == "GET":
            continue
        address = operation.address(customer.id)
        for marks in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"},
                      {"Sec-Fetch-Site": "cross-site"}, {"Referer": f"http://127.0.0.1:{world.port}/"}, {}):
            answer = Api(world.port).request(operation.method, address, json_body={},
                                             headers={"Cookie": f"{name}={value}", **marks})
            assert answer.refused() == (403, "forbidden"), (operation.name, marks)
    assert browser.get("/session").status == 200


def test_a_form_of_another_site_signs_nobody_in_as_somebody_else(world):
    email = f"{uuid.uuid4().hex}@hostile.example"
    joined(world.a_customer(), email, "reader")
    credentials = {"email": email, "password": PASSWORD}
    for origin in ("https://evil.example", "null"):
        answer = Api(world.port).post("/session", credentials, headers={"Origin": origin})
        assert answer.refused() == (403, "forbidden") and "set-cookie" not in answer.headers
    # What a form can send without asking first is no JSON to us.
    body = json.dumps(credentials).encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = Api(world.port).request("POST", "/api/v1/session", body=body, content_type=kind)
        assert answer.status == 415 and "set-cookie" not in answer.headers


def test_no_answer_may_be_read_by_another_site(world):
    for path in ("/api/v1/session", "/api/v1/installation", "/healthz"):
        for method in ("GET", "OPTIONS"):
            answer = Api(world.port).request(method, path, headers={"Origin": "https://evil.example"})
            assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_a_session_that_somebody_knew_before_is_not_that_of_who_signs_in(world):
    email = f"{uuid.uuid4().hex}@hostile.example"
    known = joined(world.a_customer(), email, "reader")
    for planted in (dict(known.cookies), {"muster_session": "mss_" + "A" * 43}):
        victim = Browser(world.port, cookies=dict(planted))
        assert victim.sign_in(email).status == 200
        assert victim.cookies["muster_session"] != planted["muster_session"]
    attacker = Browser(world.port, cookies={"muster_session": "mss_" + "A" * 43})
    assert attacker.get("/session").refused() == (401, "unauthenticated")


# --- once is once, also for many at the same moment


def at_once(work, count=8) -> list:
    with ThreadPoolExecutor(count) as pool:
        return [f.result() for f in [pool.submit(work, n) for n in range(count)]]


def test_a_code_of_an_authenticator_lets_in_one_of_many(world):
    _, email, secret, _ = with_second_factor(world.a_customer())
    code = code_of(secret, time.time() + 30)
    answers = at_once(lambda _: Browser(world.port).sign_in(email, code=code), 4)
    assert sorted(answer.status for answer in answers) == [200, 401, 401, 401]


def test_a_recovery_code_lets_in_one_of_many(world):
    _, email, _, codes = with_second_factor(world.a_customer())
    answers = at_once(lambda _: Browser(world.port).sign_in(email, code=codes[0]), 4)
    assert sorted(answer.status for answer in answers) == [200, 401, 401, 401]


def test_an_invitation_makes_one_of_many_a_member(world):
    customer = world.a_customer()
    email = f"{uuid.uuid4().hex}@hostile.example"
    invited = customer.post(f"/organisations/{customer.id}/invitations", {"email": email, "role": "reader"})
    terms = {"link": invited.json["link"], "name": "Many", "password": PASSWORD}
    answers = at_once(lambda _: Browser(world.port).post("/invitations/join", terms), 4)
    assert sorted(answer.status for answer in answers)[0] == 201
    assert [answer.status for answer in answers].count(201) == 1
    assert len(customer.get(f"/organisations/{customer.id}/people").json["items"]) == 1


def test_a_link_for_a_new_password_sets_one_of_many(world):
    customer = world.a_customer()
    email = f"{uuid.uuid4().hex}@hostile.example"
    person = joined(customer, email, "reader").get("/account").json
    link = customer.post(f"/organisations/{customer.id}/people/{person['id']}/password-reset").json["link"]

    def reset(n):
        return Api(world.port).post("/password-reset", {"link": link, "new_password": f"{PASSWORD}, said {n}"})

    answers = at_once(reset, 4)
    assert [answer.status for answer in answers].count(204) == 1
    assert all(answer.status in (204, 404, 409) for answer in answers), [a.body for a in answers]
    assert reset(9).status in (404, 409)
    works = [n for n in range(4) if Browser(world.port).sign_in(email, f"{PASSWORD}, said {n}").status == 200]
    assert [n for n, answer in enumerate(answers) if answer.status == 204] == works


def test_a_device_code_gives_one_token_to_one_of_many(world):
    person = joined(world.a_customer(), f"{uuid.uuid4().hex}@hostile.example", "reader")
    api = Api(world.port)
    code = api.form("/oauth2/device_authorization", {"client_id": "muster-cli"}).json
    assert person.post(f"/device-authorizations/{code['user_code']}/approve").status == 200
    fields = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "client_id": "muster-cli",
              "device_code": code["device_code"]}
    answers = at_once(lambda _: api.form("/oauth2/token", fields))
    assert [answer.status for answer in answers].count(200) == 1
    assert {answer.status for answer in answers} == {200, 400}


# --- how long signing in takes tells nothing


def processor_seconds(server) -> float:
    """What the server has used so far, to a hundredth."""
    # The second field, the name, may hold blanks (proc(5)).
    fields = pathlib.Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_an_unknown_name_costs_the_same_work_as_a_wrong_password(own_server):
    own_server.start()
    customer = own_server.world().a_customer()
    known = [f"{uuid.uuid4().hex}@hostile.example" for _ in range(4)]
    for email in known:
        joined(customer, email, "reader")
    unknown = [f"{uuid.uuid4().hex}@hostile.example" for _ in known]

    def work(emails) -> float:
        before = processor_seconds(own_server)
        for email in emails * 2:
            assert Browser(own_server.port).sign_in(email, "not the password").status == 401
        return processor_seconds(own_server) - before

    spent_known, spent_unknown = work(known), work(unknown)
    # A look-up without a hashing is a hundredth of it.
    assert 0.5 < spent_known / spent_unknown < 2, (spent_known, spent_unknown)
    assert spent_unknown > 0.1


@pytest.mark.parametrize("path", ["/device/v1/nothing", "/oidc/nothing/at/all", "/assets/nothing.js"])
def test_an_unknown_path_beside_the_portal_is_no_page(server, path):
    with Raw(server.port) as raw:
        raw.send(head("GET", path, "Connection: close"))
        assert int(raw.rest().split()[1]) == 404
