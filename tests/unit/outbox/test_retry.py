"""When a failed delivery is tried again: figures, not feelings."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_adapter.errors import (
    AlreadyWritten,
    OrgPaused,
    Rejected,
    Repairable,
    RetryLater,
    SalesforceError,
    SignInNeeded,
    Stale,
    UnknownOutcome,
)
from cti_adapter.outbox.retry import (
    FIRST,
    LEASE,
    LOCKED,
    LONGEST,
    PAUSE,
    TRIES_OF_A_TRIGGER,
    TRIES_WHEN_LOCKED,
    TRIES_WHEN_STALE,
    wait_before,
)

LOCK = RetryLater(code="UNABLE_TO_LOCK_ROW")

attempts = st.integers(min_value=1, max_value=10_000)
jitters = st.floats(min_value=0, max_value=1, exclude_max=True)
errors = st.sampled_from(
    [
        RetryLater(),
        UnknownOutcome(),
        LOCK,
        OrgPaused(),
        SignInNeeded(),
        Stale(),
        Repairable(),
        Rejected(),
        AlreadyWritten(),
    ]
)


def waited(error: SalesforceError, tries: int, jitter: float = 0.0) -> timedelta:
    wait = wait_before(error, tries, jitter)
    assert wait is not None
    return wait


@given(errors, attempts, jitters)
def test_no_wait_is_negative_or_without_end(
    error: SalesforceError, tries: int, jitter: float
) -> None:
    """After any outage Salesforce is asked again within ten minutes."""
    wait = wait_before(error, tries, jitter)

    assert wait is None or timedelta() < wait <= LONGEST


@given(attempts, jitters)
def test_the_crowd_spreads_over_half_the_wait(tries: int, jitter: float) -> None:
    """A thousand calls that failed together do not come back together."""
    full = min(FIRST * 2 ** min(tries - 1, 20), LONGEST)

    assert full / 2 <= waited(RetryLater(), tries, jitter) <= full


@given(attempts, jitters)
def test_an_outage_is_never_given_up(tries: int, jitter: float) -> None:
    """It costs nothing but time (P6)."""
    assert None not in [
        wait_before(error, tries, jitter)
        for error in (RetryLater(), UnknownOutcome(), LOCK, OrgPaused(), SignInNeeded())
    ]


@pytest.mark.parametrize(("tries", "seconds"), [(1, 0.5), (2, 1), (3, 2), (11, 300), (99, 300)])
def test_the_wait_doubles_up_to_its_cap(tries: int, seconds: float) -> None:
    assert timedelta(seconds=seconds) == waited(RetryLater(), tries)


def test_a_locked_row_is_tried_again_at_once_for_a_while() -> None:
    """Another transaction holds it for a moment; later it is an outage like any other."""
    soon = [waited(LOCK, tries) for tries in range(1, TRIES_WHEN_LOCKED + 1)]

    assert [LOCKED * tries for tries in range(1, TRIES_WHEN_LOCKED + 1)] == soon
    assert waited(RetryLater(), TRIES_WHEN_LOCKED + 1) == waited(LOCK, TRIES_WHEN_LOCKED + 1)


@pytest.mark.parametrize("error", [OrgPaused(), SignInNeeded()])
def test_a_paused_org_is_probed_at_a_steady_pace(error: SalesforceError) -> None:
    """A limit does not lift sooner for being asked."""
    assert PAUSE * 0.9 == waited(error, 1) == waited(error, 500)
    assert PAUSE * 1.1 == waited(error, 1, 1.0)


@pytest.mark.parametrize("error", [Stale(), Repairable()])
def test_what_can_be_mended_has_a_few_tries(error: SalesforceError) -> None:
    """Then a person has to look."""
    tries = range(1, TRIES_WHEN_STALE + 1)

    assert [False] * (TRIES_WHEN_STALE - 1) + [True] == [
        wait_before(error, each, 0.0) is None for each in tries
    ]


def test_a_trigger_of_the_org_has_three_tries() -> None:
    """It may have met a lock without saying so; then a person has to look (facts 2.2)."""
    error = Rejected(code="CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY")
    tries = range(1, TRIES_OF_A_TRIGGER + 1)

    assert [False, False, True] == [wait_before(error, each, 0.0) is None for each in tries]


def test_what_is_refused_is_not_tried_again() -> None:
    """Sending it again would be refused again."""
    assert wait_before(Rejected(), 1, 0.0) is None


def test_the_lease_outlasts_one_delivery() -> None:
    """Nobody takes up a write that is still under way: a minute is more than its timeouts."""
    assert timedelta(minutes=1) < LEASE
