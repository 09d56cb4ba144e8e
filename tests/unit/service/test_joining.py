"""Which of two calls goes on, and what comes over from the other."""

from msgspec.structs import replace

from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import CallMerged, MergedInto
from cti_adapter.logbook import ledger as books
from cti_adapter.service.advance import advance
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.effects import EraseNotes
from cti_adapter.service.joining import by_rank, part_of
from cti_adapter.service.missed_calls import is_missed
from tests.support.builders import LINE_A, at
from tests.support.story import labels, play, read

CUSTOMERS = play("""
    09:00:00 | leg.offered      | 101, remote_number=+14155550101
    09:00:01 | caller.looked-up | Ada Lovelace
    09:00:04 | leg.connected    | 101
    09:01:00 | notes.typed      | asked for refund
    09:05:00 | leg.held         | 101
""").file
TALKS_INSIDE = """
    09:05:10 | leg.initiated | 101, leg_id=q-1, direction=Internal
    09:05:11 | leg.offered   | 102, leg_id=q-2
    09:05:15 | leg.connected | 102, leg_id=q-2
"""
HANDED_OVER = """
    09:06:00 | call.transferred | kind=consult, from_line=101, to_line=102
    09:06:00 | leg.ended        | 101
"""
NOON = at("09:06:00")


def question(table: str) -> CallFile:
    """Return the file of the call inside of the house, with another id."""
    file = play(f"{TALKS_INSIDE}{table}").file
    return replace(file, call=replace(file.call, id=CallId("call-2")))


def after(file: CallFile, table: str) -> CallFile:
    for event in read(table):
        file = advance(file, event).file
    return file


def test_the_call_with_the_customer_goes_on() -> None:
    """Whichever is named first, and whichever began first."""
    inside = question("")
    nobody_s = replace(CUSTOMERS, call=replace(CUSTOMERS.call, remote_number=None))
    earlier = replace(CUSTOMERS, call=replace(CUSTOMERS.call, created_at=at("08:00:00")))

    assert (CUSTOMERS, inside) == by_rank([CUSTOMERS, inside]) == by_rank([inside, CUSTOMERS])
    assert (CUSTOMERS, nobody_s) == by_rank([nobody_s, CUSTOMERS])
    assert (earlier, CUSTOMERS) == by_rank([CUSTOMERS, earlier])


def test_what_was_assigned_fills_what_is_empty_and_the_rest_is_offered() -> None:
    """As it was marked there; the customer's own records stay."""
    inside = question("""
        09:05:20 | assign.pressed | Case 00001026
        09:05:21 | assign.pressed | Charles Babbage
        09:05:22 | record.opened  | Difference Engine
    """)
    whole = advance(CUSTOMERS, part_of(inside, NOON)).file

    assert ("Ada Lovelace auto", "Case 00001026 you") == labels(whole.assignment.slots)
    offered = {each.label for each in whole.assignment.candidates}
    assert {"Charles Babbage", "Difference Engine"} <= offered


def test_after_the_log_is_complete_it_is_only_offered() -> None:
    """No opening of anybody's assigns any more (S0-3)."""
    inside = question("09:05:20 | assign.pressed | Case 00001026")
    done = after(CUSTOMERS, "09:05:30 | call.ended |\n09:05:40 | save.pressed |")
    whole = advance(done, part_of(inside, NOON)).file

    assert ("Ada Lovelace auto",) == labels(whole.assignment.slots)


def test_what_the_colleague_opened_is_taken_up_with_the_call() -> None:
    """Until then it is offered in their own panel alone (DECISION 57)."""
    inside = question("09:05:20 | record.opened | Case 00001026, by=102")
    whole = advance(CUSTOMERS, part_of(inside, NOON)).file
    theirs = after(whole, HANDED_OVER)

    assert ("Ada Lovelace auto",) == labels(whole.assignment.slots)
    assert ("Ada Lovelace auto", "Case 00001026 auto") == labels(theirs.assignment.slots)


def test_the_notes_of_both_are_kept_each_in_its_place() -> None:
    """And a call result, where the customer's call has none."""
    inside = question("""
        09:05:20 | notes.typed   | allowed up to 50
        09:05:30 | result.chosen | Solved
    """)
    whole = advance(CUSTOMERS, part_of(inside, NOON)).file

    assert "asked for refund" == whole.notes.text
    assert [("merged:call-2", "allowed up to 50")] == [
        (page.event_id, page.text) for page in whole.notes.filed
    ]
    assert "Solved" == whole.call_result


def test_notes_of_a_transfer_that_comes_over_stay_with_it() -> None:
    """The question was handed on before it became part of the customer's call."""
    inside = question("""
        09:05:30 | call.transferred | from_line=102, to_line=103
        09:05:31 | notes.typed      | ask Agent C
    """)
    whole = advance(CUSTOMERS, part_of(inside, NOON)).file
    (transfer,) = inside.call.transfers

    assert {(transfer.id, "ask Agent C"), ("", "asked for refund")} == {
        (page.event_id, page.text) for page in whole.notes.filed
    }


def test_nothing_typed_leaves_the_notes_alone() -> None:
    assert CUSTOMERS.notes == advance(CUSTOMERS, part_of(question(""), NOON)).file.notes


def test_what_became_part_of_another_call_is_not_logged_and_missed_by_nobody() -> None:
    """It stands in the ledger with its reason (DECISION 15), without its notes."""
    into = MergedInto(at=NOON, call_id=CUSTOMERS.call.id)
    rang = play("09:05:11 | leg.offered | 102, remote_number=+14155550101").file
    step, gone = advance(question("09:05:20 | notes.typed | secret"), into), advance(rang, into)

    assert ("not-logged", books.MERGED) == (step.file.ledger.state, step.file.ledger.reason)
    assert ((EraseNotes(),), "", None) == (step.effects, step.file.notes.text, step.file.due_at)
    assert not step.file.ledger.is_unlogged
    assert not is_missed(gone.file.call)


def test_a_task_that_stands_already_stays() -> None:
    """The question was logged before the telephone system said what it was."""
    inside = question("")
    logged = replace(inside, ledger=replace(inside.ledger, state="saved", task_id="00T1"))
    into = MergedInto(at=NOON, call_id=CUSTOMERS.call.id)

    step = advance(logged, into)

    assert ((), into.call_id) == (step.effects, step.file.call.merged_into)
    assert (logged.ledger, logged.notes) == (step.file.ledger, step.file.notes)


def test_nobody_asks_on_a_line_that_came_over() -> None:
    """Whom they had asked on it was the end of another question, and may be a number."""
    inside = question("09:05:20 | consult.started | 101, target=+14155550120")
    told = part_of(inside, NOON)

    assert isinstance(told, CallMerged)
    assert {""} == {leg.consulting for leg in told.legs}
    assert LINE_A == told.placed_on
