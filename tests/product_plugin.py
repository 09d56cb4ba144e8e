"""The fixtures around a running product; lazy, so that unit tests start nothing."""

from collections.abc import Iterator

import pytest

from tests.support.clustered import clustered
from tests.support.databases import DATABASES
from tests.support.running import Running
from tests.support.seat import Seat

_BEFORE = pytest.StashKey[bool]()
"""Whether it was so already: a run of pytest may be inside of another one."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--cluster", action="store_true", help="the product as several processes on PostgreSQL"
    )
    parser.addoption(
        "--postgresql", action="store_true", help="every product on a database of PostgreSQL"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_BEFORE] = DATABASES.on_postgresql
    DATABASES.on_postgresql |= config.getoption("--postgresql")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not config.stash[_BEFORE]:
        DATABASES.close()
        DATABASES.on_postgresql = False


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about the file of SQLite, where no product has one; each says why."""
    if not config.getoption("--postgresql"):
        return
    for item in items:
        mark = item.get_closest_marker("sqlite")
        if mark is not None:
            item.add_marker(pytest.mark.skip(reason=f"about SQLite: {mark.args[0]}"))


@pytest.fixture(scope="session")
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """The product with its stand-ins, started once; they answer on two host names."""
    start = clustered if request.config.getoption("--cluster") else Running
    with start(tmp_path_factory.mktemp("product")) as product:
        assert "127.0.0.1" in product.url
        assert "localhost" in product.salesforce, "one host name would be one site"
        yield product


@pytest.fixture
def seat(running: Running) -> Iterator[Seat]:
    """An agent whom no other test knows, at a stand-in that fails on nobody's behalf."""
    running.no_more_faults()
    yield running.seat()
    running.no_more_faults()
