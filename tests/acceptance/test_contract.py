"""The contract itself."""

import subprocess

from muster.contract import ROOT, operations
from muster.server import run  # noqa: F401


def test_the_page_is_what_the_contract_says():
    subprocess.run(["/usr/bin/python3", str(ROOT / "api/render_docs.py"), "--check"], check=True)


def test_every_operation_is_named_once_in_the_program():
    """An operation without a route, or a route without an operation, is a lie of the contract."""
    sources = "".join(p.read_text() for p in (ROOT / "src").rglob("*.cpp"))
    for operation in operations():
        assert sources.count(f'"{operation}"') >= 1, f"no route is called {operation}"
