"""What can be said of one leg."""

import pytest

from cti_adapter.calls.leg import Leg, LegState
from tests.support.builders import LINE_A, at


def a_leg(state: LegState, *, consulted: bool = False) -> Leg:
    return Leg(
        id="l-101",
        line=LINE_A,
        state=state,
        connected_at=at("09:00:04"),
        consulted=consulted,
    )


@pytest.mark.parametrize("state", LegState)
def test_only_an_ended_leg_is_not_live(state: LegState) -> None:
    assert (state is not LegState.ENDED) == a_leg(state).is_live


@pytest.mark.parametrize("state", LegState)
def test_who_talks_or_holds_has_the_customer(state: LegState) -> None:
    assert (state in {LegState.CONNECTED, LegState.HELD}) == a_leg(state).has_customer


def test_who_is_only_consulted_never_has_the_customer() -> None:
    """They talk with a colleague (DECISION 16)."""
    asked = a_leg(LegState.CONNECTED, consulted=True)

    assert (False, False) == (asked.has_customer, asked.has_spoken)


def test_who_was_connected_has_spoken() -> None:
    assert a_leg(LegState.ENDED).has_spoken
