"""Where our process may die: before and after every transaction, claim and request.

A process that is killed inside a transaction leaves what a process leaves that was killed before
it, so these are all the places there are. Knows nothing of what is done between them.
"""

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import TypeVar

from cti_adapter.calls.call import CallId
from cti_adapter.outbox.courier import Claims
from cti_adapter.outbox.entry import Entry, OrgId
from cti_adapter.outbox.pause import Pause
from cti_adapter.service.ports import Timers, Unit, Units

T = TypeVar("T")


class Crash(BaseException):
    """Our process is dead: no `except Exception` of ours may outlive it."""


class Hazards:
    """Rolls the dice at every boundary.

    Args:
        dice: of this simulation.
        rate: how likely it is to die at one boundary, from 0 to 1.
    """

    def __init__(self, dice: Random, rate: float) -> None:
        self._dice = dice
        self.rate = rate
        self.crashes = 0

    def boundary(self) -> None:
        """Pass, or raise Crash."""
        if self._dice.random() < self.rate:
            self.crashes += 1
            raise Crash

    def around(self, work: Callable[[], T]) -> T:
        """Do something that the world outside sees: death comes before it or after it."""
        self.boundary()
        result = work()
        self.boundary()
        return result


class MortalUnits:
    """Transactions that our process may not live to see (port Units)."""

    def __init__(self, units: Units, hazards: Hazards) -> None:
        self._units = units
        self._hazards = hazards

    def write(self, org_id: OrgId, work: Callable[[Unit], T]) -> T:
        return self._hazards.around(lambda: self._units.write(org_id, work))

    def read(self, org_id: OrgId, work: Callable[[Unit], T]) -> T:
        return self._hazards.around(lambda: self._units.read(org_id, work))


class MortalQueue:
    """Claims that our process may not live to deliver (outbox/courier.py, Claims)."""

    def __init__(self, queue: Claims, hazards: Hazards) -> None:
        self._queue = queue
        self._hazards = hazards

    def claim(self, at: datetime, lease_until: datetime, limit: int) -> tuple[Entry, ...]:
        return self._hazards.around(lambda: self._queue.claim(at, lease_until, limit))

    def pause_of(self, org_id: OrgId) -> Pause | None:
        return self._hazards.around(lambda: self._queue.pause_of(org_id))

    def put_pause(self, org_id: OrgId, pause: Pause) -> None:
        self._hazards.around(lambda: self._queue.put_pause(org_id, pause))

    def end_pause(self, org_id: OrgId) -> None:
        self._hazards.around(lambda: self._queue.end_pause(org_id))


class MortalTimers:
    """Looks at the clock that our process may not survive (port Timers)."""

    def __init__(self, timers: Timers, hazards: Hazards) -> None:
        self._timers = timers
        self._hazards = hazards

    def due_calls(self, at: datetime, limit: int) -> tuple[tuple[OrgId, CallId], ...]:
        return self._hazards.around(lambda: self._timers.due_calls(at, limit))
