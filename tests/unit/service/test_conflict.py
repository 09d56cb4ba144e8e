"""Agent and Salesforce differ about a Task's records: what each choice makes of the call (B-3)."""

from typing import Literal

import pytest
from msgspec.structs import replace

from cti_adapter.calls.events import ConflictSettled, TaskCorrected, TaskGone
from cti_adapter.calls.on_task import Contested, OnTask
from cti_adapter.calls.record import Record
from cti_adapter.logbook.ledger import Ledger
from cti_adapter.service.advance import advance
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.conflict import settled
from cti_adapter.service.effects import CorrectLog
from tests.support.builders import ADA, AGENT_A, ALAN, CASE_26, CHARLES, GRACE
from tests.support.story import labels, play
from tests.unit.service.call_stories import WRITTEN

SAVED = play(f"{WRITTEN}09:06:00 | recording.available | https://pbx.example.test/r/1").file
NOON = SAVED.call.created_at


def contested(
    *slots: Contested,
    who: Record | None = GRACE,
    what: Record | None = None,
    others: tuple[Record, ...] = (),
) -> CallFile:
    there = OnTask(
        who=who, others=others, what=what, wrote={"WhoId": "theirs"}, contested=slots or ("who",)
    )
    return replace(SAVED, ledger=replace(SAVED.ledger, on_task=there))


def chosen(keep: Literal["ours", "theirs"]) -> ConflictSettled:
    return ConflictSettled(at=NOON, agent=AGENT_A, keep=keep)


def test_the_agents_own_is_written_over_what_was_seen() -> None:
    """What stands there counts as ours, so that the next correction changes it."""
    file = settled(contested(), chosen("ours"))

    assert ("Ada Lovelace auto",) == labels(file.assignment.slots)
    assert ("theirs", None) == (file.ledger.wrote["WhoId"], file.ledger.on_task)


def test_what_stands_in_salesforce_is_taken_over() -> None:
    """Marked `you`: a person chose it."""
    file = settled(contested("who", "what", what=CASE_26, others=(CHARLES,)), chosen("theirs"))

    assert ("Grace Hopper you", "Case 00001026 you") == labels(file.assignment.slots)
    assert [CHARLES] == [each.record for each in file.assignment.slots.others]


def test_what_both_have_keeps_its_mark() -> None:
    """Ada was found by her number, and she is still the first."""
    file = settled(contested(who=ADA, others=(GRACE,)), chosen("theirs"))

    assert ("Ada Lovelace auto",) == labels(file.assignment.slots)


def test_only_the_contested_slot_is_taken_over() -> None:
    """The Case in Salesforce is no reason to lose the agent's Contact."""
    file = settled(contested("what", what=CASE_26), chosen("theirs"))

    assert ("Ada Lovelace auto", "Case 00001026 you") == labels(file.assignment.slots)


@pytest.mark.parametrize("slot", ["who", "what"])
def test_what_was_emptied_in_salesforce_stays_empty(slot: Contested) -> None:
    """That was a choice, too."""
    file = settled(contested(slot, who=None), chosen("theirs"))

    assert (() if slot == "who" else ("Ada Lovelace auto",)) == labels(file.assignment.slots)


def test_a_lead_stands_alone_there_too() -> None:
    """DECISION 8."""
    file = settled(contested(who=ALAN), chosen("theirs"))

    assert ("Alan Turing you",) == labels(file.assignment.slots)


@pytest.mark.parametrize(
    "ledger",
    [
        Ledger(state="saved"),
        Ledger(state="saved", on_task=OnTask(who=GRACE)),
        Ledger(state="open", on_task=OnTask(who=GRACE, contested=("who",))),
    ],
)
def test_where_nothing_is_contested_nothing_changes(ledger: Ledger) -> None:
    """Another browser was faster."""
    file = replace(SAVED, ledger=ledger)

    assert file is settled(file, chosen("theirs"))


def test_either_choice_is_followed_by_a_correction() -> None:
    """What was held back until then goes now."""
    step = advance(contested(), chosen("ours"))

    assert (CorrectLog(),) == step.effects
    assert SAVED.ledger.corrections + 1 == step.file.ledger.corrections
    assert AGENT_A == step.file.ledger.corrector


@pytest.mark.parametrize(
    ("stands", "said"),
    [(None, "corrected"), (OnTask(who=GRACE, contested=("who",)), "contested")],
)
def test_who_asked_is_told_what_came_of_it(stands: OnTask | None, said: str) -> None:
    """And nobody else: what a telephone system tells late is corrected silently."""
    asked = replace(SAVED, ledger=replace(SAVED.ledger, corrector=AGENT_A))
    event = TaskCorrected(at=NOON, on_task=stands)

    assert [said] == [told.code for told in advance(asked, event).said]
    assert () == advance(SAVED, event).said
    assert ["not-corrected"] == [told.code for told in advance(asked, TaskGone(at=NOON)).said]
