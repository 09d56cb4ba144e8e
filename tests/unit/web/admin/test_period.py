"""Whatever an address asks for, there is a period to look at."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cti_adapter.web.admin.period import MOST, Days, chosen, shortcuts

NOW = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


def test_the_last_seven_days_are_looked_at_by_themselves() -> None:
    """Today included."""
    days = chosen({}, NOW)

    assert (date(2026, 11, 16), date(2026, 11, 22), 7) == (days.first, days.last, days.count)
    assert (timedelta(days=1), "from=2026-11-16&to=2026-11-22") == (days.step, days.query)


def test_the_last_day_is_in_it_to_its_end() -> None:
    """A call of this evening is not forgotten."""
    period = chosen({"from": "2026-11-22", "to": "2026-11-22"}, NOW).period

    assert datetime(2026, 11, 22, tzinfo=UTC) == period.since
    assert datetime(2026, 11, 23, tzinfo=UTC) == period.until


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({"from": "2026-11-03", "to": "2026-11-01"}, date(2026, 11, 1), date(2026, 11, 3)),
        ({"from": "yesterday", "to": "2026-11-20"}, date(2026, 11, 14), date(2026, 11, 20)),
        ({"from": "0001-01-01", "to": "9999-12-31"}, date(2026, 11, 16), date(2026, 11, 22)),
        ({"from": "2020-01-01"}, date(2020, 1, 1), date(2020, 1, 1) + timedelta(days=MOST - 1)),
        ({"to": "2000-01-01"}, date(1999, 12, 26), date(2000, 1, 1)),
    ],
    ids=["the wrong way round", "no day", "no days at all", "too long", "long ago"],
)
def test_what_cannot_be_meant_is_put_right(asked: dict[str, str], first: date, last: date) -> None:
    """An address is typed by people, and by others."""
    assert Days(first=first, last=last) == chosen(asked, NOW)


def test_a_day_or_two_are_shown_by_hours() -> None:
    """One bar would tell nothing."""
    (today, days), *_ = shortcuts(NOW)

    assert (1, timedelta(hours=1)) == (today, days.step)
    assert [1, 7, 30, 90] == [each.count for _, each in shortcuts(NOW)]
