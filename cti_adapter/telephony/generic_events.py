"""The vocabulary of the generic webhook, read into our events (contract.md §4).

Unknown members and unknown types are accepted, kept and ignored; what is known has to be right,
and every fault of a batch is named by index and field.
"""

import re
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from cti_adapter.calls import events as e
from cti_adapter.calls.number import PhoneNumber, normal_form
from cti_adapter.calls.record import RecordId, record_id
from cti_adapter.errors import FieldFault, Unprocessable
from cti_adapter.service.call_flow import Incoming
from cti_adapter.service.ports import InboxItem

_Id = Annotated[str, Meta(min_length=1, max_length=200)]
_Name = Annotated[str, Meta(min_length=1, max_length=100)]
_Word = Annotated[str, Meta(max_length=255)]
_Moment = Annotated[datetime, Meta(tz=True)]
_Url = Annotated[str, Meta(pattern="^https?://", max_length=2000)]

WITHHELD = frozenset({"", "anonymous", "private", "restricted", "unavailable", "unknown"})
"""What telephone systems write where a caller shows no number."""


class _Data(msgspec.Struct, kw_only=True):
    call_id: _Id | None = None
    leg_id: _Id | None = None
    agent: _Name | None = None
    direction: Literal["inbound", "outbound", "internal"] | None = None
    remote_number: _Word | UnsetType | None = UNSET
    local_number: _Word | None = None
    route: e.Route | None = None
    queue: _Word = ""
    channel: _Word = ""
    reason: _Word = ""
    target: _Word = ""
    kind: Literal["blind", "consult", "queue"] | None = None
    from_agent: _Name | None = None
    to_agent: _Name | None = None
    to_queue: _Word = ""
    to_number: _Word = ""
    agents: Annotated[list[_Name], Meta(max_length=100)] = []
    url: _Url = ""
    text: Annotated[str, Meta(max_length=32_000)] = ""
    presence: Literal["available", "away", "wrap_up"] | None = None
    outcome: e.Outcome | None = None
    attributes: Annotated[dict[_Name, _Word], Meta(max_length=50)] = {}
    record_id: _Word | None = None


class _Envelope(msgspec.Struct, kw_only=True):
    specversion: Literal["1.0"]
    id: _Id
    source: _Id
    type: _Name
    time: _Moment | None = None
    sequence: _Name = ""
    data: _Data = msgspec.field(default_factory=_Data)


_LEG = ("call_id", "agent")

NEEDS: dict[str, tuple[str, ...]] = {
    "call.created": ("call_id", "direction", "remote_number", "local_number"),
    "call.queued": ("call_id", "queue"),
    "call.dequeued": ("call_id", "reason"),
    "leg.initiated": _LEG,
    "leg.offered": _LEG,
    "leg.withdrawn": (*_LEG, "reason"),
    "leg.connected": _LEG,
    "leg.held": _LEG,
    "leg.retrieved": _LEG,
    "leg.muted": _LEG,
    "leg.unmuted": _LEG,
    "leg.ended": _LEG,
    "consult.started": (*_LEG, "target"),
    "consult.ended": (*_LEG, "target"),
    "call.transferred": ("call_id", "kind", "from_agent", "to_agent|to_queue|to_number"),
    "call.conferenced": ("call_id", "agents"),
    "voicemail.left": ("call_id", "url"),
    "recording.available": ("call_id", "url"),
    "message.received": ("call_id", "channel", "text"),
    "message.sent": ("call_id", "channel", "text"),
    "agent.presence_changed": ("agent", "presence"),
    "call.ended": ("call_id",),
}
"""The vocabulary, and the members each type needs; a | b | c means one of them."""

_WITHOUT_CALL = frozenset({"agent.presence_changed"})


def decode_events(
    members: list[msgspec.Raw], region: str, received_at: datetime
) -> tuple[Incoming, ...]:
    """Read all events of one delivery.

    Raises:
        Unprocessable: with every fault of every event, none of which is then taken.
    """
    incoming: list[Incoming] = []
    faults: list[FieldFault] = []
    for index, raw in enumerate(members):
        place = f"$[{index}]" if len(members) > 1 else "$"
        try:
            incoming.append(_decoded(raw, region, received_at))
        except msgspec.ValidationError as error:
            faults.append(_located(error, place))
        except Unprocessable as error:
            faults += [
                FieldFault(field=f"{place}.{fault.field}", message=fault.message)
                for fault in error.faults
            ]
    if faults:
        raise Unprocessable(*faults)
    return tuple(incoming)


def _decoded(raw: msgspec.Raw, region: str, received_at: datetime) -> Incoming:
    envelope = msgspec.json.decode(raw, type=_Envelope)
    item = InboxItem(source=envelope.source, event_id=envelope.id, body=bytes(raw))
    native_id = envelope.data.call_id or ""
    if envelope.type not in NEEDS:
        return Incoming(item=item, native_id=native_id, event=None)
    faults = [
        FieldFault(field=f"data.{need}", message=f"{envelope.type} needs it")
        for need in NEEDS[envelope.type]
        if not any(_is_given(envelope.data, name) for name in need.split("|"))
    ]
    if faults:
        raise Unprocessable(*faults)
    if envelope.type in _WITHOUT_CALL:
        return Incoming(item=item, native_id="", event=None)
    event = _event(envelope, _facts(envelope.data, region), received_at)
    return Incoming(item=item, native_id=native_id, event=event)


def _is_given(data: _Data, name: str) -> bool:
    value = getattr(data, name)
    return bool(value) or (name == "remote_number" and value is None)


def _event(envelope: _Envelope, facts: e.CallFacts, received_at: datetime) -> e.TelephonyEvent:
    """Build the event: its tag is the type, so the union finds the class by itself."""
    data = envelope.data
    line = data.agent or ""
    members = {
        "type": envelope.type,
        "at": envelope.time or received_at,
        "sequence": envelope.sequence,
        "facts": facts,
        "leg_id": data.leg_id or f"{data.call_id}:{line}",
        "line": line,
        "reason": data.reason,
        "target": data.target,
        "kind": data.kind or "blind",
        "from_line": data.from_agent,
        "to_line": data.to_agent,
        "to_queue": data.to_queue,
        "to_number": data.to_number,
        "lines": data.agents,
        "url": data.url,
        "channel": data.channel,
        "text": data.text,
        "outcome": data.outcome,
    }
    event: e.TelephonyEvent = msgspec.convert(members, type=e.TelephonyEvent)
    return event


def _located(error: msgspec.ValidationError, place: str) -> FieldFault:
    """Split msgspec's sentence into where and what."""
    sentence = str(error)
    what, _, where = sentence.partition(" - at `$")
    missing = re.search(r"missing required field `(\w+)`", sentence)
    path = where.rstrip("`") + (f".{missing[1]}" if missing else "")
    return FieldFault(field=f"{place}{path}", message=what)


def _facts(data: _Data, region: str) -> e.CallFacts:
    remote = data.remote_number
    withheld = remote is None or (isinstance(remote, str) and remote.strip().lower() in WITHHELD)
    directions: dict[str | None, e.Direction] = {
        "inbound": "Inbound",
        "outbound": "Outbound",
        "internal": "Internal",
    }
    return e.CallFacts(
        direction=directions.get(data.direction),
        remote_number=None
        if withheld or remote is UNSET
        else _number("remote_number", str(remote), region),
        withheld=withheld,
        local_number=_number("local_number", data.local_number, region),
        route=data.route,
        queue=data.queue,
        channel=data.channel,
        attributes=data.attributes,
        record_id=_record_id(data.record_id),
    )


def _number(field: str, text: str | None, region: str) -> PhoneNumber | None:
    try:
        return normal_form(text, region)
    except ValueError as error:
        raise Unprocessable(FieldFault(field=f"data.{field}", message=str(error))) from error


def _record_id(text: str | None) -> RecordId | None:
    """A wrong record id is ignored: the call outranks it (DECISION 56)."""
    try:
        return record_id(text) if text else None
    except ValueError:
        return None
