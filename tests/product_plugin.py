"""The fixtures around a running product; lazy, so that unit tests start nothing."""

from collections.abc import Iterator

import pytest

from tests.support.clustered import clustered
from tests.support.running import Running
from tests.support.seat import Seat


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--cluster", action="store_true", help="the product as several processes on PostgreSQL"
    )


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
