"""What holds of a call whatever is told of it, in any order and however often."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_adapter.calls.call import Call
from cti_adapter.calls.events import (
    AgentEvent,
    CallEvent,
    RecordLookedUp,
    RecordOpened,
    TelephonyEvent,
)
from cti_adapter.calls.leg import LegState
from cti_adapter.calls.record import Record
from cti_adapter.service.effects import LookUpCaller, WriteLog
from tests.support.builders import AGENT_A, at
from tests.support.story import Story, labels, read, run
from tests.unit.service.arbitrary import LINES, records, stories, telephony

PLAIN = """
    09:00:00 | leg.offered   | 101
    09:00:04 | leg.connected | 101
    09:02:00 | leg.ended     | 101
    09:02:00 | call.ended    |
"""
WITH_HOLD = """
    09:00:00 | leg.offered   | 101
    09:00:04 | leg.connected | 101
    09:01:00 | leg.held      | 101, sequence=0003
    09:01:30 | leg.retrieved | 101, sequence=0004
    09:02:00 | call.ended    |
"""
RING_GROUP = """
    09:00:00 | leg.offered   | 101
    09:00:00 | leg.offered   | 102
    09:00:04 | leg.connected | 102
    09:00:04 | leg.withdrawn | 101, answered_elsewhere
    09:02:00 | call.ended    |
"""
TRANSFER = """
    09:00:00 | leg.offered      | 101
    09:00:04 | leg.connected    | 101
    09:01:00 | call.transferred | from_line=101, to_line=102
    09:01:01 | leg.ended        | 101
    09:01:02 | leg.offered      | 102
    09:01:06 | leg.connected    | 102
    09:02:00 | call.ended       |
"""
QUEUE = """
    09:00:00 | call.queued   | queue=Support
    09:00:20 | leg.offered   | 101
    09:00:24 | leg.connected | 101
    09:00:24 | call.dequeued | answered
    09:02:00 | call.ended    |
"""


def wraps_up(call: Call) -> bool:
    return call.wrap_up is not None and call.wrap_up.ended_at is None


def written(call: Call) -> tuple[object, ...]:
    """Return what of a call gets into its Task and its ownership."""
    moments = sorted(
        (leg.line, leg.state, leg.offered_at, leg.connected_at, leg.ended_at) for leg in call.legs
    )
    owned = (call.responsible, call.is_routed, call.was_queued)
    return (call.answered_at, call.seconds_talked, owned, call.waits_for, moments)


@given(stories)
def test_every_story_can_be_told(story: list[CallEvent]) -> None:
    """Nothing a telephone system sends stops the fold, and each agent sees a phase."""
    phases = {run(story).call.phase_for(line) for line in LINES}

    assert phases <= {"dialling", "ringing", "talking", "held", "wrap-up", "over"}


@given(stories)
def test_a_call_is_one_task_at_most(story: list[CallEvent]) -> None:
    """However it is repeated or reordered (P1)."""
    assert 1 >= run(story).effects.count(WriteLog())


@given(stories)
def test_a_caller_is_looked_up_at_most_once(story: list[CallEvent]) -> None:
    look_ups = [each for each in run(story).effects if isinstance(each, LookUpCaller)]

    assert 1 >= len(look_ups)


@given(stories)
def test_a_log_is_complete_before_it_is_written(story: list[CallEvent]) -> None:
    """Nobody is still wrapping up, and the customer is gone."""
    asked = [step.file for step in run(story).steps if WriteLog() in step.effects]

    assert all(file.call.is_over and not wraps_up(file.call) for file in asked)
    assert all(file.ledger.state == "saving" for file in asked)


@given(stories)
def test_ended_legs_stay_ended(story: list[CallEvent]) -> None:
    """Legs are added and never taken away; a late word turns none back."""
    told = [step.file.call.legs for step in run(story).steps]
    moves = [pair for before, after in pairwise(told) for pair in zip(before, after, strict=False)]

    assert all(len(before) <= len(after) for before, after in pairwise(told))
    assert all(
        after.state is LegState.ENDED for before, after in moves if before.state is LegState.ENDED
    )


@given(stories)
def test_a_told_end_is_final(story: list[CallEvent]) -> None:
    """No panel rings or talks for a customer who is gone."""
    ended = [step.file.call for step in run(story).steps if step.file.call.hung_up]

    assert all(call.is_over and not any(leg.is_live for leg in call.legs) for call in ended)


@given(stories)
def test_wrap_up_is_the_responsible_agents(story: list[CallEvent]) -> None:
    """DECISION 13, as long as the log is open."""
    files = [step.file for step in run(story).steps if step.file.ledger.state == "open"]
    pauses = [(file.call.wrap_up, file.call.responsible) for file in files if wraps_up(file.call)]

    assert all(pause is not None and pause.line == agent for pause, agent in pauses)


@given(stories, telephony)
def test_what_is_repeated_changes_nothing(story: list[CallEvent], event: TelephonyEvent) -> None:
    """Telephone systems repeat themselves; the second time is silent."""
    once = run([*story, event])
    twice = run([*story, event, event])

    assert once.file == twice.file
    assert () == twice.steps[-1].effects


@given(stories)
def test_the_same_story_gives_the_same_call(story: list[CallEvent]) -> None:
    """What a replay computes is what was decided (D2)."""
    assert run(story) == run(story)


@given(stories)
def test_whose_openings_assign_is_at_most_one_agent_who_is_there(story: list[CallEvent]) -> None:
    """DECISION 57."""
    call = run(story).call

    assert call.opener is None or call.opener in {leg.line for leg in call.legs}


@given(stories)
def test_once_written_nothing_assigns_by_itself(story: list[CallEvent]) -> None:
    """What the panel shows as assigned is what stands in the Task."""
    steps = run(story).steps
    pairs = zip(steps, steps[1:], story[1:], strict=False)
    by_itself = [
        (before.file.assignment.slots, after.file.assignment.slots)
        for before, after, event in pairs
        if before.file.ledger.state == "saved"
        and not isinstance(event, AgentEvent | RecordLookedUp)
    ]

    assert all(labels(before) == labels(after) for before, after in by_itself)


@given(stories, records)
def test_once_saved_no_opening_assigns(story: list[CallEvent], record: Record) -> None:
    """S0-3, in every state of the log but the open one."""
    told = run(story)
    opening = RecordOpened(at=at("10:00:00"), agent=AGENT_A, record=record)
    after = run([*story, opening])

    assert told.file.ledger.state == "open" or told.assignment == after.assignment


@pytest.mark.parametrize("table", [PLAIN, WITH_HOLD, RING_GROUP, TRANSFER, QUEUE])
@given(data=st.data())
def test_the_order_of_arrival_does_not_matter(table: str, data: st.DataObject) -> None:
    """Owner, duration and moments are the same however the events are shuffled (P5).

    Nor is one of them lost for good as a missed queue call because its end was told first.
    """
    in_order = read(table)
    shuffled: Story = run(data.draw(st.permutations(in_order)))

    assert written(run(in_order).call) == written(shuffled.call)
    assert "not-logged" != shuffled.file.ledger.state
