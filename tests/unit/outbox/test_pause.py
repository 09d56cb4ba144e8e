"""An org that takes nothing: what begins a pause, what it holds, what ends it."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from cti_adapter.errors import (
    OrgPaused,
    Rejected,
    RetryLater,
    SalesforceError,
    SignInNeeded,
    Stale,
    UnknownOutcome,
)
from cti_adapter.outbox.pause import Pause, Reason, begun, is_over, reason_of
from tests.support.builders import at

NINE, TEN = at("09:00:00"), at("10:00:00")
FIVE_MINUTES = timedelta(minutes=5)
MAINTENANCE = "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE"
LIMIT = Pause(
    reason="limit",
    began_at=NINE,
    probe_at=NINE + FIVE_MINUTES,
    words="REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.",
)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OrgPaused(code="REQUEST_LIMIT_EXCEEDED"), "limit"),
        (OrgPaused(code=MAINTENANCE), "read-only"),
        (OrgPaused(code="STORAGE_LIMIT_EXCEEDED"), "full"),
        (SignInNeeded(code="INVALID_SESSION_ID"), "sign-in"),
    ],
)
def test_a_refusal_of_everything_pauses_the_org(error: SalesforceError, reason: Reason) -> None:
    """The next request would be refused as well (facts/reliability-security.md 2.2)."""
    assert reason == reason_of(error)


@pytest.mark.parametrize("error", [RetryLater(), UnknownOutcome(), Stale(), Rejected()])
def test_what_befalls_one_request_pauses_nothing(error: SalesforceError) -> None:
    """The other calls of the org go on."""
    assert None is reason_of(error)


def test_a_pause_begins_with_the_first_refusal() -> None:
    """People read since when, and what the org said."""
    assert LIMIT == begun(None, "limit", LIMIT.words, at=NINE, wait=FIVE_MINUTES)


def test_a_refused_probe_moves_the_next_one_and_nothing_else() -> None:
    """Words may differ from one answer to the next; those first said stay."""
    expected = replace(LIMIT, probe_at=TEN + FIVE_MINUTES)

    assert expected == begun(LIMIT, "limit", "other words", at=TEN, wait=FIVE_MINUTES)


def test_another_reason_takes_over_and_keeps_the_beginning() -> None:
    """For those who wait it is one time without Salesforce."""
    now = begun(LIMIT, "sign-in", "expired", at=TEN, wait=FIVE_MINUTES)

    assert ("sign-in", NINE, "expired") == (now.reason, now.began_at, now.words)


@pytest.mark.parametrize(
    ("reason", "held"),
    [
        ("limit", (True, True)),
        ("sign-in", (True, True)),
        ("read-only", (True, False)),
        ("full", (True, False)),
    ],
)
def test_reading_goes_on_where_only_writes_are_refused(
    reason: Reason, held: tuple[bool, bool]
) -> None:
    """In a read-only window the caller is still found."""
    pause = replace(LIMIT, reason=reason)

    assert held == (pause.holds(reads=False), pause.holds(reads=True))


def test_what_was_on_its_way_before_the_pause_does_not_end_it() -> None:
    """Four go out together: the first is refused, the last was let in a moment earlier."""
    before, after = NINE - timedelta(seconds=1), NINE

    assert (False, True) == (
        is_over(LIMIT, sent_at=before, reads=False),
        is_over(LIMIT, sent_at=after, reads=False),
    )


def test_a_look_up_does_not_end_a_read_only_window() -> None:
    assert not is_over(replace(LIMIT, reason="read-only"), sent_at=TEN, reads=True)


def test_who_waits_is_told_what_the_org_said() -> None:
    """As if it had been asked again."""
    paused = LIMIT.as_error()
    refused = replace(LIMIT, reason="sign-in", words="invalid_grant: user is frozen").as_error()

    assert (OrgPaused, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.") == (
        type(paused),
        paused.code,
        str(paused),
    )
    assert (SignInNeeded, "invalid_grant", "user is frozen") == (
        type(refused),
        refused.code,
        str(refused),
    )
