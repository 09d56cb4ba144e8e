"""Notes are kept as they are typed."""

from msgspec.structs import replace

from cti_adapter.calls.call import CallId, Merged
from cti_adapter.calls.events import NotesTyped
from cti_adapter.calls.happenings import happenings
from cti_adapter.calls.policy import NoteFields
from cti_adapter.logbook.notes import (
    DELIVERY,
    Filed,
    Notes,
    arranged,
    current_event,
    inside,
    is_event_of,
    text_of,
    turned,
    type_of_event,
    typed,
    with_pages,
)
from tests.support.builders import AGENT_A, a_call, at
from tests.support.story import play

TRANSFER = "transferred:then:102"


def typing(
    text: str, clock: str = "09:01:00", event_id: str | None = None, field: str = ""
) -> NotesTyped:
    return NotesTyped(at=at(clock), agent=AGENT_A, text=text, event_id=event_id, field=field)


def test_what_is_typed_is_kept_with_its_moment() -> None:
    """The panel says "saved 3 s ago" and means it (DECISION 17)."""
    kept = typed(Notes(), typing("asked for refund"))

    assert Notes(text="asked for refund", version=1, saved_at=at("09:01:00")) == kept


def test_the_same_text_again_is_no_change() -> None:
    """Save sends the text once more; nothing is told anew."""
    kept = typed(Notes(), typing("asked for refund"))

    assert kept is typed(kept, typing("asked for refund", "09:02:00"))


def test_each_change_has_its_number() -> None:
    """A client knows which text it built on."""
    first = typed(Notes(), typing("asked"))

    assert 2 == typed(first, typing("asked for refund")).version


def test_a_transfer_begins_an_empty_page_and_keeps_the_other() -> None:
    """Who takes over writes into a box of their own (S1-17)."""
    before = typed(Notes(), typing("first"))
    after = turned(before, TRANSFER)

    assert ("", TRANSFER) == (after.text, after.event_id)
    assert (Filed(event_id=DELIVERY, text="first"),) == after.filed
    assert before is turned(before, DELIVERY)


def test_an_empty_page_leaves_nothing_behind() -> None:
    assert () == turned(Notes(text=" "), TRANSFER).filed


def test_what_arrives_after_the_transfer_goes_where_it_was_typed() -> None:
    """The last words before the transfer were still on their way."""
    handed_on = turned(typed(Notes(), typing("asked for ref")), TRANSFER)
    late = typed(handed_on, typing("asked for refund", event_id=DELIVERY))

    assert ("", (Filed(event_id=DELIVERY, text="asked for refund"),)) == (late.text, late.filed)
    assert handed_on.version + 1 == late.version
    assert late is typed(late, typing("asked for refund", event_id=DELIVERY))


def test_notes_may_be_filed_under_the_delivery_and_each_transfer() -> None:
    """And under nothing else: a panel makes no events."""
    call = play("""
        09:00:00 | leg.connected    | 101
        09:02:00 | call.transferred | from_line=101, to_line=102
    """).call
    (transfer,) = call.transfers

    assert (DELIVERY, transfer.id) == (current_event(a_call()), current_event(call))
    assert [True, True, False] == [
        is_event_of(call, event_id) for event_id in (DELIVERY, transfer.id, TRANSFER)
    ]


RING_GROUP = """
    09:00:00 | leg.offered   | 101
    09:00:00 | leg.offered   | 102
    09:00:09 | leg.withdrawn | 102
"""


def test_first_notes_stand_under_the_delivery_to_who_answered() -> None:
    """Of a ring group one agent was first to speak."""
    answered = happenings(play(f"{RING_GROUP}09:00:09 | leg.connected | 101").call)
    missed = happenings(play(RING_GROUP).call)
    sudden = happenings(play("09:00:09 | leg.connected | 101").call)
    waiting = happenings(play("09:00:00 | call.transferred | to_queue=Sales").call)
    notes = Notes(text="asked")

    under = [
        [each.kind for each in told if each.id in inside(notes, told)]
        for told in (answered, missed, sudden, waiting)
    ]
    assert [["delivered"], ["delivered"], ["answered"], ["transferred"]] == under
    assert "101" == next(each.line for each in answered if each.id in inside(notes, answered))


def test_a_field_stands_in_its_event_under_its_name() -> None:
    """After the notes, whichever was typed first; an emptied one is gone (S1-18)."""
    notes = typed(Notes(), typing("refund", field="Reason"))
    notes = typed(typed(notes, typing("cam", field="Part")), typing("asked"))
    emptied = typed(notes, typing(" ", field="Part"))

    assert ("asked", "refund", "cam") == (
        notes.text,
        text_of(notes, DELIVERY, "Reason"),
        text_of(notes, DELIVERY, "Part"),
    )
    assert {DELIVERY: "asked\nReason: refund\nPart: cam"} == inside(notes, ())
    assert {DELIVERY: "asked\nReason: refund"} == inside(emptied, ())
    assert notes is typed(notes, typing("cam", field="Part"))
    assert "" == text_of(turned(notes, TRANSFER), TRANSFER, "Reason")


def test_fields_stand_in_the_order_an_admin_gave_them() -> None:
    """Whichever was filled in first; one that was taken away comes last."""
    notes = Notes(text="asked")
    for field in ("Colour", "Part", "Reason"):
        notes = typed(notes, typing("x", field=field))
    pages = (NoteFields(event="delivery", fields=("Reason", "Part")),)

    assert {DELIVERY: "asked\nReason: x\nPart: x\nColour: x"} == inside(arranged(notes, pages), ())


def test_fields_are_set_up_by_type_of_event() -> None:
    """An outgoing call has no delivery."""
    outgoing = replace(a_call(), direction="Outbound")

    assert ["delivery", "dialling", "transfer", "transfer"] == [
        type_of_event(call, event_id)
        for event_id in (DELIVERY, TRANSFER)
        for call in (a_call(), outgoing)
    ]


def test_without_any_event_the_notes_stand_alone() -> None:
    assert {DELIVERY: "asked"} == inside(Notes(text="asked"), ())


def test_notes_of_a_call_that_became_part_of_this_one_are_filed_with_it() -> None:
    """Nothing typed is lost, and nothing is put where it was not typed."""
    page = Filed(event_id="merged:call-2", text="allowed up to 50")
    before = typed(Notes(), typing("asked for refund"))
    after = with_pages(before, (page,), at("09:06:00"))
    call = replace(a_call(), merged=(Merged(call_id=CallId("call-2"), at=at("09:05:00")),))

    assert ("asked for refund", (page,), 2) == (after.text, after.filed, after.version)
    assert before == with_pages(before, (), at("09:06:00"))
    assert is_event_of(call, page.event_id)
    assert not is_event_of(a_call(), page.event_id)
