"""Which call and which event a note belongs to, also when the call has been handed on since.

What an agent typed before a transfer may arrive after it, from a panel that has let the call go:
it still goes where it was typed (S1-17). Nobody else writes into a call that is not theirs.
"""

import msgspec

from cti_adapter.calls.call import Call, CallId
from cti_adapter.errors import FieldFault, Unprocessable
from cti_adapter.logbook.notes import is_event_of
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.fold import Fold
from cti_adapter.service.ports import Agent


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in textbox 'Notes', and the event it was typed in; None is the latest."""

    text: str
    event_id: str | None = None


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


def expect_event(call: Call, typed: Typed) -> None:
    """Refuse a note for an event that this call does not have."""
    if typed.event_id is not None and not is_event_of(call, typed.event_id):
        fault = FieldFault(field="event_id", message="send the one that came with the notes")
        raise Unprocessable(fault)
