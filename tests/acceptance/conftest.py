import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from muster import contract, postgres  # noqa: E402
from muster.api import Api, World  # noqa: E402
from muster.server import Server, SimulatedServer  # noqa: E402


def pytest_configure(config):
    config.addinivalue_line("markers", "files: about the data folder, which PostgreSQL does without")
    config.addinivalue_line("markers", "postgres: about what needs PostgreSQL")


def pytest_collection_modifyitems(items):
    unfit, where = ("files", "SQLite") if postgres.SERVER else ("postgres", "PostgreSQL")
    for item in items:
        if item.get_closest_marker(unfit):
            item.add_marker(pytest.mark.skip(reason=f"for {where}"))


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One server for all tests of a process that do not end it themselves."""
    folder = tmp_path_factory.mktemp("server")
    server = Server(folder, support_contact="support@example.com").start()
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
    return own_server.world()


@pytest.fixture
def simulated(tmp_path):
    server = SimulatedServer(tmp_path).start()
    yield server
    server.kill()


# Every operation of the contract is exercised by the suite: each process tells which ones it saw,
# and the first one adds them up. Only a run of the whole suite can be judged.


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["operations"] = sorted(contract.seen_operations)
        return
    if _is_whole_suite(session.config) and session.exitstatus == 0:
        unseen = contract.operations() - contract.seen_operations
        if unseen:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            session.config.unseen_operations = sorted(unseen)


def pytest_testnodedown(node, error):
    contract.seen_operations.update(getattr(node, "workeroutput", {}).get("operations", []))


def pytest_terminal_summary(terminalreporter, config):
    for operation in getattr(config, "unseen_operations", []):
        terminalreporter.write_line(f"FAILED: no test uses the operation {operation}", red=True)


def _is_whole_suite(config) -> bool:
    chosen = config.option.keyword or config.option.markexpr or getattr(config.option, "lf", False)
    here = pathlib.Path(__file__).parent
    arguments = [pathlib.Path(argument).resolve() for argument in config.args]
    return not chosen and any(here.is_relative_to(argument) for argument in arguments)
