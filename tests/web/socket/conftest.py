"""Servers that the socket tests share: the state is an agent's, so the server need not be fresh."""

import os
from collections.abc import Iterator

import pytest

from cti_adapter.web.loop_guard import MARK
from tests.web.socket.server import Kind, Server, serving

GUARDED = os.environ | {
    "GEVENT_MONITOR_THREAD_ENABLE": "1",
    "GEVENT_MAX_BLOCKING_TIME": "0.25",
}


@pytest.fixture(scope="session", params=["gunicorn", "development"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Return each form the sockets are served in."""
    chosen: Kind = request.param
    return chosen


@pytest.fixture(scope="session")
def server(kind: Kind) -> Iterator[Server]:
    """Serve in each form; nothing but the test of the guard may have blocked the loop."""
    with serving(kind, env=GUARDED) as running:
        yield running
        reports = running.errors().split(MARK)[1:]

    assert [] == [report for report in reports if "in block\n" not in report]
