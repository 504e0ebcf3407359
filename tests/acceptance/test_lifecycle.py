"""Starting, stopping, dying and going on."""

from muster.api import Api, World, partner_file


def test_sigterm_drains_in_under_five_seconds_and_the_batch_goes_on_after(own_server):
    own_server.settings["chunk_rows"] = 500
    own_server.start()
    customer = World(own_server.port, Api(own_server.port, own_server.operator_token())).a_customer()
    cid = customer.organisation["id"]
    batch = customer.upload(cid, partner_file([("A", "B", f"S{n}") for n in range(50_000)])).json
    assert own_server.stop() < 5
    assert own_server.process.returncode == 0
    own_server.start()
    customer.port = own_server.port
    done = customer.finished(batch)
    assert done["counts"] == {"pending": 0, "registered": 0, "failed": 50_000, "cancelled": 0}


def test_an_upload_that_was_cut_off_leaves_nothing(own_server):
    import socket
    own_server.start()
    customer = World(own_server.port, Api(own_server.port, own_server.operator_token())).a_customer()
    cid = customer.organisation["id"]
    text = partner_file([("A", "B", f"S{n}") for n in range(20_000)]).encode()
    with socket.create_connection(("127.0.0.1", own_server.port)) as client:
        head = (f"POST /api/v1/customers/{cid}/batches HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {customer.token}\r\n"
                f"Content-Type: text/csv\r\nContent-Length: {len(text) * 2}\r\n\r\n")
        client.sendall(head.encode() + text)
        own_server.kill()
    own_server.start()
    customer.port = own_server.port
    assert customer.pages(f"/customers/{cid}/batches") == []
    assert customer.devices(cid) == []
