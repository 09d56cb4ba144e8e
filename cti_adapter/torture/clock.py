"""Virtual time: it stands still until something moves it. Reads no real clock."""

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

MORNING = datetime(2026, 11, 21, 9, tzinfo=UTC)
"""When every simulation begins."""


class VirtualClock:
    """The time of one simulation (port Clock)."""

    def __init__(self) -> None:
        self._now = MORNING

    def __call__(self) -> datetime:
        return self._now

    def seconds(self) -> float:
        """Return the seconds since the simulation began."""
        return (self._now - MORNING).total_seconds()

    def at(self, seconds: float) -> datetime:
        """Return the moment of this second of the simulation."""
        return MORNING + timedelta(seconds=seconds)

    def pass_(self, seconds: float) -> None:
        """Let time go by: somebody waited."""
        self._now += timedelta(seconds=seconds)

    def reach(self, seconds: float) -> None:
        """Go on to this second of the simulation, unless it is later than that already."""
        self._now = max(self._now, self.at(seconds))


class Agenda:
    """What is to be done when; of two things at the same moment the one noted first."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._noted: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()

    def after(self, seconds: float, work: Callable[[], None]) -> None:
        """Note something to be done so many seconds from now."""
        moment = self._clock.seconds() + seconds
        heapq.heappush(self._noted, (moment, next(self._order), work))

    def until(self, seconds: float) -> bool:
        """Do the next thing if it is due by this second; False where nothing is."""
        if not self._noted or self._noted[0][0] > seconds:
            return False
        moment, _, work = heapq.heappop(self._noted)
        self._clock.reach(moment)
        work()
        return True

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return not self._noted
