"""Several want the same devices at the same time."""

import random
import threading

from muster.api import Api, partner_file
from muster.server import Server
from stored import check_data

DEVICES = 20_000


def race(customers: list[Api], texts: list[str]) -> list[dict]:
    """Each customer registers its file at the same time; returns their batches."""
    batches: dict[int, dict] = {}

    def register(n: int) -> None:
        batches[n] = customers[n].register(customers[n].id, texts[n])

    racers = [threading.Thread(target=register, args=(n,)) for n in range(len(customers))]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    return [batches[n] for n in range(len(customers))]


def test_two_customers_racing_for_the_same_devices_get_each_device_once(tmp_path):
    server = Server(tmp_path, chunk_rows=500).start()
    world = server.world()
    devices = world.published(DEVICES)
    customers = [world.a_customer(), world.a_customer()]
    shuffled = random.Random(20261123).sample(devices, len(devices))
    batches = race(customers, [partner_file(devices), partner_file(shuffled)])
    won = [batch["counts"]["registered"] for batch in batches]
    lost = [batch["errors"].get("device_claimed_by_another_organization", 0) for batch in batches]
    assert sum(won) == DEVICES and won == lost[::-1]
    owned = [
        {d["serial_number"] for d in c.devices(c.id, state="ready_for_user")} for c in customers
    ]
    assert not owned[0] & owned[1] and len(owned[0] | owned[1]) == DEVICES
    # The loser is told so, row by row, and not by whom.
    for customer, batch, winner in zip(customers, batches, customers[::-1]):
        failed = customer.get(
            f"/customers/{customer.id}/batches/{batch['id']}/rows", state="failed", limit=1
        )
        assert winner.id not in failed.body.decode()
        assert winner.organisation["name"] not in failed.body.decode()
    server.stop()
    check_data(server)


def test_a_withdrawal_and_a_registration_of_the_same_devices_never_both_win(tmp_path):
    server = Server(tmp_path, chunk_rows=100).start()
    world = server.world()
    supplier, customer = world.a_supplier(), world.a_customer()
    devices = [("Maker", "Model", f"S{n:05}") for n in range(2_000)]
    supplier.publish(partner_file(devices))
    names = ("manufacturer", "model", "serial_number")
    entries = [dict(zip(names, device)) for device in reversed(devices)]
    withdrawn: list[dict] = []

    def withdraw() -> None:
        path = f"/suppliers/{supplier.id}/directory/withdraw"
        for start in range(0, len(entries), 50):
            withdrawn.append(supplier.post(path, {"entries": entries[start : start + 50]}).json)

    worker = threading.Thread(target=withdraw)
    worker.start()
    batch = customer.register(customer.id, partner_file(devices))
    worker.join()
    gone = sum(answer["withdrawn"] for answer in withdrawn)
    assert batch["counts"]["registered"] + gone == len(devices)
    assert batch["errors"].get("device_not_found", 0) == gone
    server.stop()
    check_data(server)
