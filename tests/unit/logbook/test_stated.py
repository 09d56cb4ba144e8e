"""Tests of what a call knows of its agents, and whose row it goes by."""

import pytest

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.events import DoNotLogChosen, SignInStated
from cti_adapter.calls.sign_in import SignedIn
from cti_adapter.logbook.authority import Settings
from cti_adapter.logbook.stated import Stated, chosen, decider, inputs_at, of, stated
from tests.support.builders import at
from tests.support.story import play

A, B = Line("101"), Line("102")


def told(line: Line, *, default: bool = False, companion: bool = False) -> SignInStated:
    return SignInStated(
        at=at("09:00:00"),
        agent=AgentId(f"agent-{line}"),
        line=line,
        signed_in=SignedIn(salesforce=True, companion=companion),
        default_do_not_log=default,
    )


def ticked(line: Line, *, checked: bool = True) -> DoNotLogChosen:
    return DoNotLogChosen(at=at("09:00:05"), agent=AgentId(f"agent-{line}"), checked=checked)


def knows(*events: SignInStated | DoNotLogChosen) -> tuple[Stated, ...]:
    known: tuple[Stated, ...] = ()
    for event in events:
        if isinstance(event, SignInStated):
            known = stated(known, event, is_over=False)
        else:
            known = chosen(known, event, is_over=False)
    return known


def test_each_agent_has_a_checkbox_of_their_own() -> None:
    """What A chose is none of B's (DECISION 35)."""
    known = knows(told(A), told(B), ticked(A))

    assert [(A, True), (B, None)] == [(each.line, each.do_not_log) for each in known]


def test_a_choice_outlives_a_change_of_state() -> None:
    """Whoever signs out of Salesforce and back has not unticked anything."""
    known = knows(told(A), ticked(A), told(A, companion=True))

    assert [(True, True)] == [(each.do_not_log, each.signed_in.companion) for each in known]


def test_after_the_end_an_agents_state_counts_no_more() -> None:
    """What stood at the end decides (DECISION 34)."""
    known = knows(told(A))

    assert known == stated(known, told(A, companion=True), is_over=True)
    assert known == chosen(known, ticked(A), is_over=True)


def test_after_the_end_who_was_not_known_of_is_taken_in() -> None:
    """An answer may be told after the hang-up; the agent's row is asked for then."""
    known = stated(knows(told(A)), told(B), is_over=True)

    assert of(known, B) is not None


def test_nobody_we_know_has_no_state() -> None:
    """A line of the telephone system without an agent of ours is not linked (DECISION 54)."""
    call = play("09:00:00 | leg.connected | 104").call
    inputs = inputs_at(call, knows(told(A)), Settings(), Line("104"))

    assert (False, SignedIn()) == (inputs.linked, inputs.signed_in)


def test_what_decides_is_the_call_and_the_agent() -> None:
    """Both are recorded with the decision (DECISION 34)."""
    call = play("09:00:00 | leg.connected | 101, queue=Support").call
    known = knows(told(A, default=True, companion=True), ticked(A, checked=False))
    settings = Settings(show_do_not_log=True)
    inputs = inputs_at(call, known, settings, A)

    assert ("Inbound", "queue", True) == (inputs.direction, inputs.routing, inputs.connected)
    assert (True, True, False) == (inputs.linked, inputs.do_not_log_by_default, inputs.do_not_log)
    assert (True, True) == (inputs.signed_in.salesforce, inputs.signed_in.companion)
    assert settings == inputs.settings


WHOSE = {
    "answered": ("09:00:00 | leg.connected | 101", A),
    "dialled in vain": ("09:00:00 | leg.initiated | 101", A),
    "put through to a colleague": (
        """
        09:00:00 | leg.connected    | 101
        09:00:20 | call.transferred | from_line=101, to_line=102
        09:00:20 | leg.ended        | 101
        09:00:25 | leg.connected    | 102
        """,
        B,
    ),
    "handed on and taken by nobody": (
        """
        09:00:00 | leg.connected    | 101
        09:00:20 | call.transferred | from_line=101, to_line=102
        09:00:20 | leg.offered      | 102
        09:00:20 | leg.ended        | 101
        """,
        A,
    ),
    "rung, nobody answered": ("09:00:00 | leg.offered | 101", A),
    "rung one after the other": (
        """
        09:00:00 | leg.offered   | 102
        09:00:20 | leg.withdrawn | 102
        09:00:20 | leg.offered   | 101
        """,
        A,
    ),
    "stopped ringing before it was told to": (
        """
        09:00:00 | leg.withdrawn | 102
        09:00:20 | leg.offered   | 101
        """,
        A,
    ),
    "routed to an agent, rang nowhere": (
        """
        09:00:00 | call.created     | route=agent
        09:00:01 | call.transferred | to_line=102
        """,
        B,
    ),
    "waited in a queue": ("09:00:00 | call.queued | queue=Support", None),
}


@pytest.mark.parametrize(("story", "line"), WHOSE.values(), ids=WHOSE)
def test_the_row_is_that_of_who_dealt_with_it_last(story: str, line: Line | None) -> None:
    """Of a call nobody answered, who was rung last (DECISIONS 16, 37 and 54)."""
    assert line == decider(play(story).call)


ROUTED = {
    "queue": "09:00:00 | call.queued | queue=Support",
    "agent": "09:00:00 | leg.offered | 101",
    "number": "09:00:00 | leg.offered | 101, route=number",
}
OVERFLOWED = {
    "to a queue": """
        09:00:00 | leg.offered      | 101, route=agent
        09:00:20 | leg.withdrawn    | 101
        09:00:20 | call.transferred | to_queue=Support
    """,
    "to a direct line": """
        09:00:00 | call.queued      | queue=Support
        09:00:20 | call.transferred | to_line=101
        09:00:21 | leg.offered      | 101
    """,
}


@pytest.mark.parametrize(("routing", "story"), ROUTED.items())
def test_the_routing_is_what_the_telephone_system_said(routing: str, story: str) -> None:
    """Config 1 and Config 2 are told apart by it (DECISION 53)."""
    assert routing == inputs_at(play(story).call, (), Settings(), None).routing


@pytest.mark.parametrize("story", OVERFLOWED.values(), ids=OVERFLOWED)
def test_a_call_that_was_ever_in_a_queue_is_a_queue_call(story: str) -> None:
    """A missed one of them is Config 1's (DECISION 53)."""
    assert "queue" == inputs_at(play(story).call, (), Settings(), None).routing


def test_a_number_that_was_put_through_to_a_direct_line_is_routed_to_an_agent() -> None:
    """It is missed there, not at the number."""
    call = play("""
        09:00:00 | call.created     | route=number
        09:00:02 | call.transferred | to_line=101
    """).call

    assert "agent" == inputs_at(call, (), Settings(), None).routing
