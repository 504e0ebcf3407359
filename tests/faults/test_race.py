"""Two customers want the same devices at the same time."""

import threading

from muster.api import Api, World, partner_file
from muster.server import Server


def test_two_customers_racing_for_the_same_devices_get_each_device_once(tmp_path):
    server = Server(tmp_path, chunk_rows=500).start()
    world = World(server.port, Api(server.port, server.operator_token()))
    devices = world.published(20_000)
    customers = [world.a_customer(), world.a_customer()]
    text = partner_file(devices)
    batches: dict[int, dict] = {}

    def register(n: int) -> None:
        batches[n] = customers[n].register(customers[n].organisation["id"], text)

    racers = [threading.Thread(target=register, args=(n,)) for n in range(2)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    won = [batches[n]["counts"]["registered"] for n in range(2)]
    lost = [batches[n]["errors"].get("device_claimed_by_another_organization", 0) for n in range(2)]
    assert sum(won) == 20_000 and won == lost[::-1]
    owned = [{d["serial_number"] for d in c.devices(c.organisation["id"], state="ready_for_user")} for c in customers]
    assert not owned[0] & owned[1] and len(owned[0] | owned[1]) == 20_000
    server.stop()
