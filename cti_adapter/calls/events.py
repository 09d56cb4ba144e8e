"""Everything that can happen to a call, a class a happening. Holds events and nothing else.

What a telephone system reports stands in reported.py, what Salesforce answers in answered.py, what
the clock tells in elapsed.py, what admins decide in administered.py, who is signed in where in
who_logs.py, what becomes of two calls that are one in merged.py, what agents do in the history in
from_history.py; all are told on here, and what else agents do follows. Time is data: `at` is the
source's own stamp, never read from a clock.
"""

from typing import Literal

from cti_adapter.calls.administered import (
    AdminEvent,
    CallerErased,
    EntryGivenUp,
    LinksLeftOut,
)
from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.answered import (
    Answer,
    CallerLookedUp,
    CorrectionRefused,
    LeadConverted,
    LeadMade,
    LeadOwned,
    LeadRefused,
    LookupDelayed,
    PolicyApplied,
    RecordLookedUp,
    RecordNamed,
    RecordUnreadable,
    SecondLogFound,
    SecondLogSettled,
    TaskCorrected,
    TaskDelayed,
    TaskFound,
    TaskGone,
    TaskRefused,
    TasksCounted,
    TaskSeen,
    TaskWritten,
)
from cti_adapter.calls.elapsed import ClockEvent, EndBelieved, EndPresumed, WrapUpExpired
from cti_adapter.calls.follow_ups import FollowUpEvent
from cti_adapter.calls.from_history import CallTyped, LogNowPressed
from cti_adapter.calls.merged import CallMerged, MergedInto, MergeEvent
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import Record, RecordId
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
from cti_adapter.calls.who_logs import DoNotLogChosen, SignInStated, WhoLogsEvent

__all__ = [
    "AdminEvent",
    "AgentEvent",
    "Answer",
    "AssignPressed",
    "CallConferenced",
    "CallCreated",
    "CallDequeued",
    "CallEnded",
    "CallEvent",
    "CallFacts",
    "CallMerged",
    "CallQueued",
    "CallTransferred",
    "CallTyped",
    "CallerErased",
    "CallerLookedUp",
    "ClockEvent",
    "ConflictSettled",
    "ConsultEnded",
    "ConsultStarted",
    "ContactAdded",
    "CorrectionRefused",
    "DialPlaced",
    "Direction",
    "DoNotLogChosen",
    "EndBelieved",
    "EndPresumed",
    "EntryGivenUp",
    "LeadConverted",
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
    "LinksLeftOut",
    "LogNowPressed",
    "LookupDelayed",
    "MergeEvent",
    "MergedInto",
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
    "SecondLogFound",
    "SecondLogSettled",
    "SignInStated",
    "SlotSwapped",
    "TaskCorrected",
    "TaskDelayed",
    "TaskFound",
    "TaskGone",
    "TaskRefused",
    "TaskSeen",
    "TaskWritten",
    "TasksCounted",
    "TelephonyEvent",
    "UndoPressed",
    "VoicemailLeft",
    "WhoLogsEvent",
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
    despite: tuple[Record, ...] = ()
    """Who is marked DoNotCall, and was dialled after the warning; `unchecked`: nobody could say."""
    unchecked: bool = False


class RecordOpened(_AgentEvent, frozen=True, kw_only=True, tag="record.opened"):
    """The page reported a record it did not show before (requirements.md 1.2, opened)."""

    record: Record
    by: Line | None = None
    """The agent's line; None of old: it was told only while the call was theirs."""


class AssignPressed(_AgentEvent, frozen=True, kw_only=True, tag="assign.pressed"):
    """The agent pressed Assign on the record the button named (B-2)."""

    record: Record


class RecordChosen(_AgentEvent, frozen=True, kw_only=True, tag="record.chosen"):
    """The agent chose one of the matching records."""

    record_id: RecordId


class SlotSwapped(_AgentEvent, frozen=True, kw_only=True, tag="slot.swapped"):
    """The agent chose a record in combobox 'Name' (who) or 'Related To' (what)."""

    slot: Literal["who", "what"]
    record: Record


class ContactAdded(_AgentEvent, frozen=True, kw_only=True, tag="contact.added"):
    """The agent pressed 'Add' beside a further Contact (DECISION 25)."""

    record: Record
    shared: bool = True
    """Whether the org had Shared Activities then."""


class RecordRemoved(_AgentEvent, frozen=True, kw_only=True, tag="record.removed"):
    """The agent pressed Del (DECISION 5)."""

    record_id: RecordId


class UndoPressed(_AgentEvent, frozen=True, kw_only=True, tag="undo.pressed"):
    """The agent took the last command back (DECISION 47)."""

    of_records: bool = False
    """From the history: the last change of the records, and not the Save that came after it."""


class NotesTyped(_AgentEvent, frozen=True, kw_only=True, tag="notes.typed"):
    """The agent wrote; the text is the whole of what was typed inside one event of the call."""

    text: str
    event_id: str | None = None
    """Which event, as the panel was told with the notes; None is the latest."""
    field: str = ""
    """Which field, by its label; "" is 'Notes' itself."""


class ResultChosen(_AgentEvent, frozen=True, kw_only=True, tag="result.chosen"):
    """The agent said how the call went."""

    call_result: str


class SavePressed(_AgentEvent, frozen=True, kw_only=True, tag="save.pressed"):
    """The agent stated that the log is complete."""

    opened: Record | None = None
    """What the page named when it was asked at this press, and had not reported (DECISION 9)."""


class WrapUpExtended(_AgentEvent, frozen=True, kw_only=True, tag="wrap-up.extended"):
    """The agent asked for more time."""

    seconds: int


class RetryPressed(_AgentEvent, frozen=True, kw_only=True, tag="retry.pressed"):
    """The agent asked the server to try the write again at once."""


class ConflictSettled(_AgentEvent, frozen=True, kw_only=True, tag="conflict.settled"):
    """The agent said whose records stay on the Task: their own, or those of Salesforce (B-3)."""

    keep: Literal["ours", "theirs"]


AgentEvent = (
    DialPlaced
    | RecordOpened
    | AssignPressed
    | RecordChosen
    | SlotSwapped
    | ContactAdded
    | RecordRemoved
    | UndoPressed
    | NotesTyped
    | ResultChosen
    | SavePressed
    | WrapUpExtended
    | RetryPressed
    | ConflictSettled
    | LogNowPressed
    | CallTyped
)

CallEvent = (
    TelephonyEvent
    | AgentEvent
    | FollowUpEvent
    | MergeEvent
    | AdminEvent
    | Answer
    | ClockEvent
    | WhoLogsEvent
)
