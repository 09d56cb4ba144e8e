"""What the clock of a telephone system says, told by its events."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import Call, CallId, CallKey
from cti_adapter.calls.events import LegOffered, WrapUpExpired
from cti_adapter.calls.lifecycle import follow
from cti_adapter.calls.source_clock import in_its_clock, lag_after

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CALL = Call(
    id=CallId("call-1"), key=CallKey("k1:c-1"), connector="k1", native_id="c-1", created_at=NOW
)
HOURS, SECONDS = timedelta(hours=5), timedelta(seconds=2)


def heard(lag: timedelta | None) -> LegOffered:
    """Return an event that was heard so long after its own moment."""
    at = NOW if lag is None else NOW + lag
    return LegOffered(
        at=NOW, leg_id="l-1", line=Line("101"), received_at=at if lag is not None else None
    )


@pytest.mark.parametrize(
    ("known", "lag", "after"),
    [
        (None, SECONDS, SECONDS),
        (None, -HOURS, -HOURS),
        (HOURS, SECONDS, SECONDS),
        (SECONDS, HOURS, SECONDS),
        (SECONDS, None, SECONDS),
        (None, None, None),
    ],
)
def test_the_quickest_delivery_says_how_far_the_clock_is_off(
    known: timedelta | None, lag: timedelta | None, after: timedelta | None
) -> None:
    """A delivery may be late by hours; it cannot come before it was sent."""
    assert after == lag_after(replace(CALL, lag=known), heard(lag))


def test_what_is_no_word_of_the_telephone_system_says_nothing_of_its_clock() -> None:
    assert lag_after(CALL, WrapUpExpired(at=NOW)) is None


@pytest.mark.parametrize(
    ("lag", "says"), [(None, NOW), (SECONDS, NOW), (HOURS, NOW - HOURS), (-HOURS, NOW + HOURS)]
)
def test_a_moment_of_ours_is_told_in_its_clock(lag: timedelta | None, says: datetime) -> None:
    """But for the seconds that a delivery takes: they are no other clock."""
    assert says == in_its_clock(replace(CALL, lag=lag), NOW)


def test_a_call_learns_it_from_its_events() -> None:
    """Or the answer to a command would be hours before or after everything else of the call."""
    assert HOURS == follow(CALL, heard(HOURS), wrap_up=SECONDS).lag
