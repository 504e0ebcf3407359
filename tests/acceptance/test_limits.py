"""What one client does must not keep the others waiting."""

import http.client
import json
import socket
import time

from muster.api import Api, partner_file
from muster.browser import Browser, joined


def stalled_upload(customer: Api) -> socket.socket:
    """An upload whose client went quiet after its first bytes."""
    connection = socket.create_connection(("127.0.0.1", customer.port), timeout=20)
    head = (
        f"POST /api/v1/customers/{customer.id}/batches HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {customer.token}\r\nContent-Type: text/csv\r\n"
        "Content-Length: 1000\r\n\r\nManuf"
    )
    connection.sendall(head.encode())
    return connection


def answer_of(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    response = http.client.HTTPResponse(connection)
    response.begin()
    return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()


def is_taken(upload: socket.socket) -> bool:
    """Whether the server waits for more of it, rather than having answered."""
    upload.settimeout(0.3)
    try:
        return upload.recv(1, socket.MSG_PEEK) == b"never"
    except TimeoutError:
        return True
    finally:
        upload.settimeout(20)


def answers_within(port: int, path: str, seconds: float) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except TimeoutError:
        return False
    finally:
        connection.close()


def test_uploads_that_stall_leave_room_for_other_requests(own_server):
    own_server.settings["handler_threads"] = 4
    own_server.start()
    customer = own_server.world().a_customer()
    uploads = [stalled_upload(customer) for _ in range(8)]
    try:
        # Each of these is answered in well under a millisecond by a server that has a thread for it.
        assert answers_within(own_server.port, "/healthz", 3)
        assert answers_within(own_server.port, "/api/v1/whoami", 3)
    finally:
        for upload in uploads:
            upload.close()


def test_a_ninth_upload_of_one_organisation_is_refused_and_another_organisations_goes_on(own_world):
    busy = own_world.a_customer()
    other = own_world.a_customer()
    uploads = [stalled_upload(busy) for _ in range(8)]
    try:
        assert all(is_taken(upload) for upload in uploads)
        ninth = stalled_upload(busy)
        status, headers, body = answer_of(ninth)
        ninth.close()
        assert (status, json.loads(body)["code"]) == (429, "too_many_requests")
        assert int(headers["retry-after"]) > 0
        assert other.register(other.id, partner_file([("A", "B", "1")]))["state"] == "finished"
    finally:
        for upload in uploads:
            upload.close()


def test_an_upload_beyond_what_the_server_takes_is_told_when_to_try_again(own_server):
    own_server.settings["uploads"] = 2
    own_server.start()
    customer = own_server.world().a_customer()
    uploads = [stalled_upload(customer) for _ in range(2)]
    try:
        assert all(is_taken(upload) for upload in uploads)
        third = stalled_upload(customer)
        status, headers, body = answer_of(third)
        third.close()
        assert (status, json.loads(body)["code"]) == (429, "too_many_requests")
        assert int(headers["retry-after"]) > 0
    finally:
        for upload in uploads:
            upload.close()


def test_an_upload_that_trickles_is_answered_408(own_server):
    own_server.settings["upload_grace_seconds"] = 1
    own_server.start()
    customer = own_server.world().a_customer()
    upload = stalled_upload(customer)
    upload.settimeout(0.25)
    began = time.monotonic()
    while time.monotonic() - began < 30:
        try:
            upload.sendall(b"x")
            if upload.recv(1, socket.MSG_PEEK):
                break
        except TimeoutError:
            continue
    upload.settimeout(20)
    status, _, body = answer_of(upload)
    upload.close()
    assert (status, json.loads(body)["code"]) == (408, "invalid_request")
    assert time.monotonic() - began > 10  # it was never silent for long


def test_an_upload_that_is_refused_hears_so_before_it_has_sent_anything(own_world):
    customer = own_world.a_customer()
    customer.token = "mst_wrong"
    upload = stalled_upload(customer)
    upload.settimeout(3)
    status, _, _ = answer_of(upload)
    upload.close()
    assert status == 401


def test_a_file_with_a_wrong_header_line_is_refused_before_it_has_come(own_world):
    customer = own_world.a_customer()
    upload = stalled_upload(customer)
    upload.sendall(b"\r\nnonsense\r\n")
    upload.settimeout(3)
    status, _, body = answer_of(upload)
    upload.close()
    assert (status, json.loads(body)["code"]) == (422, "file_not_readable")


def test_many_watchers_of_a_batch_hold_up_nobody(own_server):
    own_server.settings["handler_threads"] = 4
    own_server.settings["chunk_rows"] = 100
    own_server.start()
    customer = own_server.world().a_customer()
    text = partner_file([("A", "B", f"S{n}") for n in range(100_000)])
    batch = customer.upload(customer.id, text).json
    path = f"/api/v1/customers/{customer.id}/batches/{batch['id']}/events"
    watchers = []
    for _ in range(30):
        watcher = http.client.HTTPConnection("127.0.0.1", own_server.port, timeout=30)
        watcher.request("GET", path, headers={"Authorization": f"Bearer {customer.token}"})
        watchers.append(watcher)
    streams = [watcher.getresponse() for watcher in watchers]
    assert answers_within(own_server.port, "/healthz", 3)
    assert customer.get("/whoami").status == 200
    assert {stream.read().count(b"event: finished") for stream in streams} == {1}


def answers_of(port: int, count: int, token: str | None = None) -> list[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    answers = []
    for _ in range(count):
        connection.request("GET", "/api/v1/whoami", headers={"Authorization": f"Bearer {token}"} if token else {})
        answers.append(connection.getresponse())
        answers[-1].body = answers[-1].read()
    connection.close()
    return answers


def test_requests_beyond_the_rate_of_a_token_are_told_when_to_come_again(own_server):
    own_server.settings.update(requests_per_second_per_token=1, request_burst_per_token=5)
    own_server.start()
    customer = own_server.world().a_customer()
    answers = answers_of(own_server.port, 20, customer.token)
    refused = [answer for answer in answers if answer.status == 429]
    assert answers[0].status == 200 and len(refused) >= 10
    assert answers[1].headers["RateLimit-Policy"] == '"token";q=5;w=5'
    assert answers[1].headers["RateLimit"].startswith('"token";r=')
    assert json.loads(refused[0].body)["code"] == "too_many_requests"
    assert int(refused[0].headers["Retry-After"]) == 1
    assert answers_within(own_server.port, "/healthz", 3)


def test_made_up_tokens_count_for_the_address_and_good_ones_do_not(own_server):
    own_server.start()
    customer = own_server.world().a_customer()
    own_server.stop()
    own_server.settings.update(requests_per_second_per_address=1, request_burst_per_address=5)
    own_server.start()
    assert answers_of(own_server.port, 1, customer.token)[0].status == 200
    guesses = [answers_of(own_server.port, 1, f"mst_guess{n}")[0].status for n in range(20)]
    assert guesses[0] == 401 and guesses.count(429) >= 10
    assert {answer.status for answer in answers_of(own_server.port, 20, customer.token)} == {200}


def test_somebody_who_signed_in_counts_for_themselves_in_every_browser(own_server):
    own_server.start()
    customer = own_server.world().a_customer()
    desk = joined(customer, "ada@limits.example", "reader")
    phone = Browser(customer.port)
    phone.sign_in("ada@limits.example")
    own_server.stop()
    own_server.settings.update(requests_per_second_per_address=1, request_burst_per_address=5,
                               requests_per_second_per_token=1, request_burst_per_token=20)
    own_server.start()
    desk.port = phone.port = own_server.port
    first = [browser.get("/session") for browser in (desk, phone)]
    assert [answer.headers["ratelimit-policy"] for answer in first] == ['"address";q=5;w=5'] * 2
    answers = [browser.get("/session") for _ in range(20) for browser in (desk, phone)]
    assert answers[0].headers["ratelimit-policy"] == '"person";q=20;w=20'
    assert 19 <= [answer.status for answer in answers].count(200) < 30
    assert answers[-1].refused() == (429, "too_many_requests")
