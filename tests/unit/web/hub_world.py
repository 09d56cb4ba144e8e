"""A hub with real sockets, whose time passes by hand."""

import socket
from collections.abc import Callable
from contextlib import nullcontext

import pytest

from cti_adapter.calls.agent import AgentId
from cti_adapter.outbox.entry import OrgId
from cti_adapter.web.connection import Connection
from cti_adapter.web.hub import Hub
from cti_adapter.web.subscription import Key, Subscription

ACME = OrgId("acme")
ADA: Key = (ACME, AgentId("ada"))
GRACE: Key = (ACME, AgentId("grace"))


class HandLoop:
    """A loop that runs nothing by itself: the test says what happens and how time passes."""

    def __init__(self) -> None:
        self.lock = nullcontext()
        self.watched: list[HandWatch] = []
        self.slept: list[float] = []
        self.asleep: Callable[[], None] = lambda: None
        """What happens while somebody sleeps."""

    def run(self, work: Callable[..., None], *args: object) -> None:
        work(*args)

    def watch(self, connection: Connection, fd: int) -> "HandWatch":
        self.watched.append(HandWatch(connection, fd))
        return self.watched[-1]

    def spawn(self, work: Callable[[], None]) -> None:
        self.ticker = work

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.asleep()


class HandWatch:
    """Remembers what the connection asked for."""

    def __init__(self, connection: Connection, fd: int) -> None:
        self.connection, self.fd = connection, fd
        self.writing = self.stopped = False

    def want_write(self, fd: int, *, wanted: bool) -> None:
        assert self.fd == fd
        self.writing = wanted

    def attend(self) -> None:
        pass

    def stop(self, fd: int) -> None:
        assert self.fd == fd
        self.stopped = True


class StopHere(Exception):
    """Ends the pinger, which otherwise goes on for ever."""


class World:
    """A hub and the other ends of its sockets."""

    def __init__(self) -> None:
        self.loop = HandLoop()
        self.hub = Hub(self.loop)
        self._sockets: list[socket.socket] = []

    def join(self, key: Key = ADA, *, session: str = "s1", held: bool = False) -> socket.socket:
        """Connect an agent and return the client's end."""
        ours, theirs = socket.socketpair()
        self._sockets += [ours, theirs]
        ours.settimeout(0)
        theirs.settimeout(0)
        subscription = Subscription(key=key, session_id=session)
        self.last = self.hub.subscribe(ours, subscription)
        if not held:
            self.hub.release(self.last, [])
        return theirs

    def pass_ticks(self, ticks: int, between: Callable[[], None] = lambda: None) -> None:
        """Let the pinger go round so often; `between` happens while it sleeps."""
        left = iter(range(ticks))

        def next_tick() -> None:
            between()
            if next(left, None) is None:
                raise StopHere

        self.loop.asleep = next_tick
        with pytest.raises(StopHere):
            self.loop.ticker()

    def hear(self) -> None:
        """Let each connection read what its client sent."""
        for watch in self.loop.watched:
            if not watch.stopped:
                watch.connection.on_readable()

    def end(self) -> None:
        for one in self._sockets:
            one.close()


def heard(client: socket.socket) -> bytes:
    """Return what the client was sent, b"" when its end was closed or nothing came."""
    try:
        return client.recv(1 << 22)
    except BlockingIOError:
        return b""


def stuff(world: World) -> int:
    """Publish 4 KiB messages until the network takes no more; return how many."""
    for published in range(10_000):
        if world.loop.watched[-1].writing:
            return published
        world.hub.publish(ADA, b"x" * 4096)
    pytest.fail("the network takes everything")
