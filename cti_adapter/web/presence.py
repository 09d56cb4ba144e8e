"""Brings to the lease what happens to sockets: pages that close, and web processes that die.

The hub must not wait, so closed sockets are written down and told one after the other beside it.
A process that is about to end tells nothing: its panels come back to another one as they were.
"""

import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime

from cti_adapter.service.pages import Pages
from cti_adapter.storage.web_processes import WebProcesses
from cti_adapter.web.connection import Subscription
from cti_adapter.web.hub import Hub

BEAT_S = 5.0
"""How often a web process says that it lives."""
_ROUND_S = 0.5


class Departures:
    """Pages whose sockets have closed, in order."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._gone: deque[Subscription] = deque()
        self._bell = threading.Event()

    def note(self, gone: Subscription) -> None:
        """Write down that a socket has closed; never waits."""
        if gone.page:
            self._gone.append(gone)
            self._bell.set()

    def tell(self) -> None:
        """Tell what was written down, or wait a little for it; a page not told stays first."""
        self._bell.wait(_ROUND_S)
        self._bell.clear()
        while self._gone:
            gone = self._gone[0]
            self._pages.leave(gone.org_id, gone.agent_id, page=gone.page, socket=gone.socket)
            self._gone.popleft()


class Heartbeat:
    """Says that this process lives, and frees what dead ones held of the agents who are here."""

    def __init__(
        self,
        process: str,
        *,
        processes: WebProcesses,
        hub: Hub,
        pages: Pages,
        clock: Callable[[], datetime],
    ) -> None:
        self._process = process
        self._processes = processes
        self._hub = hub
        self._pages = pages
        self._clock = clock
        self._known: frozenset[str] = frozenset()

    def beat(self) -> None:
        """Do it once."""
        self._processes.seen(self._process, self._clock())
        living = self._processes.living(self._clock())
        if self._known - living:
            for org_id, agent_id in self._hub.agents():
                self._pages.sweep(org_id, agent_id)
        self._known = living
