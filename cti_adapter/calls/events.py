"""Everything that can happen to a call, a class a happening. Holds events and nothing else.

Names are in the past tense, the tags those of contract.md §4 where a telephone system reports
the event. Time is data: `at` is the source's own stamp, never read from a clock here.
"""

from datetime import datetime
from typing import Literal

import msgspec

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import Record, RecordId

Direction = Literal["Inbound", "Outbound", "Internal"]
Route = Literal["agent", "queue", "number"]
Outcome = Literal[
    "answered",
    "missed",
    "abandoned_in_queue",
    "voicemail",
    "busy",
    "no_answer",
    "rejected",
    "unreachable",
    "failed",
    "cancelled",
]


class _Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type"):
    """Something that happened to one call."""

    at: datetime


# ── reported by a telephone system ───────────────────────────────────────────────────────────


class CallFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an event may say about its call, beside what happened; the first word counts."""

    direction: Direction | None = None
    remote_number: PhoneNumber | None = None
    withheld: bool = False
    local_number: PhoneNumber | None = None
    route: Route | None = None
    queue: str = ""
    channel: str = ""
    attributes: dict[str, str] = {}
    record_id: RecordId | None = None


class _Reported(_Event, frozen=True, kw_only=True, omit_defaults=True):
    """`sequence` orders the events of one source where it has one; "" means it has none."""

    sequence: str = ""
    facts: CallFacts = CallFacts()


class CallCreated(_Reported, frozen=True, kw_only=True, tag="call.created"):
    """The telephone system saw the call for the first time."""


class CallQueued(_Reported, frozen=True, kw_only=True, tag="call.queued"):
    """The caller waits in a queue."""


class CallDequeued(_Reported, frozen=True, kw_only=True, tag="call.dequeued"):
    """The caller left the queue."""

    reason: Literal["answered", "abandoned", "timeout", "overflow"] = "answered"


class _LegEvent(_Reported, frozen=True, kw_only=True):
    """Something happened to one agent's line into the call."""

    leg_id: str
    line: Line


class LegInitiated(_LegEvent, frozen=True, kw_only=True, tag="leg.initiated"):
    """The agent's own device is being called, or dials."""


class LegOffered(_LegEvent, frozen=True, kw_only=True, tag="leg.offered"):
    """The call rings at the agent."""


class LegWithdrawn(_LegEvent, frozen=True, kw_only=True, tag="leg.withdrawn"):
    """It stopped ringing unanswered."""

    reason: str = ""


class LegConnected(_LegEvent, frozen=True, kw_only=True, tag="leg.connected"):
    """The agent talks with the other side."""


class LegHeld(_LegEvent, frozen=True, kw_only=True, tag="leg.held"):
    """The agent put the other side on hold."""


class LegRetrieved(_LegEvent, frozen=True, kw_only=True, tag="leg.retrieved"):
    """The agent came back."""


class LegMuted(_LegEvent, frozen=True, kw_only=True, tag="leg.muted"):
    """The agent's microphone was switched off."""


class LegUnmuted(_LegEvent, frozen=True, kw_only=True, tag="leg.unmuted"):
    """The agent's microphone was switched on again."""


class LegEnded(_LegEvent, frozen=True, kw_only=True, tag="leg.ended"):
    """The agent is no longer on the call."""

    reason: str = ""


class ConsultStarted(_Reported, frozen=True, kw_only=True, tag="consult.started"):
    """The agent asks somebody while the customer waits."""

    line: Line
    target: str


class ConsultEnded(_Reported, frozen=True, kw_only=True, tag="consult.ended"):
    """The agent is done asking."""

    line: Line
    target: str = ""


class CallTransferred(_Reported, frozen=True, kw_only=True, tag="call.transferred"):
    """Responsibility moved."""

    kind: Literal["blind", "consult", "queue"] = "blind"
    from_line: Line | None = None
    to_line: Line | None = None
    to_queue: str = ""
    to_number: str = ""


class CallConferenced(_Reported, frozen=True, kw_only=True, tag="call.conferenced"):
    """Several agents talk with the customer."""

    lines: tuple[Line, ...]


class VoicemailLeft(_Reported, frozen=True, kw_only=True, tag="voicemail.left"):
    """The caller left a message."""

    url: str


class RecordingAvailable(_Reported, frozen=True, kw_only=True, tag="recording.available"):
    """The call can be listened to."""

    url: str


class MessageReceived(_Reported, frozen=True, kw_only=True, tag="message.received"):
    """The customer wrote."""

    channel: str
    text: str


class MessageSent(_Reported, frozen=True, kw_only=True, tag="message.sent"):
    """We wrote."""

    channel: str
    text: str


class CallEnded(_Reported, frozen=True, kw_only=True, tag="call.ended"):
    """The customer is gone."""

    outcome: Outcome | None = None


TelephonyEvent = (
    CallCreated
    | CallQueued
    | CallDequeued
    | LegInitiated
    | LegOffered
    | LegWithdrawn
    | LegConnected
    | LegHeld
    | LegRetrieved
    | LegMuted
    | LegUnmuted
    | LegEnded
    | ConsultStarted
    | ConsultEnded
    | CallTransferred
    | CallConferenced
    | VoicemailLeft
    | RecordingAvailable
    | MessageReceived
    | MessageSent
    | CallEnded
)


# ── done by an agent, or by the page the agent looks at ──────────────────────────────────────


class _AgentEvent(_Event, frozen=True, kw_only=True):
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


class CallerLookedUp(_Event, frozen=True, kw_only=True, tag="caller.looked-up"):
    """Salesforce said which records store the caller's number."""

    found: tuple[Record, ...]


class LookupDelayed(_Event, frozen=True, kw_only=True, tag="lookup.delayed"):
    """Salesforce did not answer; the server keeps asking."""

    reason: str


class RecordLookedUp(_Event, frozen=True, kw_only=True, tag="record.looked-up"):
    """Salesforce told account and trackability of a record that the page had reported."""

    record: Record
    still_open: bool
    """Whether it was still the open record of the agent whose openings count (DECISION 45)."""


class WrapUpExpired(_Event, frozen=True, kw_only=True, tag="wrap-up.expired"):
    """The time for wrap-up is over, or the agent took the next call (DECISION 13)."""


class TaskWritten(_Event, frozen=True, kw_only=True, tag="task.written"):
    """The Task stands in Salesforce."""

    task_id: str
    url: str
    repaired: tuple[str, ...] = ()


class TaskDelayed(_Event, frozen=True, kw_only=True, tag="task.delayed"):
    """The write did not go through; the server keeps trying."""

    code: str
    message: str = ""


class TaskRefused(_Event, frozen=True, kw_only=True, tag="task.refused"):
    """Salesforce refused the write; a person has to look."""

    message: str


Answer = (
    CallerLookedUp
    | LookupDelayed
    | RecordLookedUp
    | WrapUpExpired
    | TaskWritten
    | TaskDelayed
    | TaskRefused
)

CallEvent = TelephonyEvent | AgentEvent | Answer
