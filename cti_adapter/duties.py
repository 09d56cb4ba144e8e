"""What runs beside the requests, again and again: the courier's rounds, the clock, the watch.

In the web process on SQLite, in `cti-adapter work` on PostgreSQL. Threads by name; under gevent
they are greenlets. Every duty is done once at start, so that a process that lives but briefly
still does it.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import structlog
from structlog.contextvars import bound_contextvars

from cti_adapter.outbox.courier import Courier
from cti_adapter.outbox.entry import Entry

log = structlog.get_logger()

AT_ONCE = 4
"""Deliveries at the same time: what an org takes without complaint."""

_ROUND_S = 0.5


class Duty:
    """Something that is done, paused, and done again until it is stopped.

    Args:
        name: of its thread.
        work: one round of it; when it raises that is logged, and the next round comes.
        every_s: seconds between two rounds.
    """

    def __init__(self, name: str, work: Callable[[], object], *, every_s: float) -> None:
        self._work = work
        self._every_s = every_s
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Let the round that is under way be the last, and return when it is done."""
        self._stopped.set()
        self._thread.join()

    def wait(self) -> None:
        """Return when it has been stopped."""
        self._stopped.wait()

    def _run(self) -> None:
        while not self._stopped.is_set():
            pause = self._every_s
            try:
                self._work()
            except Exception:  # a duty that fails is done again, never given up
                log.exception("duty.failed", duty=self._thread.name)
                pause = max(pause, _ROUND_S)
            self._stopped.wait(pause)


def stop_all(duties: Sequence[Duty]) -> None:
    """Stop duties in the order given."""
    for duty in duties:
        duty.stop()


class Bell:
    """Wakes the courier (the port of that name)."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def ring(self) -> None:
        """Say that something was put into the outbox."""
        self._event.set()

    def wait(self, seconds: float) -> None:
        """Wait for a ring, at most so long."""
        self._event.wait(seconds)
        self._event.clear()


class Rounds:
    """The courier's rounds: what is due is delivered, a few at a time.

    Args:
        courier: claims and delivers.
        bell: rung when something was put.
        beat: told of every round in which the courier could claim.
    """

    def __init__(
        self, courier: Courier, bell: Bell, beat: Callable[[], object] = lambda: None
    ) -> None:
        self._courier = courier
        self._beat = beat
        self._bell = bell
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="courier")
        self._busy: set[Future[None]] = set()

    def make(self) -> None:
        """Start the deliveries that are due; where there are none, wait for the bell."""
        self._busy = {future for future in self._busy if not future.done()}
        free = AT_ONCE - len(self._busy)
        entries = self._courier.claim(free) if free else ()
        for entry in entries:
            future = self._pool.submit(self._deliver, entry)
            future.add_done_callback(lambda _: self._bell.ring())
            self._busy.add(future)
        self._beat()
        if not entries:
            self._bell.wait(_ROUND_S)

    def _deliver(self, entry: Entry) -> None:
        with bound_contextvars(call=entry.about, kind=entry.kind):
            log.info("delivery.begun")
            try:
                self._courier.deliver(entry)
            except Exception:  # the lease runs out and another round takes the entry up
                log.exception("delivery.not_settled")
