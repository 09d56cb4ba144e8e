"""The whole of one call: its life, its records, its notes and its log, and how events change it.

Pure: `advance` is the fold that the panel, the log and a replay share (D2). What it wants from
the world it asks for with effects; the answers come back as events.
"""

from datetime import datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from cti_adapter.assignment import engine
from cti_adapter.assignment.engine import Assignment
from cti_adapter.calls.call import Call
from cti_adapter.calls.events import (
    CallEvent,
    DialPlaced,
    LeadMade,
    LeadOwned,
    LeadRefused,
    LookupDelayed,
    NotesTyped,
    PolicyApplied,
    ResultChosen,
    RetryPressed,
    SavePressed,
    TaskDelayed,
    TaskRefused,
    TaskWritten,
)
from cti_adapter.calls.lifecycle import follow
from cti_adapter.calls.number import PhoneNumber, is_matchable
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import Record, RecordId
from cti_adapter.logbook import ledger as books
from cti_adapter.logbook.authority import (
    MISSED_QUEUE_CALL,
    is_missed_queue_call,
    why_not_logged,
)
from cti_adapter.logbook.lead import may_become_lead
from cti_adapter.logbook.ledger import Ledger
from cti_adapter.logbook.notes import Notes, typed
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.assigning import decide


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


class LookUpNamed(msgspec.Struct, frozen=True, kw_only=True):
    """Find out about the record the telephone system named with the call."""

    record_id: RecordId


class LookUpRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Find out account and trackability of the record a call was dialled from."""

    record_id: RecordId


class MakeLead(msgspec.Struct, frozen=True, kw_only=True):
    """Make a Lead of the caller, should the number be stored nowhere by then."""


class OwnLead(msgspec.Struct, frozen=True, kw_only=True):
    """Give the Lead in Name to the user linked to the agent."""

    lead_id: RecordId
    owner_id: str


class WriteLog(msgspec.Struct, frozen=True, kw_only=True):
    """Write the Task of this call."""


class TryAgain(msgspec.Struct, frozen=True, kw_only=True):
    """Do what waits for this call at once."""


Effect = LookUpCaller | LookUpNamed | LookUpRecord | MakeLead | WriteLog | OwnLead | TryAgain


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
    moved = _followed(file, event)
    # once the Task is written a match changes nothing (DECISION 46)
    smart = moved.policy.smart_assign and moved.ledger.state != "saved"
    number = moved.call.remote_number or ""
    decision = decide(moved.assignment, event, number=number, smart=smart)
    moved = replace(
        moved,
        assignment=decision.assignment,
        notes=typed(file.notes, event) if isinstance(event, NotesTyped) else file.notes,
        call_result=event.call_result if isinstance(event, ResultChosen) else file.call_result,
    )
    if isinstance(event, TaskWritten | TaskDelayed | TaskRefused | LookupDelayed):
        moved = replace(moved, ledger=books.answered(moved.ledger, event))
    if isinstance(event, LeadMade | LeadRefused | LeadOwned):
        moved = replace(moved, ledger=books.with_lead(moved.ledger, event))
    told = [Told(code=said.code, record=said.record) for said in decision.said]
    told += _log_news(file.ledger, moved.ledger)
    if moved.assignment.matching == "failed" != file.assignment.matching:
        told.append(Told(code="match-failed"))
    step = _concluded(file, moved, event, tuple(told))
    wanted = _lead_to_own(file, moved)
    return step if wanted is None else replace(step, effects=(*step.effects, wanted))


def _log_news(before: Ledger, after: Ledger) -> list[Told]:
    """Say how the log ended, or that it is delayed: once, not with every attempt."""
    if after.state == before.state:
        return []
    if after.state == "saved":
        return [Told(code="saved" if after.by == "agent" else "saved-by-server")]
    return [Told(code="not-saved")] if after.state == "not-saved" else []


def _followed(file: CallFile, event: CallEvent) -> CallFile:
    """Follow the event; once the log is on its way, no late word opens another wrap-up.

    A call whose end was told before its answer is not the missed queue call it was taken for: it
    is open again, and logged like any other.
    """
    call = follow(file.call, event, wrap_up=file.policy.wrap_up)
    if file.ledger.reason == MISSED_QUEUE_CALL and not is_missed_queue_call(call):
        assignment = replace(file.assignment, settled=False)
        return replace(file, call=call, ledger=Ledger(), assignment=assignment)
    if file.ledger.state == "open" or call.wrap_up == file.call.wrap_up:
        return replace(file, call=call)
    return replace(file, call=replace(call, wrap_up=file.call.wrap_up))


def _asks_once_more(file: CallFile) -> bool:
    in_wrap_up = file.due_at is not None
    return in_wrap_up and file.assignment.slots.is_empty and not file.asked_once_more


def _concluded(before: CallFile, after: CallFile, event: CallEvent, said: tuple[Told, ...]) -> Step:
    """Ask for what follows from the change: a look-up, the log."""
    effects: list[Effect] = []
    named, number = after.call.record_id, after.call.remote_number
    if named and named != before.call.record_id:  # ahead of the number (DECISION 56)
        effects.append(LookUpNamed(record_id=named))
    wanted = after.assignment.matching == "not-matched" and _is_matched(after.call, after.policy)
    if number and wanted and is_matchable(number):
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


def _is_matched(call: Call, policy: Policy) -> bool:
    """Whether senders on this channel are looked for: on the telephone always (DECISION 26)."""
    channels = {name.strip().casefold() for name in policy.matched_channels}
    return call.channel in {"", "voice"} or call.channel.casefold() in channels


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
    if file.assignment.slots.is_empty and may_become_lead(file.call, file.policy):
        effects = [*effects, MakeLead()]
    return file, [*effects, WriteLog()]


def _lead_to_own(before: CallFile, after: CallFile) -> OwnLead | None:
    """Ask for the owner of an existing Lead once its Task is written (DECISION 29).

    The link applies where the Task went to the agent's user; a Lead that was made for this call
    has its owner already.
    """
    written = before.ledger.state != "saved" == after.ledger.state
    owner, who = after.ledger.owner, after.assignment.slots.who
    if not (written and after.policy.set_owner_of_lead and owner and owner.why == "agent"):
        return None
    if who is None or who.record.type != "Lead":
        return None
    made = {note.lead_id for note in after.ledger.leads if note.what == "made"}
    moved = any(mend.startswith("WhoId:") for mend in after.ledger.repaired)
    if who.record.id in made or moved:
        return None
    return OwnLead(lead_id=who.record.id, owner_id=owner.id)
