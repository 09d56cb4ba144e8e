"""What watches open sockets: gevent's loop under gunicorn, a thread a socket without it.

Both give the hub the same interface (`Loop` in connection.py), so that nothing above knows which
one it runs on. No byte is read or written here.
"""

import select
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

_READ = 1  # libev's EV_READ
_AT_ONCE = 256
"""Sockets told of in one turn of the loop; others have to get a word in."""


def loop_of_this_process() -> "EventLoop | Threads":
    """Return gevent's loop where the server has patched this process, else plain threads."""
    return EventLoop() if gevent.monkey.is_module_patched("socket") else Threads()


# ── gevent: one loop for all ─────────────────────────────────────────────────────────────────


class EventLoop:
    """Connections watched by gevent's loop; no greenlet and no thread of their own.

    The loop knows one descriptor for all of them, an epoll: so an idle socket costs a place in a
    dict, where a watcher of gevent's own and its callback would be four hundred bytes.

    What is done to a connection never switches greenlets, so no lock is needed in this thread,
    and other threads hand their work over.
    """

    def __init__(self) -> None:
        self.lock: AbstractContextManager[object] = nullcontext()
        self._loop = gevent.get_hub().loop
        self._this_thread = gevent.monkey.get_original("_thread", "get_ident")
        self._owner = self._this_thread()
        epoll = gevent.monkey.get_original("select", "epoll")
        self._epoll: select.epoll = epoll()
        self._watched: dict[int, Connection] = {}
        self._watcher: Any = self._loop.io(self._epoll.fileno(), _READ)
        self._watcher.start(self._tell)

    def run(self, work: Callable[..., None], *args: object) -> None:
        if self._this_thread() == self._owner:
            work(*args)
        else:
            self._loop.run_callback_threadsafe(work, *args)

    def watch(self, connection: Connection, fd: int) -> Watch:
        self._watched[fd] = connection
        self._epoll.register(fd, select.EPOLLIN)
        return self

    def want_write(self, fd: int, *, wanted: bool) -> None:
        self._epoll.modify(fd, select.EPOLLIN | select.EPOLLOUT if wanted else select.EPOLLIN)

    def attend(self) -> None:
        pass  # the loop does

    def stop(self, fd: int) -> None:
        self._epoll.unregister(fd)
        del self._watched[fd]

    def spawn(self, work: Callable[[], None]) -> None:
        gevent.spawn(work)

    def sleep(self, seconds: float) -> None:
        gevent.sleep(seconds)

    def _tell(self) -> None:
        """Tell some connections what their sockets can do; the loop asks again for the rest."""
        for fd, ready in self._epoll.poll(0, _AT_ONCE):
            if ready & ~select.EPOLLOUT:  # also where it broke: reading finds out
                self._with(fd, Connection.on_readable)
            if ready & select.EPOLLOUT:
                self._with(fd, Connection.on_writable)

    def _with(self, fd: int, told: Callable[[Connection], None]) -> None:
        """Tell a connection, unless it was dropped since its descriptor was ready."""
        connection = self._watched.get(fd)
        if connection is not None:
            told(connection)


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

    def want_write(self, fd: int, *, wanted: bool) -> None:  # noqa: ARG002 - it watches but one
        if wanted != self._writing:
            self._writing = wanted
            self._waker.send(b".")

    def stop(self, fd: int) -> None:  # noqa: ARG002 - it watches but one
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
