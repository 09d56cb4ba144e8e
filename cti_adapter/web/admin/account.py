"""The account of calls: every call stands in exactly one number, over a period and in its steps."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from cti_adapter.service.comparing import Period
from cti_adapter.storage.log_counts import LogCount, Slice

_STEPS_OF_SCALE = (1, 2, 5)


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Every call stands in exactly one of these numbers."""

    calls: int
    written: int
    waiting: int
    refused: int
    not_logged: int
    unfinished: int
    """Not over, or in wrap-up."""

    @classmethod
    def of(cls, counts: Sequence[LogCount | Slice]) -> "Account":
        """Sum up what the storage has counted."""
        by_state: dict[str, int] = {}
        for each in counts:
            is_refused = each.state == "not-saved" and each.reason == "rejected"
            state = "refused" if is_refused else each.state
            by_state[state] = by_state.get(state, 0) + each.n
        return cls(
            calls=sum(by_state.values()),
            written=by_state.get("saved", 0),
            waiting=by_state.get("saving", 0) + by_state.get("not-saved", 0),
            refused=by_state.get("refused", 0),
            not_logged=by_state.get("not-logged", 0),
            unfinished=by_state.get("open", 0),
        )


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a chart."""

    at: datetime
    account: Account

    @property
    def parts(self) -> tuple[tuple[str, int], ...]:
        """What is stacked in it, from the ground up."""
        of = self.account
        rest = of.not_logged + of.unfinished
        stacked = (("written", of.written), ("waiting", of.waiting))
        return (*stacked, ("refused", of.refused), ("rest", rest))


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """Calls over time."""

    bars: tuple[Bar, ...]
    """A bar a step, also where nothing happened."""
    by_hours: bool

    @property
    def top(self) -> int:
        """The number at the top of the scale: round, and even, so that half of it is whole."""
        return scale_top(max((bar.account.calls for bar in self.bars), default=0))

    @property
    def busy(self) -> tuple[Bar, ...]:
        """The steps in which there were calls."""
        return tuple(bar for bar in self.bars if bar.account.calls)


def scale_top(most: float) -> int:
    """Return the number at which a scale ends: round, even, and no less than what it shows."""
    scale = 2
    while True:
        for step in _STEPS_OF_SCALE:
            if step * scale >= most:
                return step * scale
        scale *= 10


def chart_of(slices: Sequence[Slice], period: Period, step: timedelta) -> Chart:
    """Return the chart of a period."""
    by_step: dict[datetime, list[Slice]] = {}
    for each in slices:
        by_step.setdefault(each.at, []).append(each)
    bars = tuple(Bar(at=at, account=Account.of(by_step.get(at, ()))) for at in _steps(period, step))
    return Chart(bars=bars, by_hours=step < timedelta(days=1))


def _steps(period: Period, step: timedelta) -> Iterator[datetime]:
    at = period.since
    while at < period.until:
        yield at
        at += step
