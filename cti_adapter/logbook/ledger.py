"""The log of one call as the server knows it: how far it has come, and why.

The ledger speaks of the writing only; whose call it is stands in the assignment.
"""

from datetime import datetime
from typing import Literal, assert_never

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.administered import EntryGivenUp
from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.events import (
    LeadMade,
    LeadOwned,
    LeadRefused,
    LookupDelayed,
    TaskDelayed,
    TaskRefused,
    TaskWritten,
)
from cti_adapter.calls.on_task import OnTask
from cti_adapter.calls.owner import Owner
from cti_adapter.calls.record import RecordId
from cti_adapter.logbook.authority import Decision
from cti_adapter.logbook.second_log import SecondLog

LogState = Literal["open", "saving", "saved", "not-saved", "not-logged"]

Started = Literal["who", "what", "others"]
"""A slot that began as the Task had it: Name, Related To, further Contacts."""


DO_NOT_LOG = "do-not-log"
"""The recorded reason of a call whose agent wanted it not to be logged (DECISION 44)."""

MERGED = "merged"
"""The recorded reason of a call that has become part of another one (DECISION 15)."""

REJECTED = "rejected"
"""The reason of a log whose Task Salesforce has refused, in the words of `message`."""

GIVEN_UP = "given-up"
"""The recorded reason of a log that an admin has given up."""

ERASED = "erased"
"""The recorded reason of a log that was not written by the time its caller was erased (B-15)."""

LEFT = "left"
"""In `repaired`, as "WhoId:left": somebody changed the field in Salesforce, so it stays."""


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
    """What became of the log of a call.

    Undo of Save opens it anew, and what is saved next is its next edition: the same Task, which
    keeps what somebody changed in Salesforce meanwhile (DECISION 47).
    """

    state: LogState = "open"
    edition: int = 0
    """How often the log was complete; what an older edition is answered moves nothing here."""
    by: Literal["agent", "server"] = "server"
    """Whether the agent pressed Save, or the server wrote without it."""
    saved_by: AgentId | None = None
    """Who pressed Save; None where nobody did."""
    completed_at: datetime | None = None
    """When Save was pressed, or the wrap-up ended without it."""
    authority: Decision | None = None
    """Who logs it, by which row and on what inputs, once the call has ended (DECISION 34)."""
    reason: str = ""
    """Why it is not logged, or not saved yet: a code of the panel's catalogue."""
    message: str = ""
    """Salesforce's own words, where it refused."""
    task_id: str = ""
    task_url: str = ""
    corrections: int = 0
    """How often a correction of the Task was asked for."""
    corrector: AgentId | None = None
    """Who asked for the last one; None where it followed from what became known."""
    on_task: OnTask | None = None
    """The records of the Task, where somebody changed them in Salesforce."""
    wrote: dict[str, str] = {}
    """Marks of what we wrote into the Task, field by field: who changed one is told by it."""
    continues: RecordId | None = None
    """The Task the call was dialled from and completes (DECISION 49, continued.py)."""
    stood: dict[str, str] = {}
    """Marks of how that one stood as the call began."""
    started: tuple[Started, ...] = ()
    """The slots that began as that one had them."""
    kept: int = 0
    """How many characters of its comments stood before ours."""
    repaired: tuple[str, ...] = ()
    at_least_once: bool = False
    """The org has no place for a unique key: there may be a second Task of the call (P11)."""
    doubles: tuple[str, ...] = ()
    """Second Tasks of the call that were found (doubles.py)."""
    needs_record: bool = False
    """Written without a record although the org requires one (DECISION 6)."""
    needs_result: bool = False
    """Written without a call result although the org requires one (DECISION 13)."""
    owner: Owner | None = None
    """Whose the Task is, and who was passed over (DECISION 32)."""
    leads: tuple[LeadNote, ...] = ()
    second: SecondLog | None = None
    """A Task that Salesforce itself made of the same call (DECISION 19)."""
    from_history: bool = False
    """Logged by 'Log now' of the history: there is no wrap-up that Undo could go back to."""
    manual: bool = False
    """Typed by hand: no telephone system told of the call (DECISION 50)."""
    settled_at: datetime | None = None
    taken_back: bool = False
    """Whether a Save ever was: from then on nothing is assigned automatically."""

    @property
    def may_be_reopened(self) -> bool:
        """Whether there is a Save that could be taken back."""
        pressed = self.saved_by is not None and not self.from_history
        return pressed and self.state in {"saving", "saved", "not-saved"}

    @property
    def is_unlogged(self) -> bool:
        """Whether there is no Task, and none comes by itself as far as is known."""
        unwritten = self.state in {"not-logged", "not-saved"} and self.reason != MERGED
        return unwritten and not self.task_id

    @property
    def is_refused(self) -> bool:
        """Whether Salesforce refused the Task for good, and somebody has to look at it."""
        return self.state == "not-saved" and self.reason == REJECTED

    @property
    def is_private(self) -> bool:
        """Whether time, direction, duration, masked number and reason are all that is shown."""
        return self.state == "not-logged" and self.reason == DO_NOT_LOG

    @property
    def may_be_logged_now(self) -> bool:
        """Whether 'Log now' is offered: never for a do-not-log call (DECISIONS 44 and 50)."""
        return self.is_unlogged and self.reason not in {DO_NOT_LOG, ERASED}

    @property
    def left(self) -> tuple[str, ...]:
        """The fields that stay as somebody changed them in Salesforce."""
        return self.mended(LEFT)

    def mended(self, *whats: str) -> tuple[str, ...]:
        """Return the fields of which one of these stands in `repaired`."""
        mends = (mend.rpartition(":") for mend in self.repaired)
        return tuple(field for field, _, what in mends if what in whats)

    @property
    def is_contested(self) -> bool:
        """Whether agent and Salesforce differ about a record, and a person has to choose."""
        return self.on_task is not None and bool(self.on_task.contested)


def begun(ledger: Ledger, *, saved_by: AgentId | None, at: datetime) -> Ledger:
    """The log is complete: its next edition may be written now."""
    return replace(
        ledger,
        state="saving",
        edition=ledger.edition + 1,
        by="agent" if saved_by is not None else "server",
        saved_by=saved_by,
        completed_at=at,
    )


def begun_from_history(ledger: Ledger, *, saved_by: AgentId, at: datetime) -> Ledger:
    """An agent has an unlogged call logged after all (DECISION 50)."""
    begun_now = begun(ledger, saved_by=saved_by, at=at)
    return replace(begun_now, reason="", message="", from_history=True, settled_at=None)


def typed_by_hand(ledger: Ledger) -> Ledger:
    """An agent enters a call in the history that no telephone system told of (DECISION 50)."""
    return replace(ledger, from_history=True, manual=True)


def taken_back(ledger: Ledger) -> Ledger:
    """Save was taken back. The Task stays where it stands already, and the next Save mends it."""
    return replace(reopened(ledger), taken_back=True)


def reopened(ledger: Ledger) -> Ledger:
    """The log is open again, and a Task that stands already is mended by its next edition."""
    return replace(
        ledger,
        state="open",
        by="server",
        saved_by=None,
        completed_at=None,
        reason="",
        message="",
        needs_record=False,
        needs_result=False,
        settled_at=None,
    )


def declined(ledger: Ledger, reason: str, at: datetime) -> Ledger:
    """Nobody logs the call, for a recorded reason (DECISION 15)."""
    return replace(ledger, state="not-logged", reason=reason, settled_at=at)


def answered(
    ledger: Ledger, event: TaskWritten | TaskDelayed | TaskRefused | LookupDelayed
) -> Ledger:
    """Take in what Salesforce said to the write; a Task once written stays written.

    A log that is complete waits for its look-up (DECISION 46): a look-up that is delayed delays
    the log, and the agent is to know. A Task that an older edition has made is noted; what this
    edition says is not in it yet.
    """
    older = not isinstance(event, LookupDelayed) and event.edition < ledger.edition
    if isinstance(event, TaskWritten) and (older or ledger.state == "open"):
        return _stands(ledger, event) if ledger.edition else ledger
    if older or ledger.state not in {"saving", "not-saved"}:
        return ledger
    if isinstance(event, LookupDelayed) and ledger.is_refused:
        return ledger  # a number that was told late: what became of the log is known by now
    match event:
        case TaskWritten():
            written = _stands(ledger, event)
            return replace(written, state="saved", reason="", message="", settled_at=event.at)
        case TaskDelayed():
            return replace(ledger, state="not-saved", reason=event.code, message=event.message)
        case LookupDelayed():
            return replace(ledger, state="not-saved", reason="salesforce-down")
        case TaskRefused():
            return replace(ledger, state="not-saved", reason=REJECTED, message=event.message)
        case _:
            assert_never(event)


def _stands(ledger: Ledger, event: TaskWritten) -> Ledger:
    return replace(
        ledger,
        task_id=event.task_id,
        task_url=event.url,
        wrote=event.wrote,
        kept=ledger.kept if event.kept is None else event.kept,
        on_task=event.on_task,
        repaired=event.repaired,
        owner=event.owner,
        at_least_once=event.at_least_once,
    )


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


def given_up(ledger: Ledger, event: EntryGivenUp) -> Ledger:
    """An admin lets the log rest; a Task that an earlier edition has written stays as it is."""
    if event.kind != "log" or event.edition != ledger.edition or ledger.state != "not-saved":
        return ledger
    state: LogState = "saved" if ledger.task_id else "not-logged"
    return replace(ledger, state=state, reason=GIVEN_UP, message=event.text, settled_at=event.at)


def retried(ledger: Ledger) -> Ledger:
    """The agent asked to try again at once."""
    return replace(ledger, state="saving") if ledger.state == "not-saved" else ledger
