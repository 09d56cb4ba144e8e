"""The last 24 hours of an org as four charts: calls, what waits, what was refused, and how long.

They are bars by the hour, drawn as those of page Reconciliation are.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Final

import msgspec

from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.comparing import Period
from cti_adapter.storage import Storage
from cti_adapter.storage.last_day import HOUR
from cti_adapter.web.admin.account import scale_top

HALF: Final = 0.5
MOST: Final = 0.99
_DAY: Final = timedelta(days=1)


class HourBar(msgspec.Struct, frozen=True, kw_only=True):
    """One hour of a chart."""

    at: datetime
    parts: tuple[tuple[str, float], ...]
    """What is stacked in it, from the ground up."""
    numbers: tuple[float, ...]
    """What its row of the table says."""


class DayChart(msgspec.Struct, frozen=True, kw_only=True):
    """One figure over the last 24 hours."""

    name: str
    """Also of its words: calls, waiting, refused or seconds."""
    bars: tuple[HourBar, ...]
    """A bar an hour, also where nothing happened."""
    totals: tuple[float, ...]
    """What stands above it."""
    earlier: int = 0
    """How many are older than the day and in no bar."""
    by_hours: bool = True

    @property
    def top(self) -> int:
        """The number at the top of the scale."""
        return scale_top(max((sum(n for _, n in bar.parts) for bar in self.bars), default=0))

    @property
    def busy(self) -> tuple[HourBar, ...]:
        """The hours in which there was something."""
        return tuple(bar for bar in self.bars if bar.numbers)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be shown, of the day or of before."""
        return not self.busy and not self.earlier


def last_day(storage: Storage, org_id: OrgId, now: datetime) -> tuple[DayChart, ...]:
    """Read the charts of an org."""
    day, there = day_until(now), storage.last_day
    slices = storage.reconciliation.over_time(org_id, day, HOUR)
    begun: dict[datetime, int] = {}
    for each in slices:
        begun[each.at] = begun.get(each.at, 0) + each.n
    saved = {each.at for each in slices if each.state == "saved"}
    return (
        counted("calls", begun, day),
        counted("waiting", there.waiting(org_id, now), day),
        counted("refused", there.refused(org_id), day),
        timed(there.seconds(org_id, saved), day),
    )


def day_until(now: datetime) -> Period:
    """Return the hour that runs and the 23 before it."""
    until = now.replace(minute=0, second=0, microsecond=0) + HOUR
    return Period(since=until - _DAY, until=until)


def counted(name: str, found: Mapping[datetime, int], day: Period) -> DayChart:
    """Return the chart of what was counted by the hour.

    Args:
        name: of the chart.
        found: a number an hour; hours before the day count as earlier.
        day: what the chart shows.
    """
    earlier = sum(n for at, n in found.items() if at < day.since)

    def bar(at: datetime) -> HourBar:
        n = found.get(at, 0)
        return HourBar(at=at, parts=((name, n),), numbers=(n,) if n else ())

    return DayChart(name=name, bars=_bars(day, bar), totals=(sum(found.values()),), earlier=earlier)


def timed(found: Mapping[datetime, Sequence[float]], day: Period) -> DayChart:
    """Return the chart of how long Tasks took.

    Args:
        found: seconds by the hour, the quickest first.
        day: what the chart shows.
    """

    def bar(at: datetime) -> HourBar:
        numbers = _quantiles(found.get(at, ()))
        half, most = numbers or (0.0, 0.0)
        return HourBar(at=at, parts=(("half", half), ("most", most - half)), numbers=numbers)

    everything = sorted(took for each in found.values() for took in each)
    return DayChart(name="seconds", bars=_bars(day, bar), totals=_quantiles(everything))


def _bars(day: Period, bar: Callable[[datetime], HourBar]) -> tuple[HourBar, ...]:
    hours: Iterable[int] = range((day.until - day.since) // HOUR)
    return tuple(bar(day.since + n * HOUR) for n in hours)


def _quantiles(ordered: Sequence[float]) -> tuple[float, ...]:
    """Return how long half of them and 99 of 100 took at most; nothing of nothing."""
    return tuple(ordered[ceil(share * len(ordered)) - 1] for share in (HALF, MOST) if ordered)
