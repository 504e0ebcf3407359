import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "acceptance"))


@pytest.fixture
def kills() -> int:
    """How often a test kills the server: MUSTER_KILLS, else 100 with MUSTER_FAULTS=long, else 15."""
    long = os.environ.get("MUSTER_FAULTS") == "long"
    return int(os.environ.get("MUSTER_KILLS", "100" if long else "15"))
