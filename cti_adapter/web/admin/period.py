"""Which days a page looks at: asked for by its address, else the last seven. Days are UTC's.

Whatever an address says there is a period: what cannot be read is left out, what is the wrong way
round is turned, and what is longer than a year ends a year after it began.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from cti_adapter.service.comparing import Period

USUAL = 7
"""Days, today included."""
MOST = 366
SHORTCUTS = (1, USUAL, 30, 90)
"""Periods that end today and are one press away, in days."""

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_BY_HOURS = 2
"""Up to so many days a chart shows hours."""


class Days(msgspec.Struct, frozen=True, kw_only=True):
    """A period of whole days."""

    first: date
    last: date

    @property
    def count(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def period(self) -> Period:
        """The moments of these days."""
        midnight = datetime.combine(self.first, time(), UTC)
        return Period(since=midnight, until=midnight + self.count * _DAY)

    @property
    def step(self) -> timedelta:
        """How fine a chart of it is."""
        return _HOUR if self.count <= _BY_HOURS else _DAY

    @property
    def query(self) -> str:
        """The part of an address that asks for it."""
        return f"from={self.first}&to={self.last}"


def chosen(asked: Mapping[str, str], now: datetime) -> Days:
    """Return the days an address or a form asks for.

    Args:
        asked: `from` and `to`, days as 2026-11-22; either may be missing.
        now: the last day that is looked at by itself.
    """
    today = now.astimezone(UTC).date()
    last = _day(asked.get("to", "")) or today
    first = _day(asked.get("from", "")) or _before(last, USUAL - 1)
    first, last = min(first, last), max(first, last)
    return Days(first=first, last=min(last, _before(first, 1 - MOST)))


def shortcuts(now: datetime) -> tuple[tuple[int, Days], ...]:
    """Return the periods that end today, each with its number of days."""
    today = now.astimezone(UTC).date()
    return tuple((days, Days(first=_before(today, days - 1), last=today)) for days in SHORTCUTS)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST <= day <= _LAST else None


def _before(day: date, days: int) -> date:
    return day - timedelta(days=days)


_FIRST, _LAST = date(2000, 1, 1), date(2999, 12, 31)
"""Before and after these there are no calls, and sums of dates may not be dates any more."""
