"""The last day's charts: a bar an hour, what is older beside them, and how long 99 of 100 took."""

from datetime import UTC, datetime

import pytest

from cti_adapter.storage.last_day import HOUR
from cti_adapter.web.admin.last_day import counted, day_until, timed

NOW = datetime(2026, 11, 21, 9, 42, 7, 5, tzinfo=UTC)
DAY = day_until(NOW)
NINE = datetime(2026, 11, 21, 9, tzinfo=UTC)


def test_the_day_ends_with_the_hour_that_runs() -> None:
    """What happened a minute ago is in it, and so is the whole of the first hour."""
    assert (NINE - 23 * HOUR, NINE + HOUR) == (DAY.since, DAY.until)


def test_an_hour_without_calls_has_its_place_and_no_row() -> None:
    """A gap is what one looks for."""
    chart = counted("calls", {NINE: 3, NINE - 2 * HOUR: 11}, DAY)

    assert [11, 0, 3] == [bar.parts[0][1] for bar in chart.bars[-3:]]
    assert [NINE - 2 * HOUR, NINE] == [bar.at for bar in chart.busy]
    assert (24, (14,), 20) == (len(chart.bars), chart.totals, chart.top)


def test_what_waits_for_longer_than_a_day_is_said_beside_the_bars() -> None:
    """It counts in the total, and in no bar."""
    chart = counted("waiting", {NINE: 1, DAY.since: 2, DAY.since - HOUR: 4}, DAY)
    old = counted("waiting", {NINE - 24 * HOUR: 4}, DAY)

    assert ((7,), 4, 2) == (chart.totals, chart.earlier, len(chart.busy))
    assert (False, ()) == (old.is_empty, old.busy)
    assert counted("waiting", {}, DAY).is_empty


@pytest.mark.parametrize(
    ("seconds", "half", "most"),
    [
        ([0.5], 0.5, 0.5),
        ([1, 2, 3, 4], 2, 4),
        (range(1, 101), 50, 99),
        (range(1, 202), 101, 199),
    ],
)
def test_half_and_99_of_100_took_at_most_so_long(
    seconds: list[float], half: int, most: int
) -> None:
    """The longer one is stacked on the shorter, so that the bar ends where it says."""
    chart = timed({NINE: tuple(seconds)}, DAY)

    assert (half, most) == chart.totals == chart.bars[-1].numbers
    assert (("half", half), ("most", most - half)) == chart.bars[-1].parts


def test_a_day_without_tasks_took_no_time() -> None:
    """Nought seconds would be a lie."""
    chart = timed({}, DAY)

    assert (True, (), 2) == (chart.is_empty, chart.totals, chart.top)


def test_the_days_figures_are_of_all_its_calls() -> None:
    """Not the mean of the hours'."""
    chart = timed({NINE: (1.0, 1.0, 1.0), NINE - HOUR: (9.0,)}, DAY)

    assert (1.0, 9.0) == chart.totals
