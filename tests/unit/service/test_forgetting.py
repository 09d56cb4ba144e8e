"""What stays of a call whose caller is erased, and that nothing told later brings them back."""

import msgspec
import pytest
from hypothesis import given

from cti_adapter.calls.events import CallerErased, CallEvent
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.logbook.notes import Notes
from cti_adapter.service.advance import advance
from cti_adapter.service.forgetting import is_of, mentions, without_caller
from cti_adapter.service.replay import differing_decisions, is_erased, replayed
from tests.support.story import play, read, run
from tests.unit.service.arbitrary import stories
from tests.unit.service.call_stories import ENDED, FOUND, SAVED, WRITTEN

ADA = PhoneNumber("+14155550101")
ERASES = "09:30:00 | caller.erased |\n"


def text_of(thing: object) -> str:
    return msgspec.json.encode(thing).decode()


@pytest.mark.requirement("B-15")
def test_number_name_and_notes_go_and_all_that_is_counted_stays() -> None:
    """Time, direction, duration, agent, records and outcome of the log."""
    noted = "09:01:00 | notes.typed | wants a refund\n"
    before = play(WRITTEN.replace("09:05:00", f"{noted}09:05:00", 1)).file
    after = advance(before, CallerErased(at=before.call.created_at)).file

    assert all(word in text_of(before) for word in (ADA, "Lovelace", "refund"))
    assert not any(word in text_of(after) for word in (ADA, "Lovelace", "refund"))
    assert Notes() == after.notes
    assert (before.call.created_at, before.call.seconds_talked, before.call.legs) == (
        (after.call.created_at, after.call.seconds_talked, after.call.legs)
    )
    assert (before.ledger.state, before.ledger.task_id) == (
        after.ledger.state,
        after.ledger.task_id,
    )


@pytest.mark.parametrize("story", [ENDED + FOUND, SAVED])
def test_a_log_that_is_not_written_by_then_is_given_up(story: str) -> None:
    """It would carry the number to Salesforce after the caller asked to be forgotten."""
    file = advance(play(story).file, CallerErased(at=play(story).file.call.created_at)).file

    assert ("not-logged", "erased") == (file.ledger.state, file.ledger.reason)
    assert not file.ledger.may_be_logged_now


@pytest.mark.requirement("B-15")
def test_what_the_log_may_have_said_goes_too() -> None:
    """A call keeps what Salesforce has not answered to yet, with names and notes in it."""
    before = play(f"{SAVED}09:05:22 | undo.pressed |\n").file
    after = advance(before, CallerErased(at=before.call.created_at)).file

    assert ["Lovelace" in text_of(each) for each in before.unanswered] == [True]
    assert () == after.unanswered
    assert "Lovelace" not in text_of(after)


@pytest.mark.requirement("B-15")
@given(stories)
def test_what_is_told_late_moves_an_erased_call_no_more(story: list[CallEvent]) -> None:
    """A repeat, or an event that was on its way, is no way back."""
    file = run(story).file
    erased = advance(file, CallerErased(at=file.call.created_at)).file
    told = [advance(erased, event) for event in story]

    assert [erased] * len(told) == [step.file for step in told]
    assert not any(step.effects or step.said for step in told)


@pytest.mark.requirement("B-15")
@given(stories)
def test_the_journal_of_an_erased_call_gives_the_same_decisions(story: list[CallEvent]) -> None:
    """As it is read back: without the person, with the erasure in it, and what came after."""
    file = run(story).file
    erasure = CallerErased(at=file.call.created_at)
    stored = advance(file, erasure).file
    journal = [*map(without_caller, story), erasure, *map(without_caller, story)]

    assert is_erased(journal)
    again = msgspec.structs.replace(replayed(stored, journal), policy=stored.policy)
    assert () == differing_decisions(stored, again)


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("From=%2B14155550101&To=101", True),
        ('{"phone": "(415) 555-0101"}', True),
        ("call 415%20555%200101 back", True),
        ("+14155550199", False),
    ],
)
def test_a_number_is_found_however_it_is_written(text: str, *, is_named: bool) -> None:
    """Telephone systems and forms each have their own way."""
    assert is_named == mentions(text, ADA)


def test_a_short_number_is_found_only_as_it_is() -> None:
    """Its digits stand in every moment of time."""
    assert mentions('{"number": "101"}', PhoneNumber("101"))
    assert not mentions("2026-11-01T01:01:01", PhoneNumber("101"))


def test_a_call_is_of_the_number_it_was_made_with_or_handed_on_to() -> None:
    """The line it came in on is ours, and makes no call a customer's."""
    assert is_of({"call": {"remote_number": ADA}}, ADA)
    assert is_of([{"transfers": [{"to_number": ADA}]}], ADA)
    assert not is_of({"call": {"local_number": ADA, "remote_number": None}}, ADA)


def test_an_erasure_that_is_repeated_changes_nothing() -> None:
    """It may have been interrupted."""
    (erasure,) = read(ERASES)
    once = advance(play(SAVED).file, erasure).file

    assert once == advance(once, erasure).file
