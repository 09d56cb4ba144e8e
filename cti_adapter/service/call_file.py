"""The whole of one call: its life, its records, its notes and its log, and how events change it.

Pure: `advance` is the fold that the panel, the log and a replay share (D2). What it wants from
the world it asks for with effects; the answers come back as events.
"""

from datetime import datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from cti_adapter.assignment import engine
from cti_adapter.assignment.engine import Assignment, Decision
from cti_adapter.calls.call import Call
from cti_adapter.calls.events import (
    AssignPressed,
    CallerLookedUp,
    CallEvent,
    DialPlaced,
    LookupDelayed,
    NotesTyped,
    PolicyApplied,
    RecordChosen,
    RecordLookedUp,
    RecordOpened,
    RecordRemoved,
    ResultChosen,
    RetryPressed,
    SavePressed,
    TaskDelayed,
    TaskRefused,
    TaskWritten,
    UndoPressed,
)
from cti_adapter.calls.lifecycle import follow
from cti_adapter.calls.number import PhoneNumber, is_matchable
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import Record, RecordId
from cti_adapter.logbook import ledger as books
from cti_adapter.logbook.authority import why_not_logged
from cti_adapter.logbook.ledger import Ledger
from cti_adapter.logbook.notes import Notes, typed
from cti_adapter.outbox.entry import OrgId


class CallFile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything the server knows of one call."""

    org_id: OrgId
    call: Call
    assignment: Assignment = Assignment()
    notes: Notes = Notes()
    call_result: str = ""
    ledger: Ledger = Ledger()
    policy: Policy = Policy()
    """The org's settings the call goes by."""
    asked_once_more: bool = False
    """Save was pressed with nothing assigned; the next Save saves (DECISION 6)."""

    @property
    def due_at(self) -> datetime | None:
        """When the clock has to look at the call again: the end of its wrap-up."""
        pause = self.call.wrap_up
        return pause.ends_at if pause is not None and pause.ended_at is None else None

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is to come: over, and its log written or not to be written."""
        return self.ledger.state in {"saved", "not-logged"}


class LookUpCaller(msgspec.Struct, frozen=True, kw_only=True):
    """Find out which records store this number."""

    number: PhoneNumber


class LookUpRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Find out account and trackability of the record a call was dialled from."""

    record_id: RecordId


class WriteLog(msgspec.Struct, frozen=True, kw_only=True):
    """Write the Task of this call."""


class TryAgain(msgspec.Struct, frozen=True, kw_only=True):
    """Do what waits for this call at once."""


Effect = LookUpCaller | LookUpRecord | WriteLog | TryAgain


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tell the agents on the call: a code of the catalogue, and its record."""

    code: Literal[
        "assigned",
        "unassigned",
        "undone",
        "cannot",
        "nothing-assigned-once-more",
        "match-failed",
        "saved",
        "saved-by-server",
        "not-saved",
    ]
    record: Record | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A call after an event, what it wants from the world, and what to tell its agents."""

    file: CallFile
    effects: tuple[Effect, ...] = ()
    said: tuple[Told, ...] = ()


def advance(file: CallFile, event: CallEvent) -> Step:
    """Fold one event into a call.

    Args:
        file: the call so far.
        event: what happened.
    """
    if isinstance(event, PolicyApplied):
        return Step(file=replace(file, policy=event.policy))
    if isinstance(event, SavePressed) and _asks_once_more(file):
        question = Told(code="nothing-assigned-once-more")
        return Step(file=replace(file, asked_once_more=True), said=(question,))
    moved = replace(file, call=_followed(file, event))
    decision = _decision(moved, event)
    moved = replace(
        moved,
        assignment=decision.assignment,
        notes=typed(file.notes, event) if isinstance(event, NotesTyped) else file.notes,
        call_result=event.call_result if isinstance(event, ResultChosen) else file.call_result,
    )
    if isinstance(event, TaskWritten | TaskDelayed | TaskRefused | LookupDelayed):
        moved = replace(moved, ledger=books.answered(moved.ledger, event))
    told = [Told(code=said.code, record=said.record) for said in decision.said]
    told += _log_news(file.ledger, moved.ledger)
    if moved.assignment.matching == "failed" != file.assignment.matching:
        told.append(Told(code="match-failed"))
    return _concluded(moved, event, tuple(told))


def _log_news(before: Ledger, after: Ledger) -> list[Told]:
    """Say how the log ended, or that it is delayed: once, not with every attempt."""
    if after.state == before.state:
        return []
    if after.state == "saved":
        return [Told(code="saved" if after.by == "agent" else "saved-by-server")]
    return [Told(code="not-saved")]


def _followed(file: CallFile, event: CallEvent) -> Call:
    """Follow the event; once the log is on its way, no late word opens another wrap-up."""
    call = follow(file.call, event, wrap_up=file.policy.wrap_up)
    if file.ledger.state == "open" or call.wrap_up == file.call.wrap_up:
        return call
    return replace(call, wrap_up=file.call.wrap_up)


def _decision(file: CallFile, event: CallEvent) -> Decision:
    assignment = file.assignment
    # once the Task is written a match changes nothing (DECISION 46)
    smart = file.policy.smart_assign and not file.is_settled
    match event:
        case CallerLookedUp():
            number = file.call.remote_number or ""
            return engine.looked_up(assignment, event.found, number=number, smart=smart)
        case LookupDelayed() if assignment.matching != "done":
            return Decision(assignment=replace(assignment, matching="failed"))
        case RecordOpened():
            return engine.opened(assignment, event.record, smart=smart)
        case RecordLookedUp():
            return engine.learned(
                assignment, event.record, still_open=event.still_open, smart=smart
            )
        case AssignPressed():
            return engine.pressed(assignment, event.record)
        case RecordChosen():
            return engine.chosen(assignment, event.record_id)
        case RecordRemoved():
            return engine.removed(assignment, event.record_id)
        case UndoPressed():
            return engine.undone(assignment)
        case DialPlaced(record=record) if record is not None:
            return engine.dialled(assignment, record)
        case _:
            return Decision(assignment=assignment)


def _asks_once_more(file: CallFile) -> bool:
    in_wrap_up = file.due_at is not None
    return in_wrap_up and file.assignment.slots.is_empty and not file.asked_once_more


def _concluded(after: CallFile, event: CallEvent, said: tuple[Told, ...]) -> Step:
    """Ask for what follows from the change: a look-up, the log."""
    effects: list[Effect] = []
    number = after.call.remote_number
    if number and after.assignment.matching == "not-matched" and is_matchable(number):
        after = replace(after, assignment=replace(after.assignment, matching="looking"))
        effects.append(LookUpCaller(number=number))
    if isinstance(event, DialPlaced) and event.record is not None and not event.record.known:
        effects.append(LookUpRecord(record_id=event.record.id))
    if isinstance(event, RetryPressed) and after.ledger.state == "not-saved":
        after = replace(after, ledger=books.retried(after.ledger))
        effects.append(TryAgain())
    if after.ledger.state == "open" and _is_complete(after.call):
        after, effects = _logged(after, effects)
    return Step(file=after, effects=tuple(effects), said=said)


def _is_complete(call: Call) -> bool:
    """Whether the log may be written: wrap-up is over, or there is none (DECISION 13)."""
    if not call.is_over:
        return False
    if call.wrap_up is None:
        return call.hung_up
    return call.wrap_up.ended_at is not None


def _logged(file: CallFile, effects: list[Effect]) -> tuple[CallFile, list[Effect]]:
    file = replace(file, assignment=engine.settle(file.assignment))
    reason = why_not_logged(file.call, file.policy)
    if reason is not None:
        at = file.call.ended_at
        assert at is not None  # noqa: S101 - a complete call has ended
        return replace(file, ledger=books.declined(file.ledger, reason, at)), effects
    by_agent = file.call.wrap_up is not None and file.call.wrap_up.by_agent
    file = replace(file, ledger=books.begun(file.ledger, by_agent=by_agent))
    return file, [*effects, WriteLog()]
