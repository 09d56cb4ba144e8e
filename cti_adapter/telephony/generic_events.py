"""The vocabulary of the generic webhook, read into our events (contract.md §4).

Unknown members and unknown types are accepted, kept and ignored; what is known has to be right,
and every fault of a batch is named by index and field.
"""

import re
from datetime import datetime
from typing import Annotated, Literal, TypeGuard, get_args

import msgspec
from msgspec import UNSET, Meta, UnsetType

from cti_adapter.calls import events as e
from cti_adapter.calls.agent import Line
from cti_adapter.calls.number import PhoneNumber, is_withheld, normal_form
from cti_adapter.calls.record import RecordId, record_id
from cti_adapter.calls.told_presence import SaidPresence
from cti_adapter.errors import FieldFault, Unprocessable
from cti_adapter.service.call_flow import Incoming
from cti_adapter.service.ports import InboxItem

_STORABLE = r"^[^\x00]*$"
"""PostgreSQL takes no NUL character in a text."""

_Id = Annotated[str, Meta(min_length=1, max_length=200, pattern=_STORABLE)]
_Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=_STORABLE)]
_Word = Annotated[str, Meta(max_length=255, pattern=_STORABLE)]
_Moment = Annotated[datetime, Meta(tz=True)]
_Url = Annotated[str, Meta(pattern="^https?://", max_length=2000)]

NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises over a body that is no JSON, no UTF-8, or nested without end."""

YEARS = range(1970, 2200)
"""A clock may be wrong; a moment outside of these cannot be reckoned with."""


class _Data(msgspec.Struct, kw_only=True):
    call_id: _Id | None = None
    consult_call_id: _Id | None = None
    """The id of the question, where a consultation is a call of its own over there."""
    merged_call_id: _Id | None = None
    """The id of a call that has become part of this one."""
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
    text: Annotated[str, Meta(max_length=32_000, pattern=_STORABLE)] = ""
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
    data: msgspec.Raw = msgspec.Raw(b"{}")


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
        except NOT_JSON as error:
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
    known = envelope.type in NEEDS
    why = "" if known else "unknown type"
    item = InboxItem(source=envelope.source, event_id=envelope.id, body=bytes(raw), ignored=why)
    if not known:
        return Incoming(item=item, native_id="", event=None)
    data = _data(envelope.data)
    numbers, faults = _numbers(data, region)
    faults = [*_missing(envelope.type, data), *_wrong_time(envelope.time), *faults]
    if faults:
        raise Unprocessable(*faults)
    if envelope.type in _WITHOUT_CALL:
        at = envelope.time or received_at
        return Incoming(item=item, native_id="", event=None, said=_presence(data, at))
    event = _event(envelope, data, _facts(data, numbers), received_at)
    also = _same_call(envelope.type, data)
    return Incoming(item=item, native_id=data.call_id or "", event=event, also=also)


def _same_call(type_: str, data: _Data) -> tuple[str, ...]:
    """Return the id of a call that is one with this: the question that leads to a transfer."""
    told = data.consult_call_id if type_.startswith("consult.") else data.merged_call_id
    return (told,) if told and told != data.call_id else ()


def _data(raw: msgspec.Raw) -> _Data:
    try:
        return msgspec.json.decode(raw, type=_Data)
    except msgspec.ValidationError as error:
        raise Unprocessable(_located(error, "data")) from error


def _missing(type_: str, data: _Data) -> list[FieldFault]:
    return [
        FieldFault(field=f"data.{need}", message=f"{type_} needs it")
        for need in NEEDS[type_]
        if not any(_is_given(data, name) for name in need.split("|"))
    ]


def _wrong_time(at: datetime | None) -> list[FieldFault]:
    if at is None or at.year in YEARS:
        return []
    message = f"say a moment between {YEARS[0]} and {YEARS[-1]}"
    return [FieldFault(field="time", message=message)]


def _is_given(data: _Data, name: str) -> bool:
    value = getattr(data, name)
    if name == "remote_number":  # null and "" say something: withheld
        return value is not UNSET
    return bool(value)


def _event(
    envelope: _Envelope, data: _Data, facts: e.CallFacts, received_at: datetime
) -> e.TelephonyEvent:
    """Build the event: its tag is the type, so the union finds the class by itself."""
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
    try:
        event: e.TelephonyEvent = msgspec.convert(members, type=e.TelephonyEvent)
    except msgspec.ValidationError as error:
        fault = _located(error, "data")
        raise Unprocessable(fault) from error
    return event


def _presence(data: _Data, at: datetime) -> SaidPresence | None:
    if data.agent is None or data.presence is None:
        return None  # which _missing has refused before
    return SaidPresence(line=Line(data.agent), presence=data.presence, at=at)


def _located(error: Exception, place: str) -> FieldFault:
    """Split msgspec's sentence into where and what, and add what would be right."""
    sentence = str(error)
    what, _, where = sentence.partition(" - at `$")
    missing = re.search(r"missing required field `(\w+)`", sentence)
    path = where.rstrip("`") + (f".{missing[1]}" if missing else "")
    if "matching regex" in what:
        what = "Expected an http address" if path.endswith("url") else "leave out NUL characters"
    choices = _CHOICES.get(path.rpartition(".")[2], ())
    if what.startswith("Invalid enum value"):
        what += f"; say one of: {', '.join(choices)}"
    return FieldFault(field=f"{place}{path}", message=what)


_CHOICES: dict[str, tuple[str, ...]] = {
    "specversion": ("1.0",),
    "direction": ("inbound", "outbound", "internal"),
    "route": get_args(e.Route),
    "kind": ("blind", "consult", "queue"),
    "presence": ("available", "away", "wrap_up"),
    "outcome": get_args(e.Outcome),
    "reason": ("answered", "abandoned", "timeout", "overflow"),
}


def _numbers(data: _Data, region: str) -> tuple[dict[str, PhoneNumber | None], list[FieldFault]]:
    """Read both numbers of the call; every one that is none is a fault."""
    numbers: dict[str, PhoneNumber | None] = {}
    faults: list[FieldFault] = []
    told = {"remote_number": data.remote_number, "local_number": data.local_number}
    for name, text in told.items():
        try:
            numbers[name] = normal_form(text, region) if _tells_a_number(text) else None
        except ValueError as error:
            faults.append(FieldFault(field=f"data.{name}", message=str(error)))
    return numbers, faults


def _tells_a_number(text: str | UnsetType | None) -> TypeGuard[str]:
    return isinstance(text, str) and not is_withheld(text)


def _facts(data: _Data, numbers: dict[str, PhoneNumber | None]) -> e.CallFacts:
    remote = data.remote_number
    directions: dict[str | None, e.Direction] = {
        "inbound": "Inbound",
        "outbound": "Outbound",
        "internal": "Internal",
    }
    named = _record_id(data.record_id)
    return e.CallFacts(
        direction=directions.get(data.direction),
        withheld=remote is not UNSET and not _tells_a_number(remote),
        **numbers,
        route=data.route,
        queue=data.queue,
        channel=data.channel,
        attributes=data.attributes,
        record_id=named,
        no_record_id=data.record_id or "" if named is None else "",
    )


def _record_id(text: str | None) -> RecordId | None:
    """A wrong record id is kept and ignored: the call outranks it (DECISION 56)."""
    try:
        return record_id(text) if text else None
    except ValueError:
        return None
