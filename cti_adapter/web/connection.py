"""One agent's open socket: what it still has to be sent, and what it may say.

The socket is non-blocking and belongs to the connection alone. Nothing here waits: what the
network does not take is queued, a queue that grows too long ends the connection, and the agent
comes back with the last `seq` seen. It never decides who is told; that is the hub.

There is one for every open page of every agent, and nearly all of them are idle: what an idle one
does not need it does not keep.
"""

import socket
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from enum import StrEnum
from typing import Protocol

from cti_adapter.web.frames import (
    CloseCode,
    CloseReceived,
    FrameReader,
    PingReceived,
    PongReceived,
    Received,
    TextReceived,
    Violation,
    close_frame,
    ping_frame,
    pong_frame,
)
from cti_adapter.web.subscription import Subscription

MAX_UNSENT_FRAMES = 64
MAX_UNSENT_BYTES = 256 * 1024
MAX_UNANSWERED = 2
"""Pings in a row that may stay without a sign of life."""
MAX_LINGER = 3
"""Ticks (seconds) a client has to answer our close frame."""

_CHUNK = 4096


class Watch(Protocol):
    """Tells connections when their sockets can be read, and on request when they can be written.

    It may watch one socket or all of them, so it is told which.
    """

    def want_write(self, fd: int, *, wanted: bool) -> None: ...

    def attend(self) -> None:
        """Lend it this thread until its socket is stopped, where it needs one."""
        ...

    def stop(self, fd: int) -> None: ...


class Loop(Protocol):
    """What runs the connections of this process: gevent's loop, or a thread a socket."""

    @property
    def lock(self) -> AbstractContextManager[object]:
        """Held while a connection or the hub changes; never while anything waits."""
        ...

    def run(self, work: Callable[..., None], *args: object) -> None:
        """Do the work under the lock: now, or soon when this thread does not own the sockets."""
        ...

    def watch(self, connection: "Connection", fd: int) -> Watch: ...

    def spawn(self, work: Callable[[], None]) -> None:
        """Start work that goes on beside everything else until the process ends."""
        ...

    def sleep(self, seconds: float) -> None: ...


class Goodbye(StrEnum):
    """Why a connection ended, as /metrics counts it."""

    LEFT = "left"
    CLOSED = "closed"
    SLOW = "slow"
    SILENT = "silent"
    VIOLATION = "violation"


class Connection:
    """One socket after its handshake.

    It begins held: what is published waits until `release` has sent the backlog, so that no
    message overtakes an older one. All methods but `attend` are called under the loop's lock.

    Args:
        sock: plain and non-blocking; closed by this connection.
        gone: called once, when the socket is closed.
        turn: of the pinger, kept for the hub: in which of its ticks this one is asked.
    """

    __slots__ = (
        "_closing",
        "_gone",
        "_goodbye",
        "_held",
        "_reader",
        "_sock",
        "_unanswered",
        "_unsent",
        "_watch",
        "subscription",
        "turn",
    )

    def __init__(
        self,
        sock: socket.socket,
        subscription: Subscription,
        loop: Loop,
        gone: Callable[["Connection", Goodbye], None],
        turn: int = 0,
    ) -> None:
        self.subscription = subscription
        self.turn = turn
        self._unanswered = 0
        """Pings since the last sign of life; once we are closing, ticks without an answer."""
        self._sock = sock
        self._reader: FrameReader | None = None
        """Keeps the beginning of what the client has said in part, and is there only then."""
        self._held: list[bytes] | None = []
        self._unsent: list[bytes] | None = None
        """The first one may be the rest of a frame that is half sent: it is never taken out."""
        self._closing = False
        self._goodbye: Goodbye | None = None
        self._gone = gone
        self._watch = loop.watch(self, sock.fileno())

    @property
    def is_open(self) -> bool:
        """Whether there is still somebody at the other end, as far as is known."""
        return self._sock.fileno() >= 0

    # ── what we say ──────────────────────────────────────────────────────────────────────────

    def send(self, frame: bytes) -> None:
        """Send a frame as soon as the network takes it; the agent who reads too slowly is cut."""
        if self._closing:
            return
        if self._held is None:
            self._put(frame)
        else:
            self._held.append(frame)
        if _too_much(self._held or self._unsent or ()):
            if self._unsent is not None:
                del self._unsent[1:]
            self.close(CloseCode.TRY_AGAIN_LATER, "too slow, resume", Goodbye.SLOW)

    def release(self, backlog: bytes) -> None:
        """Send these frames first, then all that was published since the connection began."""
        held, self._held = self._held, None
        if self._closing:
            return
        for frame in (backlog, *(held or ())):
            self._put(frame)

    def ping(self) -> None:
        """Ask for a sign of life; who owed too many is dropped."""
        if self._closing:
            return
        if self._unanswered >= MAX_UNANSWERED:
            self.drop(Goodbye.SILENT)
            return
        self._unanswered += 1
        self._put(ping_frame())

    def linger(self) -> None:
        """Count a tick of a connection that is closing; without an answer the socket goes."""
        if not self._closing:
            return
        self._unanswered += 1
        if self._unanswered > MAX_LINGER:
            self.drop(Goodbye.CLOSED)

    def close(self, code: int | None, reason: str, goodbye: Goodbye = Goodbye.CLOSED) -> None:
        """Say goodbye after what is queued; the socket itself goes when the client has answered."""
        if self._closing:
            return
        self._closing = True
        self._unanswered = 0
        self._goodbye = goodbye
        self._put(close_frame(code, reason))

    def drop(self, goodbye: Goodbye) -> None:
        """Close the socket now."""
        fd = self._sock.fileno()
        if fd < 0:
            return
        self._closing = True
        self._watch.stop(fd)
        with suppress(OSError):  # the development server holds a second descriptor of it
            self._sock.shutdown(socket.SHUT_RDWR)
        self._sock.close()
        self._gone(self, self._goodbye or goodbye)

    def attend(self) -> None:
        """Let the loop have this thread until the connection is gone, where it needs one."""
        self._watch.attend()

    # ── what the loop tells ──────────────────────────────────────────────────────────────────

    def on_writable(self) -> None:
        """Send what waits; called by the loop."""
        while self._unsent:
            frame = self._unsent[0]
            sent = self._write(frame)
            if sent < len(frame):
                self._unsent[0] = frame[sent:]
                return
            del self._unsent[:1]
        self._unsent = None
        if self._sock.fileno() >= 0:
            self._watch.want_write(self._sock.fileno(), wanted=False)
            self._end_where_nothing_is_read()

    def on_readable(self) -> None:
        """Hear the client; called by the loop."""
        try:
            chunk = self._sock.recv(_CHUNK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            chunk = b""
        if not chunk:
            self.drop(Goodbye.LEFT)
            return
        if not self._closing:
            self._unanswered = 0
        reader = self._reader or FrameReader()
        said = reader.feed(chunk)
        self._reader = reader if reader.expects_more else None
        for received in said:
            self._hear(received)

    def _hear(self, received: Received) -> None:
        match received:
            case PingReceived(payload) if not self._closing:
                self.send(pong_frame(payload))
            case PingReceived() | PongReceived():
                pass
            case TextReceived():
                self.close(CloseCode.POLICY, "commands come by POST", Goodbye.VIOLATION)
            case Violation(code, reason):
                self.close(code, reason, Goodbye.VIOLATION)
                self._end_where_nothing_is_read()
            case CloseReceived(code):
                self.close(code, "", Goodbye.LEFT)  # the answer, unless ours was first
                self.drop(Goodbye.LEFT)

    def _end_where_nothing_is_read(self) -> None:
        """Hang up our side after a violation: no answer to our goodbye is heard (7.1.7)."""
        if not self._unsent and self._reader is not None and self._reader.has_ended:
            with suppress(OSError):  # who broke it may be gone by now
                self._sock.shutdown(socket.SHUT_WR)

    # ── the network ──────────────────────────────────────────────────────────────────────────

    def _put(self, frame: bytes) -> None:
        if not self._unsent:
            frame = frame[self._write(frame) :]
        if frame and self._sock.fileno() >= 0:
            if self._unsent is None:
                self._unsent = []
            self._unsent.append(frame)
            self._watch.want_write(self._sock.fileno(), wanted=True)

    def _write(self, frame: bytes) -> int:
        """Return how many bytes the network took; a broken connection is dropped and takes all."""
        try:
            return self._sock.send(frame)
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError:
            self.drop(Goodbye.LEFT)
            if self._unsent is not None:
                self._unsent.clear()
            return len(frame)


def _too_much(frames: Sequence[bytes]) -> bool:
    return len(frames) > MAX_UNSENT_FRAMES or sum(map(len, frames)) > MAX_UNSENT_BYTES
