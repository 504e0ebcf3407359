import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from muster.api import Api, World  # noqa: E402
from muster.server import Server  # noqa: E402


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One server for all tests of a process that do not end it themselves."""
    server = Server(tmp_path_factory.mktemp("server"), support_contact="support@example.com").start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def world(server):
    return World(server.port, Api(server.port, server.operator_token()))


@pytest.fixture
def own_server(tmp_path):
    """A server that a test may kill, stop and start again."""
    server = Server(tmp_path)
    yield server
    if server.process and server.process.poll() is None:
        server.kill()


@pytest.fixture
def own_world(own_server):
    own_server.start()
    return World(own_server.port, Api(own_server.port, own_server.operator_token()))
