"""Presence between us and telephone systems."""

from typing import Literal

import pytest

from cti_adapter.calls.agent import Line
from cti_adapter.calls.sign_in import Presence, SignedIn
from cti_adapter.calls.told_presence import SaidPresence, ToldPresence, followed, told_presence
from tests.support.builders import at


@pytest.mark.parametrize(
    ("presence", "there", "told"),
    [
        ("available", "", "available"),
        ("available", "companion, wrap-up", "wrap_up"),
        ("away", "companion", "away"),
        ("away", "wrap-up", "away"),
        ("logout", "", "logged_out"),
        ("logout", "wrap-up", "logged_out"),
        ("logout", "companion", "available"),
        ("logout", "companion, wrap-up", "wrap_up"),
    ],
)
def test_who_takes_calls_anywhere_is_available_to_a_telephone(
    presence: Presence, there: str, told: ToldPresence
) -> None:
    """In Logout it is the companion that takes them."""
    states = SignedIn(salesforce=True, companion="companion" in there, presence=presence)

    assert told == told_presence(states, wraps_up="wrap-up" in there)


@pytest.mark.parametrize(
    ("presence", "said", "then"),
    [
        ("away", "available", "available"),
        ("available", "away", "away"),
        ("away", "wrap_up", "away"),
        ("logout", "available", "logout"),
        ("logout", "away", "logout"),
    ],
)
def test_a_telephone_never_ends_logout(
    presence: Presence, said: Literal["available", "away", "wrap_up"], then: Presence
) -> None:
    """Only the agent does; and a wrap-up is of a call, not of a telephone."""
    word = SaidPresence(line=Line("101"), presence=said, at=at("09:00:00"))

    assert then == followed(presence, word)
