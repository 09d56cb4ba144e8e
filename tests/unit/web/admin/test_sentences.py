"""Every event of a call has a sentence in every language, and none of them gives anybody away."""

from typing import get_args

import pytest
from hypothesis import given
from msgspec.structs import replace

from cti_adapter.calls.events import CallEvent, DialPlaced
from cti_adapter.logbook.ledger import Ledger
from cti_adapter.web.admin.catalogue import Catalogue
from cti_adapter.web.admin.sentences import FIELD_FAULTS, gaps_of, sentence_of, told_of_fields
from cti_adapter.web.languages import LANGUAGES
from tests.support.builders import ADA, ADAS_NUMBER
from tests.support.story import read
from tests.unit.service.arbitrary import events

CATALOGUE = Catalogue.load()
NAMES = {"101": "Agent A", "102": "Agent B", "agent-a": "Agent A"}
TAGS = [each.__struct_config__.tag for each in get_args(CallEvent)]


def sentence(event: CallEvent, language: str = "en") -> str:
    key = f"story.event.{sentence_of(event)}"
    return CATALOGUE.say(language, key, **gaps_of(event, NAMES, "erased"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_has_a_sentence(language: str) -> None:
    """Whoever adds an event says what it means."""
    worded = CATALOGUE.keys(language)

    assert [] == [tag for tag in TAGS if f"story.event.{tag}" not in worded]


@given(events)
def test_no_sentence_has_a_number_or_a_note_in_it(event: CallEvent) -> None:
    """Whatever is told, however it is told."""
    said = sentence(event)

    assert ADAS_NUMBER not in said
    assert "refund" not in said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("leg.offered | 101, remote_number=+14155550101", "It rings at Agent A, number …01."),
        ("leg.connected | 103", "103 talks."),
        ("call.transferred | from_line=101, to_line=102", "The call went from Agent A to Agent B."),
        ("call.transferred | from_line=101, to_queue=Help", "The call went from Agent A to Help."),
        ("call.transferred | to_number=+14155550188", "The call went from – to …88."),
        ("record.opened | Case 00001026", "Agent A opened Case 00001026."),
        ("notes.typed | asked for refund", "Agent A wrote notes of 16 characters."),
        ("notes.typed | erased", "Agent A wrote notes of erased characters."),
        ("leg.offered | 101, remote_number=erased", "It rings at Agent A, number erased."),
        ("call.ended | missed", "The call is over: missed."),
    ],
)
def test_a_sentence_says_who_and_what(row: str, said: str) -> None:
    """By names, where we know them."""
    (event,) = read(f"09:00:00 | {row}")

    assert said == sentence(event)


def test_a_warning_before_dialling_is_told() -> None:
    """Whoever asks later why somebody was called who wanted no calls reads it here (B-31)."""
    (dial,) = read("09:00:00 | dial.placed | 101, leg_id=l-1, number=+14155550101")
    assert isinstance(dial, DialPlaced)

    assert "Agent A dialled …01." == sentence(dial)
    assert "told that Ada Lovelace is marked" in sentence(replace(dial, despite=(ADA,)))
    assert "did not say in time" in sentence(replace(dial, unchecked=True))


def test_what_the_task_does_not_have_is_told_once_and_says_what_to_look_at() -> None:
    """An admin learns of a mapping that does not fit from the first call, not from a report."""
    before = Ledger(repaired=("Description:cut",))
    after = Ledger(
        repaired=("Description:cut", "Order__c:unfit", "Value__c:unfit", "Gone__c:missing")
    )

    assert [("missing", "Gone__c"), ("unfit", "Order__c, Value__c")] == list(
        told_of_fields(before, after)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_of_a_field_has_a_sentence(language: str) -> None:
    """In every language."""
    worded = CATALOGUE.keys(language)

    assert [] == [what for what in FIELD_FAULTS if f"story.field.{what}" not in worded]


@pytest.mark.requirement("B-15")
def test_a_record_that_is_named_by_its_number_is_masked_like_one() -> None:
    """So is a Lead called that was made of somebody unknown."""
    (opened,) = read("09:00:00 | record.opened | Ada Lovelace")
    named = replace(opened, record=replace(ADA, label="+1 415-555-0101"))

    assert "…01" in sentence(named)
    assert "555" not in sentence(named)
