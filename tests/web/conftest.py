"""One running product for the tests of its server, and a fresh agent for each of them."""

from collections.abc import Iterator

import pytest

from tests.support.panel_client import PanelClient
from tests.support.running import Running, Seat


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with Running(tmp_path_factory.mktemp("product")) as product:
        yield product


@pytest.fixture
def seat(running: Running) -> Iterator[Seat]:
    running.no_more_faults()
    yield running.seat()
    running.no_more_faults()


@pytest.fixture
def panel(seat: Seat) -> Iterator[PanelClient]:
    with PanelClient(seat) as client:
        yield client
