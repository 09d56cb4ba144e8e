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
    "tests.host_plugin",
    "tests.product_plugin",
    "tests.requirements_plugin",
    "tests.witness_plugin",
]

# a process that is aborted because it stands still says where
os.environ["PYTHONFAULTHANDLER"] = "1"

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("developer", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "developer")

HERE = Path(__file__).parent
BROWSER, UNIT = HERE / "browser", HERE / "unit"
LAST_LONG = 0.8
"""Where in the run the last file begins that is not a unit test's, as a part of all files."""
MANY_TESTS = 8
FEW_BUT_LONG = frozenset({
    BROWSER / "test_classic.py",
    BROWSER / "test_refresh.py",
    HERE / "web" / "test_bench_short.py",
    HERE / "web" / "test_rough_treatment.py",
    HERE / "web" / "socket" / "test_lifetime.py",
})  # fmt: skip
"""Files that take half a minute for a few tests."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the files of browser tests over the run, long ones first; end it with what is short.

    The processes share two cores, and a browser alone takes more than one: beside tests that mostly
    compute it is steadier than beside another browser. A long file that begins last leaves the
    other processes idle. Apart from that the order is the one pytest-randomly chose.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    unit = [file for file in files if file.is_relative_to(UNIT)]
    place = {file: at / len(unit) for at, file in enumerate(unit)}
    browser = [file for file in files if file.is_relative_to(BROWSER)]
    others = [file for file in files if file not in place and file not in browser]
    for kind in (browser, others):
        kind.sort(key=lambda file: not _takes_long(file, files[file]))
        place |= {file: LAST_LONG * at / len(kind) for at, file in enumerate(kind)}
    items[:] = [item for file in sorted(files, key=place.__getitem__) for item in files[file]]


def _takes_long(file: Path, tests: list[pytest.Item]) -> bool:
    return file in FEW_BUT_LONG or len(tests) >= MANY_TESTS
