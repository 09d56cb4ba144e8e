"""Everything that can happen to a call, a class a happening. Holds events and nothing else.

What a telephone system reports stands in reported.py and is told on here; what agents do and what
Salesforce answers follows. Time is data: `at` is the source's own stamp, never read from a clock.
"""

from typing import Literal

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.owner import Owner
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import Record, RecordId, Unreadable
from cti_adapter.calls.reported import (
    CallConferenced,
    CallCreated,
    CallDequeued,
    CallEnded,
    CallFacts,
    CallQueued,
    CallTransferred,
    ConsultEnded,
    ConsultStarted,
    Direction,
    Event,
    LegConnected,
    LegEnded,
    LegHeld,
    LegInitiated,
    LegMuted,
    LegOffered,
    LegRetrieved,
    LegUnmuted,
    LegWithdrawn,
    MessageReceived,
    MessageSent,
    Outcome,
    RecordingAvailable,
    Route,
    TelephonyEvent,
    VoicemailLeft,
)

__all__ = [
    "AgentEvent",
    "Answer",
    "AssignPressed",
    "CallConferenced",
    "CallCreated",
    "CallDequeued",
    "CallEnded",
    "CallEvent",
    "CallFacts",
    "CallQueued",
    "CallTransferred",
    "CallerLookedUp",
    "ConsultEnded",
    "ConsultStarted",
    "DialPlaced",
    "Direction",
    "LeadMade",
    "LeadOwned",
    "LeadRefused",
    "LegConnected",
    "LegEnded",
    "LegHeld",
    "LegInitiated",
    "LegMuted",
    "LegOffered",
    "LegRetrieved",
    "LegUnmuted",
    "LegWithdrawn",
    "LookupDelayed",
    "MessageReceived",
    "MessageSent",
    "NotesTyped",
    "Outcome",
    "PolicyApplied",
    "RecordChosen",
    "RecordLookedUp",
    "RecordNamed",
    "RecordOpened",
    "RecordRemoved",
    "RecordUnreadable",
    "RecordingAvailable",
    "ResultChosen",
    "RetryPressed",
    "Route",
    "SavePressed",
    "TaskDelayed",
    "TaskRefused",
    "TaskWritten",
    "TelephonyEvent",
    "UndoPressed",
    "VoicemailLeft",
    "WrapUpExpired",
    "WrapUpExtended",
]

# ── done by an agent, or by the page the agent looks at ──────────────────────────────────────


class _AgentEvent(Event, frozen=True, kw_only=True):
    """Something an agent did about one call."""

    agent: AgentId


class DialPlaced(_AgentEvent, frozen=True, kw_only=True, tag="dial.placed"):
    """The agent dialled; `record` is where a clicked number belongs (DECISION 10)."""

    line: Line
    leg_id: str
    number: PhoneNumber
    record: Record | None = None


class RecordOpened(_AgentEvent, frozen=True, kw_only=True, tag="record.opened"):
    """The page reported a record it did not show before (requirements.md 1.2, opened)."""

    record: Record


class AssignPressed(_AgentEvent, frozen=True, kw_only=True, tag="assign.pressed"):
    """The agent pressed Assign on the record the button named (B-2)."""

    record: Record


class RecordChosen(_AgentEvent, frozen=True, kw_only=True, tag="record.chosen"):
    """The agent chose one of the matching records."""

    record_id: RecordId


class RecordRemoved(_AgentEvent, frozen=True, kw_only=True, tag="record.removed"):
    """The agent pressed Del (DECISION 5)."""

    record_id: RecordId


class UndoPressed(_AgentEvent, frozen=True, kw_only=True, tag="undo.pressed"):
    """The agent took the last command back (DECISION 47)."""


class NotesTyped(_AgentEvent, frozen=True, kw_only=True, tag="notes.typed"):
    """The agent wrote; the text is the whole of the notes."""

    text: str


class ResultChosen(_AgentEvent, frozen=True, kw_only=True, tag="result.chosen"):
    """The agent said how the call went."""

    call_result: str


class SavePressed(_AgentEvent, frozen=True, kw_only=True, tag="save.pressed"):
    """The agent stated that the log is complete."""


class WrapUpExtended(_AgentEvent, frozen=True, kw_only=True, tag="wrap-up.extended"):
    """The agent asked for more time."""

    seconds: int


class RetryPressed(_AgentEvent, frozen=True, kw_only=True, tag="retry.pressed"):
    """The agent asked the server to try the write again at once."""


AgentEvent = (
    DialPlaced
    | RecordOpened
    | AssignPressed
    | RecordChosen
    | RecordRemoved
    | UndoPressed
    | NotesTyped
    | ResultChosen
    | SavePressed
    | WrapUpExtended
    | RetryPressed
)


# ── answered by Salesforce, or by the clock ──────────────────────────────────────────────────


class PolicyApplied(Event, frozen=True, kw_only=True, tag="policy.applied"):
    """The org's settings the call goes by from here on: at its first word, and when they change.

    They stand in the journal, so that a replay after a change computes the same call (D2).
    """

    policy: Policy


class CallerLookedUp(Event, frozen=True, kw_only=True, tag="caller.looked-up"):
    """Salesforce said which records store the caller's number."""

    found: tuple[Record, ...]


class LookupDelayed(Event, frozen=True, kw_only=True, tag="lookup.delayed"):
    """Salesforce did not answer; the server keeps asking."""

    reason: str


class RecordLookedUp(Event, frozen=True, kw_only=True, tag="record.looked-up"):
    """Salesforce told account and trackability of a record that the page had reported."""

    record: Record
    still_open: bool
    """Whether it was still the open record of the agent whose openings count (DECISION 45)."""
    joined: tuple[Record, ...] = ()  # what a relationship record joins (DECISION 11)


class RecordNamed(Event, frozen=True, kw_only=True, tag="record.named"):
    """Salesforce told of the record the telephone system named, or why not (DECISION 56)."""

    record_id: RecordId
    record: Record | None = None
    unreadable: Unreadable | None = None


class RecordUnreadable(Event, frozen=True, kw_only=True, tag="record.unreadable"):
    """Nothing could be found out about a record; it stays as the page named it (DECISION 45)."""

    record_id: RecordId
    reason: Unreadable


class WrapUpExpired(Event, frozen=True, kw_only=True, tag="wrap-up.expired"):
    """The time for wrap-up is over, or the agent took the next call (DECISION 13)."""


class LeadMade(Event, frozen=True, kw_only=True, tag="lead.made"):
    """A Lead stands in Salesforce for a caller nobody knew (DECISION 52)."""

    record: Record
    repaired: tuple[str, ...] = ()
    owner: Owner | None = None
    """Whose it is, and why; None where it was made for another call of the same number."""


class LeadRefused(Event, frozen=True, kw_only=True, tag="lead.refused"):
    """Salesforce refused the Lead, or the owner it was to get; the Task does without."""

    message: str
    asked: Literal["make", "own"] = "make"


class LeadOwned(Event, frozen=True, kw_only=True, tag="lead.owned"):
    """The Lead in Name belongs to the agent's user now (DECISION 29)."""

    record_id: RecordId
    owner_id: str


class TaskWritten(Event, frozen=True, kw_only=True, tag="task.written"):
    """The Task stands in Salesforce."""

    task_id: str
    url: str
    repaired: tuple[str, ...] = ()
    owner: Owner | None = None
    """Whose it is, and why: decided when it was written, so that a replay says the same."""


class TaskDelayed(Event, frozen=True, kw_only=True, tag="task.delayed"):
    """The write did not go through; the server keeps trying."""

    code: str
    message: str = ""


class TaskRefused(Event, frozen=True, kw_only=True, tag="task.refused"):
    """Salesforce refused the write; a person has to look."""

    message: str


Answer = (
    PolicyApplied
    | CallerLookedUp
    | LookupDelayed
    | RecordLookedUp
    | RecordNamed
    | RecordUnreadable
    | WrapUpExpired
    | LeadMade
    | LeadRefused
    | LeadOwned
    | TaskWritten
    | TaskDelayed
    | TaskRefused
)

CallEvent = TelephonyEvent | AgentEvent | Answer
