import pathlib
import sys

ROOT = pathlib.Path(__file__).parents[2]
# What starts the built program is the acceptance suite's.
sys.path.insert(0, str(ROOT / "tests/acceptance"))
