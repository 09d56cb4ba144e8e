"""Who is told: the open sockets of every agent, one pinger for all, and the way out.

The hub knows no messages and no database; it carries bytes to an agent's sockets and never
waits for one of them. What it could not deliver the agent fetches by `seq` on coming back
(design D7).
"""

import socket
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import count

import msgspec

from cti_adapter.web.connection import Connection, Goodbye, Loop
from cti_adapter.web.frames import CloseCode, text_frame
from cti_adapter.web.subscription import Key, Subscription

PING_TICKS = 25
"""Each tick pings one socket in twenty-five, so that each is pinged every twenty-fifth tick."""

SLICES = 20
SLICE_S = 0.05
"""A restart says goodbye to a twentieth of the sockets at a time: a second for all."""

FAREWELL_S = 0.5
"""How long a restart waits for the last answers."""


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """The hub in figures, for /metrics."""

    connections: int
    agents: int
    frames_sent: int
    ended: dict[str, int]
    """Connections that ended, by `Goodbye`."""


class Hub:
    """The subscriptions of one process.

    Args:
        loop: what watches the sockets of this process.
        tick_s: seconds between two rounds of the pinger; tests shorten it.
    """

    def __init__(self, loop: Loop, *, tick_s: float = 1.0) -> None:
        self.on_gone: Callable[[Subscription], None] = _nobody_asks
        """Told of each socket that has gone, but by a restart; it must not wait."""
        self._loop = loop
        self._tick_s = tick_s
        self._open: dict[Key, tuple[Connection, ...]] = {}
        self._turn = count()
        self._gone = self._forget  # one for all connections
        self._ended: Counter[str] = Counter()
        self._frames_sent = 0
        self._ticking = False
        self._farewell: str | None = None
        """What everybody is told when the process ends; None as long as it does not."""

    # ── who is here ──────────────────────────────────────────────────────────────────────────

    @property
    def draining(self) -> bool:
        """Whether the process is about to end: not ready, and nobody new is let in."""
        return self._farewell is not None

    def sockets_of(self, key: Key) -> int:
        """Return how many sockets the agent has open."""
        return len(self._open.get(key, ()))

    def agents(self) -> list[Key]:
        """Return the agents who have a socket open here."""
        with self._loop.lock:
            return list(self._open)

    def counts(self) -> Counts:
        """Return the hub in figures."""
        with self._loop.lock:
            return Counts(
                connections=len(self._everyone()),
                agents=len(self._open),
                frames_sent=self._frames_sent,
                ended={why.value: self._ended[why] for why in Goodbye},
            )

    def subscribe(self, sock: socket.socket, subscription: Subscription) -> Connection:
        """Take a socket over; what is published from now on is held until it is released.

        Args:
            sock: plain, non-blocking, its handshake done; the hub closes it.
            subscription: whose events it gets.
        """
        with self._loop.lock:
            turn = next(self._turn) % PING_TICKS
            connection = Connection(sock, subscription, self._loop, self._gone, turn)
            self._open[subscription.key] = (*self._open.get(subscription.key, ()), connection)
            if not self._ticking:
                self._ticking = True
                self._loop.spawn(self._tick_forever)
        return connection

    def release(self, connection: Connection, backlog: Iterable[bytes]) -> None:
        """Send the backlog (message bodies, oldest first), then what was held meanwhile."""
        frames = [text_frame(body) for body in backlog]
        with self._loop.lock:
            self._frames_sent += len(frames)
            connection.release(b"".join(frames))
            if self._farewell is not None:  # the last slice has passed
                connection.close(CloseCode.SERVICE_RESTART, self._farewell)
            elif not connection.is_open:  # it went while its page was taken in
                self.on_gone(connection.subscription)

    def turn_away(self, connection: Connection) -> None:
        """Close a connection that cannot be served now; the client comes back later."""
        with self._loop.lock:
            connection.close(CloseCode.TRY_AGAIN_LATER, "try again later")

    # ── telling them ─────────────────────────────────────────────────────────────────────────

    def publish(self, key: Key, body: bytes) -> None:
        """Send a message, UTF-8, to every socket of this agent; from any thread, never waiting.

        Messages of one thread arrive in the order they were published.
        """
        self._loop.run(self._publish, key, text_frame(body))

    def _publish(self, key: Key, frame: bytes) -> None:
        for connection in self._open.get(key, ()):
            connection.send(frame)
            self._frames_sent += 1

    # ── saying goodbye ───────────────────────────────────────────────────────────────────────

    def each_session(self, lives: Callable[[str], bool]) -> None:
        """Close the sockets of every session that no longer lives, with 4401.

        Args:
            lives: asked once a session, outside the lock, so it may read the database.
        """
        with self._loop.lock:
            sessions = {connection.subscription.session_id for connection in self._everyone()}
        for session_id in sorted(sessions):
            if not lives(session_id):
                self.end_session(session_id)

    def end_session(self, session_id: str) -> None:
        """Close the sockets of a session that ended, with 4401."""
        self._loop.run(self._end_session, session_id)

    def _end_session(self, session_id: str) -> None:
        for connection in self._everyone():
            if connection.subscription.session_id == session_id:
                connection.close(CloseCode.SESSION_ENDED, "signed out")

    def send_back(self, key: Key) -> None:
        """Close the sockets of one agent, who comes back and is told everything anew."""
        self._loop.run(self._send_back, key)

    def _send_back(self, key: Key) -> None:
        for connection in self._open.get(key, ()):
            connection.close(CloseCode.TRY_AGAIN_LATER, "some messages are gone: come again")

    def close_all(self, code: int = CloseCode.SERVICE_RESTART, reason: str | None = None) -> None:
        """Let nobody in any more and close everybody, a slice at a time; wait for the answers.

        Args:
            reason: shown to clients; by default a hint over how many seconds they should spread
                their return, one for each thousand of them.
        """
        with self._loop.lock:
            everyone = self._everyone()
            why = reason or f"restart, come back within {max(1, len(everyone) // 1000)} s"
            self._farewell = why
        size = -(-len(everyone) // SLICES) or 1
        for start in range(0, len(everyone), size):
            with self._loop.lock:
                for connection in everyone[start : start + size]:
                    connection.close(code, why)
            self._loop.sleep(SLICE_S)
        for _ in range(round(FAREWELL_S / SLICE_S)):
            if not self._open:
                break
            self._loop.sleep(SLICE_S)

    # ── the pinger ───────────────────────────────────────────────────────────────────────────

    def _tick_forever(self) -> None:
        for tick in count():
            self._loop.sleep(self._tick_s)
            with self._loop.lock:
                self._tick(tick)
                if self.draining and not self._open:
                    return

    def _tick(self, tick: int) -> None:
        for connection in self._everyone():
            if connection.turn == tick % PING_TICKS:
                connection.ping()
            connection.linger()

    # ── the books ────────────────────────────────────────────────────────────────────────────

    def _everyone(self) -> list[Connection]:
        return [connection for sockets in self._open.values() for connection in sockets]

    def _forget(self, connection: Connection, goodbye: Goodbye) -> None:
        key = connection.subscription.key
        left = tuple(one for one in self._open[key] if one is not connection)
        if left:
            self._open[key] = left
        else:
            del self._open[key]
        self._ended[goodbye] += 1
        if self._farewell is None:
            self.on_gone(connection.subscription)


def _nobody_asks(_: Subscription) -> None:
    pass
