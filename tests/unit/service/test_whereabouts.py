"""cti_adapter.service.whereabouts: where an agent is, in the one word of an admin's list."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from cti_adapter.calls.policy import Policy
from cti_adapter.calls.sign_in import (
    SILENT_AFTER,
    Client,
    Presence,
    SignIn,
    came,
    left_org,
    looked_at,
    signed_out,
    went,
    with_presence,
)
from cti_adapter.service.whereabouts import Whereabouts, whereabouts
from tests.support.builders import at

NINE, TEN, NOON = at("09:00:00"), at("10:00:00"), at("12:00:00")


def opened(client: Client = "softphone") -> SignIn:
    return came(SignIn(), client, NINE, session_at=NINE, loaded=True)


def told(sign_in: SignIn, policy: Policy | None = None) -> Whereabouts:
    return whereabouts(sign_in, policy or Policy(), NOON)


@pytest.mark.parametrize("client", ["softphone", "companion"])
@pytest.mark.parametrize(
    ("presence", "reason"), [("available", ""), ("away", "Break"), ("logout", "")]
)
def test_who_is_signed_in_has_their_presence_since_they_chose_it(
    client: Client, presence: Presence, reason: str
) -> None:
    """In whichever client; the presence an agent came with was never changed."""
    sign_in = with_presence(opened(client), presence, reason, TEN)
    since = None if presence == "available" else TEN

    assert Whereabouts(state=presence, reason=reason, since=since) == told(sign_in)


def test_who_signed_out_is_signed_out_since_then_whatever_their_presence_was() -> None:
    """It counts again when they come back."""
    out = signed_out(with_presence(opened(), "away", "Break", NINE), "softphone", TEN)

    assert Whereabouts(state="signed-out", since=TEN) == told(out)


def test_who_fell_silent_is_signed_out_since_they_were_seen() -> None:
    """After so long it is not told any more; that they were here once is."""
    gone = went(opened(), "softphone", TEN)
    later = TEN + SILENT_AFTER + timedelta(seconds=1)

    assert Whereabouts(state="signed-out", since=TEN) == whereabouts(gone, Policy(), later)
    assert Whereabouts(state="signed-out") == whereabouts(looked_at(gone, later), Policy(), later)


def test_a_sign_out_of_the_org_counts_where_the_settings_say_so() -> None:
    """The companion is not of the org, and keeps its agent there."""
    left, counted = left_org(opened(), TEN), Policy(presence_logout_check=True)
    both = replace(left, companion=opened("companion").companion)

    assert Whereabouts(state="available") == told(left)
    assert Whereabouts(state="signed-out", since=TEN) == told(left, counted)
    logout = with_presence(left, "logout", "", NOON)
    assert Whereabouts(state="signed-out", since=TEN) == told(logout, counted)
    assert Whereabouts(state="available") == told(both, counted)


def test_who_never_came_has_no_presence() -> None:
    """The list says so, and no moment."""
    assert Whereabouts(state="never") == told(SignIn())
