"""What every test shares: how Hypothesis searches, the browser, the record of requirements.

Fixtures of one kind of test live in the conftest of that kind's folder, never here.
"""

import os
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = [
    "pytester",
    "tests.chromium_plugin",
    "tests.product_plugin",
    "tests.requirements_plugin",
    "tests.witness_plugin",
]

# a process that is aborted because it stands still says where
os.environ["PYTHONFAULTHANDLER"] = "1"

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("developer", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "developer")

BROWSER = Path(__file__).parent / "browser"
LAST_BROWSER = 0.8
"""Where in the run the last file of browser tests begins, as a part of all files."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the files of browser tests over the run, and end it with what is short.

    Two processes share two cores, and a browser alone takes more than one: beside tests that mostly
    compute it is steadier than beside another browser. A long file that begins last leaves the
    other process idle. The order within is the one pytest-randomly chose.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    heavy = [file for file in files if file.is_relative_to(BROWSER)]
    light = [file for file in files if not file.is_relative_to(BROWSER)]
    place = {file: LAST_BROWSER * at / len(heavy) for at, file in enumerate(heavy)}
    place |= {file: at / len(light) for at, file in enumerate(light)}
    items[:] = [item for file in sorted(files, key=place.__getitem__) for item in files[file]]
