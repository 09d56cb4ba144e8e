"""What is typed into a call: to which event it belongs, and what it does to the text there.

What an agent typed before a transfer may arrive after it, from a panel that has let the call go:
it still goes where it was typed (S1-17). Nobody else writes into a call that is not theirs. What
somebody typed meanwhile in another client stays beside it (B-9).
"""

import msgspec

from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import NotesTyped
from cti_adapter.calls.policy import Policy
from cti_adapter.errors import FieldFault, Unprocessable
from cti_adapter.logbook.merging import merged
from cti_adapter.logbook.notes import is_event_of, text_of
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.fold import Fold
from cti_adapter.service.joining import page_of
from cti_adapter.service.ports import Agent


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in textbox 'Notes' or a field beside it, and the event; None is the latest."""

    text: str
    event_id: str | None = None
    field: str = ""
    """The label of the field, "" for 'Notes' itself."""
    base: str | None = None
    """The text it grew from, which this client had from the server or has brought to it; None is
    what stands there now, so that this text takes its place."""


def followed(fold: Fold, agent: Agent, call_id: CallId, typed: Typed) -> tuple[CallId, Typed]:
    """Return where a note goes whose call has become part of another one while it was typed."""
    file = None if fold.unit.desk(agent.id).has(call_id) else fold.unit.find_call(call_id)
    whole = file.call.merged_into if file is not None else None
    if file is None or whole is None:
        return call_id, typed
    kept = {each.id for each in file.call.transfers if each.to_line is not None}
    at = typed.event_id if typed.event_id in kept else page_of(call_id)
    return whole, msgspec.structs.replace(typed, event_id=at)


def left_behind(fold: Fold, agent: Agent, call_id: CallId, typed: Typed) -> CallFile | None:
    """Lock a call that this agent has handed on, where the note is of the time before.

    None for every other call: whether it may be written into is decided as for any command.
    """
    if typed.event_id is None or fold.unit.desk(agent.id).has(call_id):
        return None
    file = fold.unit.lock_call(call_id)
    if file is None or file.ledger.state != "open" or typed.event_id == file.notes.event_id:
        return None
    spoke = any(leg.has_spoken and leg.line == agent.line for leg in file.call.legs)
    return file if spoke else None


def took_note(fold: Fold, agent: Agent, file: CallFile, typed: Typed) -> CallFile:
    """Fold a note into a call that is locked; the journal has the text as it stands then.

    Raises:
        Unprocessable: the call has no such event, or the org no such field.
    """
    at = file.notes.event_id if typed.event_id is None else typed.event_id
    if not is_event_of(file.call, at):
        fault = FieldFault(field="event_id", message="send the one that came with the notes")
        raise Unprocessable(fault)
    if typed.field not in _fields(file, fold.policy):
        fault = FieldFault(field="field", message="name a note field as the settings have it")
        raise Unprocessable(fault)
    stands = text_of(file.notes, at, typed.field)
    text = merged(stands if typed.base is None else typed.base, stands, typed.text)
    event = NotesTyped(
        at=fold.now, agent=agent.id, text=text, event_id=typed.event_id, field=typed.field
    )
    return fold.advance(file, event)


def _fields(file: CallFile, policy: Policy) -> set[str]:
    """Return the fields that may be typed into; one that has just been taken away still may be."""
    pages = (*policy.note_fields, *file.policy.note_fields)
    there = {page.field for page in file.notes.filed}
    return {"", *there, *(field for page in pages for field in page.fields)}
