"""What a request ID leads to."""

from muster.api import Api, partner_file
from muster.server import run


def record_of(api: Api, answer) -> dict:
    found = api.get(f"/requests/{answer.headers['request-id']}")
    assert found.status == 200, found.body
    return found.json


def test_a_request_that_failed_is_found_with_what_it_was_told(world):
    customer = world.a_customer()
    refused = customer.get("/customers/org_1zzzzzzzzzzzz/devices")
    for finder in (customer, world.operator):
        record = record_of(finder, refused)
        assert (record["method"], record["status"]) == ("GET", 404)
        assert record["path"] == "/api/v1/customers/org_1zzzzzzzzzzzz/devices"
        assert record["operation"] == "list_devices"
        assert record["problem"]["code"] == "not_found"
        assert record["problem"]["detail"] == refused.json["detail"]
        assert record["who"]["organisation_id"] == customer.id
        assert record["address"] == "127.0.0.1"
        assert [line["message"] for line in record["log"]] == ["request"]
        assert record["log"][0]["request_id"] == record["request_id"]


def test_a_request_that_changed_something_tells_what(world):
    customer = world.a_customer()
    made = customer.post(f"/organisations/{customer.id}/tokens", {"name": "nightly"})
    record = record_of(customer, made)
    assert [(change["action"], change["subject"]) for change in record["changes"]] == [
        ("token.created", made.json["id"])
    ]
    assert made.json["token"] not in str(record)


def test_an_upload_leads_to_its_batch_and_to_how_it_ended(world):
    customer = world.a_customer()
    partner = world.a_partner_of(customer)
    devices = [*world.published(2), ("Everglen", "Ridge 5", "nowhere")]
    accepted = partner.upload(customer.id, partner_file(devices))
    partner.finished(accepted.json)
    record = record_of(partner, accepted)
    assert [batch["id"] for batch in record["batches"]] == [accepted.json["id"]]
    assert record["batches"][0]["counts"]["failed"] == 1
    lines = [line["message"] for line in record["log"]]
    assert lines[0] == "request" and "batch over" in lines


def test_a_request_of_others_is_not_found(world):
    customer, stranger = world.a_customer(), world.a_customer()
    refused = customer.get("/customers/org_1zzzzzzzzzzzz/devices")
    assert stranger.get(f"/requests/{refused.headers['request-id']}").refused() == (404, "not_found")


def test_a_request_of_nobody_is_found_by_the_operator_only(world):
    refused = Api(world.port, "mst_" + "A" * 43).get("/whoami")
    path = f"/requests/{refused.headers['request-id']}"
    assert world.a_customer().get(path).status == 404
    record = record_of(world.operator, refused)
    assert record["who"] is None and record["problem"]["code"] == "unauthenticated"


def test_what_only_read_is_not_kept_and_an_id_that_is_none_is_not_found(world):
    customer = world.a_customer()
    read = customer.get("/whoami")
    for request_id in (read.headers["request-id"], "req_" + "1" * 26, "nonsense"):
        assert customer.get(f"/requests/{request_id}").refused() == (404, "not_found")


def test_the_query_is_not_kept(world):
    customer = world.a_customer()
    refused = customer.get(f"/customers/{customer.id}/devices", serial_prefix="SECRET", nonsense=1)
    assert refused.status == 422
    record = record_of(customer, refused)
    assert "?" not in record["path"] and "SECRET" not in record["path"]


def test_requests_are_kept_over_a_stop(own_server):
    world = own_server.start().world()
    made = world.operator.post("/organisations", {"kind": "customer", "name": "Harbour"})
    own_server.stop()
    world = own_server.start().world()
    assert record_of(world.operator, made)["status"] == 201


def test_the_command_line_shows_a_request(world):
    customer = world.a_customer()
    refused = customer.get("/customers/org_1zzzzzzzzzzzz/devices")
    shown = run("requests", "show", refused.headers["request-id"], env={
        "MUSTER_SERVER": f"http://127.0.0.1:{world.port}", "MUSTER_TOKEN": customer.token,
    }).stdout
    assert "GET /api/v1/customers/org_1zzzzzzzzzzzz/devices" in shown
    assert refused.json["detail"] in shown
