"""Cuts the network for everything the suite starts: what runs here runs on a plane (B-30).

pytest-socket holds the test process itself back; here it is done for its children. It never
touches the process that tests: a hook written in Python disturbs coverage's own in its threads.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

SITE = Path(__file__).parent / "support" / "network_cut"


class NetworkCut:
    """What the children of this run have written down."""

    def __init__(self, record: Path) -> None:
        self.record = record

    def lines(self, what: str) -> list[str]:
        """Return the notes of one kind: "cut" has process ids, "tried" process id and host."""
        lines = self.record.read_text(encoding="utf-8").splitlines()
        return [text for kind, _, text in (line.partition(" ") for line in lines) if kind == what]


_KEY = pytest.StashKey[NetworkCut]()


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("numprocesses", default=None):
        return  # this process starts those that test; each of them cuts off its own children
    descriptor, name = tempfile.mkstemp(prefix="network-cut-")
    os.close(descriptor)
    config.stash[_KEY] = NetworkCut(Path(name))
    others = [path for path in [os.environ.get("PYTHONPATH")] if path]
    os.environ["PYTHONPATH"] = os.pathsep.join([str(SITE), *others])
    os.environ["NETWORK_CUT_RECORD"] = name


def pytest_unconfigure(config: pytest.Config) -> None:
    if _KEY in config.stash:
        config.stash[_KEY].record.unlink(missing_ok=True)


@pytest.fixture(scope="session", autouse=True)
def network_cut(pytestconfig: pytest.Config) -> Iterator[NetworkCut]:
    """What the processes noted; none of the whole run may have wanted to leave this machine."""
    cut = pytestconfig.stash[_KEY]
    yield cut

    assert [] == cut.lines("tried")
