"""Brings to the lease what happens to sockets: pages that close, and web processes that die.

The hub must not wait, so closed sockets are written down and told one after the other beside it.
One that cannot be told, because a call of its agent cannot be read for example, lets the others by.
A process that is about to end tells nothing: its panels come back to another one as they were.
"""

import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from cti_adapter.calls.agent import AgentId
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.pages import Pages
from cti_adapter.storage.web_processes import WebProcesses
from cti_adapter.web.hub import Hub
from cti_adapter.web.subscription import Subscription

BEAT_S = 5.0
"""How often a web process says that it lives."""
LEFT_ALONE = timedelta(seconds=5)
"""How long a page that could not be told is not tried again."""
_ROUND_S = 0.5


class Leaves(Protocol):
    """Who lets a page go (service/pages.py)."""

    def leave(self, org_id: OrgId, agent_id: AgentId, *, page: str, socket: str) -> None:
        """Let a page go whose socket has closed."""
        ...


class Departures:
    """Pages whose sockets have closed, in order."""

    def __init__(self, pages: Leaves, clock: Callable[[], datetime]) -> None:
        self._pages = pages
        self._clock = clock
        self._gone: deque[Subscription] = deque()
        self._left_alone: deque[tuple[datetime, Subscription]] = deque()
        """Pages that could not be told, and when they are tried again; the first one first."""
        self._bell = threading.Event()

    def note(self, gone: Subscription) -> None:
        """Write down that a socket has closed; never waits."""
        if gone.page:
            self._gone.append(gone)
            self._bell.set()

    def tell(self) -> None:
        """Tell what was written down, or wait a little for it.

        A page that cannot be told is left alone for a while; it keeps no other waiting.

        Raises:
            Exception: what the first of those met, once all others have been told.
        """
        self._bell.wait(_ROUND_S)
        self._bell.clear()
        now = self._clock()
        while self._left_alone and self._left_alone[0][0] <= now:
            self._gone.append(self._left_alone.popleft()[1])
        met: Exception | None = None
        while self._gone:
            gone = self._gone.popleft()
            try:
                self._pages.leave(gone.org_id, gone.agent_id, page=gone.page, socket=gone.socket)
            except Exception as error:  # noqa: BLE001 - told below; the next one has gone as well
                met = met or error
                self._left_alone.append((now + LEFT_ALONE, gone))
        if met is not None:
            raise met


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
