"""A moment comes back as it went in, to the microsecond."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_adapter.storage.moments import from_micros, to_micros, utc_now

MOMENTS = st.datetimes(timezones=st.just(UTC))


@given(MOMENTS)
def test_every_moment_comes_back(at: datetime) -> None:
    """Durations are computed from what is stored."""
    assert at == from_micros(to_micros(at))


@given(MOMENTS, MOMENTS)
def test_stored_moments_are_in_order(one: datetime, other: datetime) -> None:
    """An index on them finds what is due."""
    assert (one < other) == (to_micros(one) < to_micros(other))


def test_another_time_zone_is_the_same_moment() -> None:
    """A telephone system may speak of local time."""
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)

    assert noon == from_micros(to_micros(noon.astimezone(timezone(timedelta(hours=5, minutes=30)))))


def test_a_moment_without_a_time_zone_is_refused() -> None:
    """Nobody could say when it was."""
    with pytest.raises(TypeError):
        to_micros(datetime(2026, 11, 21, 12))  # noqa: DTZ001 - that is the fault


def test_now_is_aware() -> None:
    """Moments are UTC everywhere."""
    assert timedelta(0) == utc_now().utcoffset()
