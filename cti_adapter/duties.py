"""What runs beside the requests: the courier's rounds and the clock.

In the web process on SQLite, in `cti-adapter work` on PostgreSQL. Threads by name; under gevent
they are greenlets. Every duty runs once at start, so that a process that lives but briefly still
does it.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import structlog

from cti_adapter.outbox.courier import Courier
from cti_adapter.outbox.entry import Entry
from cti_adapter.service.timekeeper import Timekeeper

log = structlog.get_logger()

AT_ONCE = 4
"""Deliveries at the same time: what an org takes without complaint."""

_ROUND_S = 0.5
_TICK_S = 0.25


class DutyBell:
    """Wakes the courier (port Bell)."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def ring(self) -> None:
        """Say that something was put into the outbox."""
        self._event.set()

    def wait(self, seconds: float) -> None:
        """Wait for a ring, at most so long."""
        self._event.wait(seconds)
        self._event.clear()


class Duties:
    """Runs courier and clock until it is stopped."""

    def __init__(self, courier: Courier, timekeeper: Timekeeper, bell: DutyBell) -> None:
        self._courier = courier
        self._timekeeper = timekeeper
        self._bell = bell
        self._stopped = threading.Event()
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="courier")
        self._busy: set[Future[None]] = set()
        self._threads = [
            threading.Thread(target=self._repeat, args=(duty,), name=name, daemon=True)
            for name, duty in (("courier", self._round), ("clock", self._tick))
        ]

    def start(self) -> None:
        """Begin; returns at once."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop claiming, let what is on its way arrive, then return."""
        self._stopped.set()
        self._bell.ring()
        for thread in self._threads:
            thread.join()
        self._pool.shutdown(wait=True)

    def wait(self) -> None:
        """Return when stopped."""
        self._stopped.wait()

    def _repeat(self, duty: Callable[[], None]) -> None:
        while not self._stopped.is_set():
            try:
                duty()
            except Exception:  # a duty that fails is done again, never given up
                log.exception("duty.failed")
                self._stopped.wait(_ROUND_S)

    def _round(self) -> None:
        self._busy = {future for future in self._busy if not future.done()}
        free = AT_ONCE - len(self._busy)
        entries = self._courier.claim(free) if free else ()
        for entry in entries:
            future = self._pool.submit(self._deliver, entry)
            future.add_done_callback(lambda _: self._bell.ring())
            self._busy.add(future)
        if not entries:
            self._bell.wait(_ROUND_S)

    def _deliver(self, entry: Entry) -> None:
        try:
            self._courier.deliver(entry)
        except Exception:  # the lease runs out and another round takes the entry up
            log.exception("delivery.not_settled", call=entry.call_id, kind=entry.kind)

    def _tick(self) -> None:
        self._timekeeper.tick()
        self._stopped.wait(_TICK_S)
