"""Who of the house is on a call beside its agent: the second card, and the name of who calls."""

import pytest

from cti_adapter.calls.agent import Line
from cti_adapter.web.colleagues import asking_view, colleague_on
from tests.support.builders import LINE_A, LINE_B, at
from tests.support.story import play

NAMES = {LINE_A: "Agent A", LINE_B: "Agent B"}
ASKS = """
    09:00:00 | leg.offered     | 101
    09:00:04 | leg.connected   | 101
    09:05:00 | leg.held        | 101
    09:05:01 | consult.started | 101, target=102
"""
RINGS = f"{ASKS}09:05:02 | leg.offered | 102\n"
TALKS = f"{RINGS}09:05:06 | leg.connected | 102\n"


@pytest.mark.parametrize(
    ("table", "phase", "since"),
    [(ASKS, "ringing", "09:05:01"), (RINGS, "ringing", "09:05:01"), (TALKS, "talking", "09:05:06")],
)
def test_whom_an_agent_asks_is_shown_with_how_far_it_came(
    table: str, phase: str, since: str
) -> None:
    """The second card."""
    asking = asking_view(play(table).call, LINE_A, NAMES)

    assert asking is not None
    assert ("Agent B", phase, at(since)) == (asking.who, asking.phase, asking.since)


def test_somebody_outside_is_shown_by_their_number() -> None:
    """As people read it; nobody tells when they answered."""
    table = ASKS.replace("target=102", "target=+14155550120")
    asking = asking_view(play(table).call, LINE_A, NAMES)

    assert asking is not None
    assert ("+1 415-555-0120", "talking") == (asking.who, asking.phase)


def test_who_asks_nobody_has_one_card() -> None:
    """Neither before nor after; and who is asked asks nobody."""
    over = play(f"{TALKS}09:06:00 | leg.ended | 102").call

    assert [None, None] == [asking_view(over, each, NAMES) for each in (LINE_A, LINE_B)]
    assert asking_view(play(TALKS).call, LINE_B, NAMES) is None
    assert asking_view(play(TALKS).call, Line("103"), NAMES) is None


def test_who_is_asked_sees_by_whom() -> None:
    """And no longer once the customer is theirs."""
    asked = play(TALKS).call
    theirs = play(f"{TALKS}09:06:00 | call.transferred | kind=consult, from_line=101, to_line=102")

    assert ["Agent A", ""] == [colleague_on(asked, each, NAMES) for each in (LINE_B, LINE_A)]
    assert "" == colleague_on(theirs.call, LINE_B, NAMES)


def test_an_answer_told_before_the_question_is_nobodys_yet() -> None:
    """Telephone systems tell the two in either order."""
    call = play(f"{ASKS.replace('consult.started', 'consult.ended')}{RINGS[len(ASKS) :]}").call

    assert "" == colleague_on(call, LINE_B, NAMES)


def test_a_call_inside_of_the_house_names_the_other_end() -> None:
    """The one still there; and a line nobody is known on stands for itself."""
    rings = "09:00:00 | leg.initiated | 101, direction=Internal\n09:00:01 | leg.offered | 102\n"
    call = play(rings).call
    alone = play("09:00:00 | leg.initiated | 101, direction=Internal").call
    ended = play(f"{rings}09:00:05 | leg.connected | 102\n09:01:00 | call.ended |").call

    assert ["Agent B", "Agent A"] == [colleague_on(call, each, NAMES) for each in (LINE_A, LINE_B)]
    assert "" == colleague_on(alone, LINE_A, NAMES)
    assert "101" == colleague_on(ended, LINE_B, {})
