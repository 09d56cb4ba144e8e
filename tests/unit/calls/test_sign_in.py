"""Tests of who counts as signed in, and where (DECISIONS 36, 39 and 55)."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from cti_adapter.calls.policy import Policy
from cti_adapter.calls.sign_in import (
    CLIENTS,
    SILENT_AFTER,
    Client,
    InClient,
    SignedIn,
    SignIn,
    alive,
    came,
    entered,
    left_org,
    looked_at,
    signed_in,
    signed_out,
    went,
    with_presence,
)

NINE = datetime(2026, 11, 21, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CHECK_ON = Policy(presence_logout_check=True)


def here(sign_in: SignIn, now: datetime, policy: Policy | None = None) -> tuple[bool, bool]:
    """Return whether the agent is signed in to Salesforce, and to the companion."""
    states = signed_in(sign_in, policy or Policy(), now)
    return states.salesforce, states.companion


def opened(*clients: Client) -> SignIn:
    """Return the sign-in of an agent who has these clients open since nine."""
    sign_in = SignIn()
    for client in clients:
        sign_in = came(sign_in, client, NINE, session_at=NINE, loaded=True)
    return sign_in


def test_nobody_is_signed_in_who_never_came() -> None:
    """A companion that was never opened makes no Task (DECISION 37)."""
    assert SignedIn() == signed_in(SignIn(), Policy(), NINE)


def test_signing_in_counts_before_the_page_has_its_socket() -> None:
    """Who has just signed in is not signed out for the half second until then."""
    assert (True, False) == here(entered(SignIn(), "softphone", NINE), NINE)


def test_an_open_page_signs_in_to_its_client_alone() -> None:
    """The rows of section 2.4 tell the two apart."""
    assert (True, False) == here(opened("softphone"), NINE)
    assert (False, True) == here(opened("companion"), NINE)
    assert (True, True) == here(opened("softphone", "companion"), NINE)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_closed_page_stays_signed_in_for_twelve_hours(client: Client) -> None:
    """Closing the browser is not signing out (S4-4)."""
    closed = went(opened(client), client, NINE + MINUTE)
    silent_at = NINE + MINUTE + timedelta(hours=12)

    assert any(here(closed, silent_at - timedelta(microseconds=1)))
    assert (False, False) == here(closed, silent_at)
    assert silent_at == closed.due_at


def test_an_open_page_never_falls_silent() -> None:
    """Its socket is a sign of life all the time, and nothing is written for it."""
    assert (True, False) == here(opened("softphone"), NINE + 3 * SILENT_AFTER)


def test_the_next_sign_of_life_ends_a_silence() -> None:
    """Nobody signs in again for having slept (DECISION 36)."""
    monday = NINE + 3 * SILENT_AFTER
    closed = went(opened("softphone"), "softphone", NINE)

    assert (False, False) == here(closed, monday)
    assert (True, False) == here(alive(closed, "softphone", monday), monday)


def test_going_twice_is_going_once() -> None:
    """Of several web processes each may tell that nobody is left."""
    closed = went(opened("softphone"), "softphone", NINE)

    assert closed == went(closed, "softphone", NINE + MINUTE)


def test_what_was_alive_later_stays_so() -> None:
    """A process that died is told by its last beat, which may be older than the page."""
    assert NINE == went(opened("softphone"), "softphone", NINE - MINUTE).softphone.seen_at
    assert (
        NINE
        == went(
            SignIn(softphone=InClient(entered=True, is_open=True)), "softphone", NINE
        ).softphone.seen_at
    )


@pytest.mark.parametrize("client", CLIENTS)
def test_sign_out_counts_at_once(client: Client) -> None:
    """Pressed, or done by an admin (DECISION 36)."""
    out = signed_out(opened(*CLIENTS), client, NINE + MINUTE)

    assert (client != "softphone", client != "companion") == here(out, NINE + MINUTE)


def test_only_a_later_session_signs_in_again() -> None:
    """A socket that was on its way while 'Sign out' was pressed brings nobody back."""
    out = signed_out(opened("softphone"), "softphone", NINE + MINUTE)
    late = came(out, "softphone", NINE + 2 * MINUTE, session_at=NINE, loaded=True)
    anew = came(out, "softphone", NINE + 3 * MINUTE, session_at=NINE + 2 * MINUTE, loaded=False)

    assert out == late
    assert (False, False) == here(alive(late, "softphone", NINE + 2 * MINUTE), NINE + 2 * MINUTE)
    assert (True, False) == here(anew, NINE + 3 * MINUTE)


def test_a_sign_out_of_the_org_counts_only_with_the_check_on() -> None:
    """'Presence logout check' is a setting (S4-24)."""
    left = left_org(opened(*CLIENTS), NINE + MINUTE)

    assert (True, True) == here(left, NINE + MINUTE)
    assert (False, True) == here(left, NINE + MINUTE, CHECK_ON)


def test_only_a_softphone_loaded_afterwards_ends_it() -> None:
    """One that is already open, or comes back, does not count; nor does the companion."""
    left = left_org(opened(*CLIENTS), NINE + MINUTE)
    later = NINE + 2 * MINUTE
    back = came(left, "softphone", later, session_at=NINE, loaded=False)
    companion = came(left, "companion", later, session_at=NINE, loaded=True)
    loaded = came(left, "softphone", later, session_at=NINE, loaded=True)

    assert (False, True) == here(back, later, CHECK_ON)
    assert (False, True) == here(companion, later, CHECK_ON)
    assert (True, True) == here(loaded, later, CHECK_ON)


def test_an_agent_who_loaded_nothing_has_left_the_org() -> None:
    """The companion alone brings nobody into Salesforce."""
    left = left_org(SignIn(), NINE)

    assert left.has_left_org


def test_a_sign_out_told_twice_or_late_is_one() -> None:
    """Trigger and single logout both tell, in any order; who has come back since stays."""
    left = left_org(left_org(opened("softphone"), NINE + 2 * MINUTE), NINE + MINUTE)
    back = came(left, "softphone", NINE + 3 * MINUTE, session_at=NINE, loaded=True)

    assert NINE + 2 * MINUTE == left.org_left_at
    assert (True, False) == here(left_org(back, NINE + 2 * MINUTE), NINE + 3 * MINUTE, CHECK_ON)


def test_presence_logout_is_signed_out_of_salesforce_alone() -> None:
    """The agent goes on working there, and the companion takes over (S4-25)."""
    out = with_presence(opened(*CLIENTS), "logout", "", NINE + MINUTE)
    back = with_presence(out, "available", "", NINE + 2 * MINUTE)

    assert SignedIn(companion=True, presence="logout") == signed_in(out, Policy(), NINE)
    assert (True, True) == here(back, NINE)


def test_away_signs_nobody_out() -> None:
    """A break is no sign-out."""
    away = with_presence(opened("softphone"), "away", "Break", NINE)

    assert SignedIn(salesforce=True, presence="away") == signed_in(away, Policy(), NINE)
    assert "Break" == away.reason


def test_a_presence_keeps_its_time_until_it_changes() -> None:
    """The panel shows the time in the state; a reason belongs to Away alone."""
    away = with_presence(SignIn(), "away", "Break", NINE)
    again = with_presence(away, "away", "Break", NINE + MINUTE)
    back = with_presence(away, "available", "Break", NINE + MINUTE)

    assert away == again
    assert ("", NINE + MINUTE) == (back.reason, back.since)


def test_the_clock_looks_at_the_client_that_falls_silent_first() -> None:
    """The softphone and the companion each have their twelve hours."""
    sign_in = came(opened("softphone"), "companion", NINE + MINUTE, session_at=NINE, loaded=True)
    out = signed_out(sign_in, "softphone", NINE + MINUTE)

    assert NINE + SILENT_AFTER == sign_in.due_at
    assert NINE + MINUTE + SILENT_AFTER == out.due_at
    assert SignIn().due_at is None


def test_who_is_silent_is_looked_at_once() -> None:
    """And whoever has a page open is looked at again in twelve hours, at no other time."""
    sign_in = went(opened(*CLIENTS), "companion", NINE)
    at = NINE + SILENT_AFTER
    after = looked_at(sign_in, at)

    assert sign_in == looked_at(sign_in, at - MINUTE)
    assert (True, False) == here(after, at)
    assert at + SILENT_AFTER == after.due_at
    assert (True, True) == here(alive(after, "companion", at), at)


def test_a_client_without_any_sign_of_life_is_not_there() -> None:
    """What is kept may be of an older version."""
    odd = replace(SignIn(), softphone=replace(SignIn().softphone, entered=True))

    assert (False, False) == here(odd, NINE)
