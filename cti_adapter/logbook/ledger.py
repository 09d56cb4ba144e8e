"""The log of one call as the server knows it: how far it has come, and why.

The ledger speaks of the writing only; whose call it is stands in the assignment.
"""

from datetime import datetime
from typing import Literal, assert_never

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.events import (
    LeadMade,
    LeadOwned,
    LeadRefused,
    LookupDelayed,
    TaskDelayed,
    TaskRefused,
    TaskWritten,
)
from cti_adapter.calls.owner import Owner

LogState = Literal["open", "saving", "saved", "not-saved", "not-logged"]


class LeadNote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a Lead beside the log: of one that was to be made, or to get an owner."""

    what: Literal["made", "known", "refused", "owned", "not-owned"]
    """known: it had been made for another call of the same number."""
    lead_id: str = ""
    message: str = ""
    """Salesforce's own words, where it refused."""
    repaired: tuple[str, ...] = ()
    owner: Owner | None = None
    """Whose a Lead that was made is, and who was passed over (DECISION 32)."""


class Ledger(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of the log of a call."""

    state: LogState = "open"
    by: Literal["agent", "server"] = "server"
    """Whether the agent pressed Save, or the server wrote without it."""
    reason: str = ""
    """Why it is not logged, or not saved yet: a code of the panel's catalogue."""
    message: str = ""
    """Salesforce's own words, where it refused."""
    task_id: str = ""
    task_url: str = ""
    repaired: tuple[str, ...] = ()
    owner: Owner | None = None
    """Whose the Task is, and who was passed over (DECISION 32)."""
    leads: tuple[LeadNote, ...] = ()
    settled_at: datetime | None = None


def begun(ledger: Ledger, *, by_agent: bool) -> Ledger:
    """The log is complete: it may be written now."""
    return replace(ledger, state="saving", by="agent" if by_agent else "server")


def declined(ledger: Ledger, reason: str, at: datetime) -> Ledger:
    """Nobody logs the call, for a recorded reason (DECISION 15)."""
    return replace(ledger, state="not-logged", reason=reason, settled_at=at)


def answered(
    ledger: Ledger, event: TaskWritten | TaskDelayed | TaskRefused | LookupDelayed
) -> Ledger:
    """Take in what Salesforce said to the write; a Task once written stays written.

    A log that is complete waits for its look-up (DECISION 46): a look-up that is delayed delays
    the log, and the agent is to know.
    """
    if ledger.state not in {"saving", "not-saved"}:
        return ledger
    match event:
        case TaskWritten():
            return replace(
                ledger,
                state="saved",
                reason="",
                message="",
                task_id=event.task_id,
                task_url=event.url,
                repaired=event.repaired,
                owner=event.owner,
                settled_at=event.at,
            )
        case TaskDelayed():
            return replace(ledger, state="not-saved", reason=event.code, message=event.message)
        case LookupDelayed():
            return replace(ledger, state="not-saved", reason="salesforce-down")
        case TaskRefused():
            return replace(ledger, state="not-saved", reason="rejected", message=event.message)
        case _:
            assert_never(event)


def with_lead(ledger: Ledger, event: LeadMade | LeadRefused | LeadOwned) -> Ledger:
    """Note what became of a Lead; the log goes its own way."""
    match event:
        case LeadMade(record=record, owner=None):
            note = LeadNote(what="known", lead_id=record.id)
        case LeadMade(record=record, repaired=repaired, owner=owner):
            note = LeadNote(what="made", lead_id=record.id, repaired=repaired, owner=owner)
        case LeadRefused(message=message, asked="make"):
            note = LeadNote(what="refused", message=message)
        case LeadRefused(message=message):
            note = LeadNote(what="not-owned", message=message)
        case LeadOwned(record_id=record_id):
            note = LeadNote(what="owned", lead_id=record_id)
        case _:
            assert_never(event)
    return replace(ledger, leads=(*ledger.leads, note))


def retried(ledger: Ledger) -> Ledger:
    """The agent asked to try again at once."""
    return replace(ledger, state="saving") if ledger.state == "not-saved" else ledger
