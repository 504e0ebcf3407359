"""Check-ins at two servers of one database: what one of them knows of a device holds at the other."""

import concurrent.futures

import pytest

from muster.device import a_token, an_enrolled_device
from muster.server import Server

pytestmark = pytest.mark.postgres


@pytest.fixture
def two(own_server, tmp_path):
    """Servers on one database, and a world at the first."""
    first = own_server.start()
    world = first.world()
    folder = tmp_path / "second"
    folder.mkdir()
    second = Server(folder, database=first.database).start()
    yield world, second.port
    second.kill()


def at(port: int, device, body: dict):
    """What the server at that port answers."""
    device.port = port
    return device.post("check-in", body)


def test_a_session_of_one_server_is_good_at_the_other(two):
    world, other = two
    device = an_enrolled_device(world, world.a_customer())
    session = device.session()
    for port in (other, world.port, other):
        assert at(port, device, device.session_body(*session)).status == 204


def test_removing_a_device_ends_its_session_and_its_key_at_every_server(two):
    world, other = two
    customer = world.a_customer()
    device = an_enrolled_device(world, customer)
    session = device.session()
    for port in (world.port, other):  # so that both remember its key
        assert at(port, device, device.session_body(*session)).status == 204
        assert at(port, device, device.check_in_body()).status == 204
    assert customer.delete(f"/customers/{customer.id}/devices/{device.device_id}").status == 204
    for port in (other, world.port):
        assert at(port, device, device.session_body(*session)).refused() == (403, "forbidden")
        assert at(port, device, device.check_in_body()).refused() == (403, "forbidden")


def test_enrolling_again_at_one_server_ends_the_old_session_at_the_other(two):
    world, other = two
    customer = world.a_customer()
    device = an_enrolled_device(world, customer)
    old = device.session()
    assert at(other, device, device.session_body(*old)).status == 204
    assert at(other, device, device.check_in_body()).status == 204
    allow = f"/customers/{customer.id}/devices/{device.device_id}/allow-enrolment"
    assert customer.post(allow).status == 204
    device.port = world.port
    device.key = type(device.key).generate()
    assert device.enrol(a_token(customer)).status == 201
    assert at(other, device, device.session_body(*old)).refused() == (403, "forbidden")
    assert at(other, device, device.check_in_body()).status == 204
    assert at(other, device, device.session_body(*device.session())).status == 204


def test_counts_stay_exact_while_two_servers_note_check_ins(two):
    world, other = two
    customer = world.a_customer()
    devices = [an_enrolled_device(world, customer) for _ in range(6)]
    sessions = [device.session() for device in devices]
    bodies = [[device.session_body(*session) for _ in range(20)] for device, session in zip(devices, sessions)]

    def send(port, device, body):
        return type(device)(port, device.identity).post("check-in", body).status

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(send, (world.port, other)[i % 2], device, body)
                for i in range(20) for device, body in zip(devices, (b[i] for b in bodies))]
        answers = [job.result() for job in jobs]
    assert set(answers) <= {204, 409} and answers.count(204) >= len(devices)
    customer.delete(f"/customers/{customer.id}/devices/{devices[0].device_id}")
    for port in (world.port, other):
        customer.port = port
        counts = customer.counts()
        assert (counts["active"], counts["inactive"], counts["total"]) == (5, 0, 5)
