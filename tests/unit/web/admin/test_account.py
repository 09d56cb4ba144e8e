"""Every call stands in exactly one number, of the whole and of each step."""

from datetime import UTC, datetime, timedelta

import pytest

from cti_adapter.service.comparing import Period
from cti_adapter.storage.log_counts import LogCount, Slice
from cti_adapter.web.admin.account import Account, chart_of

DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
THREE_DAYS = Period(since=MONDAY, until=MONDAY + 3 * DAY)


def test_what_was_refused_does_not_wait() -> None:
    """Both are 'not-saved' to the ledger; a person has to look at one of them only."""
    states = ("saved", "saving", "not-saved", "not-logged", "open")
    counts = [LogCount(state=state, reason="", n=number) for number, state in enumerate(states, 1)]
    account = Account.of([*counts, LogCount(state="not-saved", reason="rejected", n=7)])

    assert (22, 1, 2 + 3, 7, 4, 5) == (
        account.calls,
        account.written,
        account.waiting,
        account.refused,
        account.not_logged,
        account.unfinished,
    )


def test_a_day_without_calls_has_a_place_in_the_chart_and_no_row_in_the_table() -> None:
    """A gap is what one looks for."""
    tuesday = Slice(at=MONDAY + DAY, state="saved", reason="", n=3)
    chart = chart_of(
        [tuesday, *[Slice(at=MONDAY + DAY, state="open", reason="", n=1)]], THREE_DAYS, DAY
    )

    assert [0, 4, 0] == [bar.account.calls for bar in chart.bars]
    assert [MONDAY + DAY] == [bar.at for bar in chart.busy]
    assert (("written", 3), ("waiting", 0), ("refused", 0), ("rest", 1)) == chart.bars[1].parts


@pytest.mark.parametrize(
    ("most", "top"), [(0, 2), (2, 2), (3, 4), (9, 10), (11, 20), (4321, 10_000)]
)
def test_the_scale_ends_at_a_round_number(most: int, top: int) -> None:
    """And so does half of it."""
    slices = [Slice(at=MONDAY, state="saved", reason="", n=most)] if most else []

    assert top == chart_of(slices, THREE_DAYS, DAY).top
