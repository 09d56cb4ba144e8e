"""What a telephone system reports of a call, a class a happening. Holds events and nothing else.

Names are in the past tense, the tags those of contract.md §4. What agents do and what Salesforce
answers stands in events.py, with the union of all.
"""

from datetime import datetime
from typing import Literal

import msgspec

from cti_adapter.calls.agent import Line
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import RecordId

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


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type"):
    """Something that happened to one call."""

    at: datetime


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
    """Of the record the telephone system says the call is about (DECISION 56)."""
    no_record_id: str = ""
    """What was sent in its place where it is no record id: kept for whoever reads the journal."""


class _Reported(Event, frozen=True, kw_only=True, omit_defaults=True):
    """`sequence` orders the events of one source where it has one; "" means it has none."""

    sequence: str = ""
    received_at: datetime | None = None
    """When we heard of it, by our own clock: what we time ourselves goes by this one."""
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
