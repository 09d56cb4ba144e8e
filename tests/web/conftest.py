"""A panel without a browser, at a fresh seat for each test of the server."""

from collections.abc import Iterator

import pytest

from tests.support.panel_client import PanelClient
from tests.support.running import Seat


@pytest.fixture
def panel(seat: Seat) -> Iterator[PanelClient]:
    with PanelClient(seat) as client:
        yield client
