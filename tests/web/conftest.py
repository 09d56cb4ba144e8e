"""A panel without a browser at a fresh seat for each test of the server, and a call for it."""

import itertools
from collections.abc import Iterator

import pytest

from tests.support.panel_client import PanelClient
from tests.support.running import Running
from tests.support.seat import Seat
from tests.web.stage import OutsideCall, telephone_system

_numbers = itertools.count(2000)


@pytest.fixture
def panel(seat: Seat) -> Iterator[PanelClient]:
    with PanelClient(seat) as client:
        yield client


@pytest.fixture
def call(panel: PanelClient) -> OutsideCall:
    """A call of Ada to the panel's agent that nobody has told of yet."""
    return OutsideCall(telephone_system(panel.running), panel.seat.line)


@pytest.fixture
def number(running: Running) -> str:
    """A number that is stored nowhere, and that no other test calls from."""
    running.no_more_faults()
    return f"+1415888{next(_numbers)}"
