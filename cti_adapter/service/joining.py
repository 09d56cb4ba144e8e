"""Two calls that turn out to be one: which of them goes on, and what comes over (D3, facts 2.3).

Asked where a telephone system says that two of its ids are one call (`Incoming.also`). Both are
locked in the order of their ids. The call that has the customer goes on, whichever the telephone
system named first: it has the number, the records and the name under which it is logged.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec.structs import replace

from cti_adapter.calls import merged
from cti_adapter.calls.call import CallId, CallKey
from cti_adapter.calls.events import CallMerged, MergedInto
from cti_adapter.calls.merged import Brought, BroughtNote, BroughtOpening
from cti_adapter.logbook import ledger as books
from cti_adapter.logbook.notes import Filed, Notes, with_pages
from cti_adapter.service import several_agents
from cti_adapter.service.call_file import CallFile, Step
from cti_adapter.service.effects import EraseNotes
from cti_adapter.service.ports import Unit


def lock_all(unit: Unit, keys: Sequence[CallKey]) -> tuple[CallFile, ...]:
    """Lock the calls that go by these keys, in the order of their ids; there may be one, or none.

    Args:
        unit: of this transaction.
        keys: the first is that of the call an event is told of.
    """
    known = (unit.find_call_by_key(each) for each in keys)
    ids = sorted({file.call.id for file in known if file is not None})
    locked = tuple(file for file in map(unit.lock_call, ids) if file is not None)
    if not any(file.call.key == keys[0] for file in locked):
        unit.lock_call_by_key(keys[0])  # so that nobody begins a call under it meanwhile
    return locked


def by_rank(files: Iterable[CallFile]) -> tuple[CallFile, ...]:
    """Return calls that are one: the one that goes on, then those that become part of it."""
    return tuple(sorted(files, key=_rank))


def part_of(goes: CallFile, at: datetime) -> CallMerged:
    """Return all that is kept of a call that becomes part of another one."""
    call, notes = goes.call, goes.notes
    pages = (Filed(event_id=notes.event_id, text=notes.text), *notes.filed)
    return CallMerged(
        at=at,
        call_id=call.id,
        begun_at=call.created_at,
        placed_on=call.placed_on,
        lines=tuple(sorted({leg.line for leg in call.legs})),
        legs=tuple(replace(leg, consulting="", consulting_at=None) for leg in call.legs),
        transfers=tuple(each for each in call.transfers if each.to_line is not None),
        remote_number=call.remote_number,
        queue=call.queue,
        attributes=call.attributes,
        url=call.recording_url,
        records=tuple(Brought(record=p.record, mark=p.mark) for p in goes.assignment.slots.all),
        candidates=goes.assignment.candidates,
        opened=tuple(BroughtOpening(line=e.line, record=e.record) for e in goes.heard),
        notes=tuple(
            BroughtNote(text=page.text, event_id=page.event_id, field=page.field)
            for page in pages
            if page.text.strip()
        ),
        call_result=goes.call_result,
    )


def with_part(file: CallFile, event: CallMerged) -> CallFile:
    """Return a file with what agents did to a call that became part of it, beside its records."""
    heard = file.heard
    for each in event.opened:
        heard = several_agents.with_opening(heard, each.line, each.record)
    return replace(file, heard=heard, call_result=file.call_result or event.call_result)


def with_notes(notes: Notes, event: CallMerged) -> Notes:
    """Put what was typed into the other call where that call stands among the events (S1-17)."""
    kept = {each.id for each in event.transfers}
    return with_pages(
        notes,
        tuple(
            Filed(
                event_id=page.event_id if page.event_id in kept else page_of(event.call_id),
                text=page.text,
                field=page.field,
            )
            for page in event.notes
        ),
        event.at,
    )


def page_of(call_id: CallId) -> str:
    """Return the event under which the notes of a call that came over are filed."""
    return f"merged:{call_id}"


def let_go(file: CallFile, event: MergedInto) -> Step:
    """Close the file of a call that has become part of another one.

    A Task that stands already stays; where there is none, none is written. What was typed stands
    in the other call, and nowhere else.
    """
    if file.ledger.task_id:
        return Step(file=replace(file, call=replace(file.call, merged_into=event.call_id)))
    ledger = books.declined(file.ledger, books.MERGED, event.at)
    call = merged.let_go(file.call, event)
    closed = replace(file, call=call, ledger=ledger, notes=Notes())
    return Step(file=closed, effects=(EraseNotes(),))


def _rank(file: CallFile) -> tuple[bool, bool, datetime, str]:
    """The call with the customer comes first: not one inside of the house, known by a number."""
    call = file.call
    unknown = call.remote_number is None and not call.withheld
    return call.direction == "Internal", unknown, call.created_at, call.id
