"""What watches open sockets: gevent's loop under gunicorn, a thread a socket without it.

Both give the hub the same interface (`Loop` in connection.py), so that nothing above knows which
one it runs on. No byte is read or written here.
"""

import selectors
import socket
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import gevent
import gevent.monkey

from cti_adapter.web.connection import Connection, Watch

_READ, _WRITE = 1, 2  # libev's EV_READ and EV_WRITE


def loop_of_this_process() -> "EventLoop | Threads":
    """Return gevent's loop where the server has patched this process, else plain threads."""
    return EventLoop() if gevent.monkey.is_module_patched("socket") else Threads()


# ── gevent: one loop for all ─────────────────────────────────────────────────────────────────


class EventLoop:
    """Connections watched by gevent's loop; no greenlet and no thread of their own.

    What is done to a connection never switches greenlets, so no lock is needed in this thread,
    and other threads hand their work over.
    """

    def __init__(self) -> None:
        self.lock: AbstractContextManager[object] = nullcontext()
        self._loop = gevent.get_hub().loop
        self._this_thread = gevent.monkey.get_original("_thread", "get_ident")
        self._owner = self._this_thread()

    def run(self, work: Callable[..., None], *args: object) -> None:
        if self._this_thread() == self._owner:
            work(*args)
        else:
            self._loop.run_callback_threadsafe(work, *args)

    def watch(self, connection: Connection, fd: int) -> Watch:
        return _LoopWatch(self._loop, connection, fd)

    def spawn(self, work: Callable[[], None]) -> None:
        gevent.spawn(work)

    def sleep(self, seconds: float) -> None:
        gevent.sleep(seconds)


class _LoopWatch:
    """Two libev watchers; the one for writing exists only while something waits."""

    __slots__ = ("_connection", "_fd", "_loop", "_reading", "_writing")

    def __init__(self, loop: Any, connection: Connection, fd: int) -> None:
        self._loop, self._connection, self._fd = loop, connection, fd
        self._writing: Any = None
        self._reading = loop.io(fd, _READ)
        self._reading.start(connection.on_readable)

    def want_write(self, *, wanted: bool) -> None:
        if wanted and self._writing is None:
            self._writing = self._loop.io(self._fd, _WRITE)
            self._writing.start(self._connection.on_writable)
        elif not wanted and self._writing is not None:
            self._writing.close()
            self._writing = None

    def attend(self) -> None:
        pass  # the loop does

    def stop(self) -> None:
        self.want_write(wanted=False)
        self._reading.close()


# ── threads: the development server ──────────────────────────────────────────────────────────


class Threads:
    """Connections watched by the thread of the request that opened them."""

    def __init__(self) -> None:
        self.lock: AbstractContextManager[object] = threading.RLock()

    def run(self, work: Callable[..., None], *args: object) -> None:
        with self.lock:
            work(*args)

    def watch(self, connection: Connection, fd: int) -> Watch:
        return _ThreadWatch(self.lock, connection, fd)

    def spawn(self, work: Callable[[], None]) -> None:
        threading.Thread(target=work, name="hub-pinger", daemon=True).start()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class _ThreadWatch:
    """Waits for one socket in the thread that attends to it, until the connection is gone."""

    def __init__(
        self, lock: AbstractContextManager[object], connection: Connection, fd: int
    ) -> None:
        self._lock, self._connection, self._fd = lock, connection, fd
        self._writing = self._stopped = False
        self._waker, self._woken = socket.socketpair()

    def want_write(self, *, wanted: bool) -> None:
        if wanted != self._writing:
            self._writing = wanted
            self._waker.send(b".")

    def stop(self) -> None:
        self._stopped = True
        self._waker.send(b".")

    def attend(self) -> None:
        """Tell the connection what its socket can do, until it is stopped."""
        with self._waker, self._woken, selectors.DefaultSelector() as selector:
            selector.register(self._woken, selectors.EVENT_READ)
            while self._wait_for_more(selector):
                ready = {key.fd: events for key, events in selector.select()}
                with self._lock:
                    self._tell(ready)

    def _wait_for_more(self, selector: selectors.BaseSelector) -> bool:
        with self._lock:
            if self._stopped:
                return False
            wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._writing else 0)
            if self._fd in selector.get_map():
                selector.modify(self._fd, wanted)
            else:
                selector.register(self._fd, wanted)
            return True

    def _tell(self, ready: dict[int, int]) -> None:
        if self._woken.fileno() in ready:
            self._woken.recv(64)
        events = ready.get(self._fd, 0)
        if events & selectors.EVENT_WRITE and not self._stopped:
            self._connection.on_writable()
        if events & selectors.EVENT_READ and not self._stopped:
            self._connection.on_readable()
