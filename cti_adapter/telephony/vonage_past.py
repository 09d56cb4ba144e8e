"""Calls as Vonage's list of legs tells them, afterwards or while they run. Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from cti_adapter.calls import events as e
from cti_adapter.telephony.connector import ToldCall
from cti_adapter.telephony.telling import Telling, facts, is_device, line_of, number_in

_REASONS = {"busy": "busy", "unanswered": "no_answer", "timeout": "no_answer"}


def told_calls(legs: Iterable[Mapping[str, Any]], region: str) -> Iterable[ToldCall]:
    """Put legs together by their conversations; what is not over yet will be told by its events.

    A conversation that began with a customer is told; one that we placed names its call in its
    events alone.
    """
    for conversation, first, rung in _conversations(legs):
        if all(_moment(each.get("end_time")) for each in (first, *rung)):
            yield _told(conversation, first, rung, region)


def running_calls(legs: Iterable[Mapping[str, Any]], region: str) -> Iterable[ToldCall]:
    """Tell conversations that began with a customer and still run."""
    for conversation, first, rung in _conversations(legs):
        begun = _moment(first.get("start_time"))
        if begun is None:
            continue
        known = facts("Inbound", first["from"], first["to"], region)
        told: list[e.TelephonyEvent] = [e.CallCreated(at=begun, facts=known)]
        for leg in rung:
            line, at = line_of(leg["to"]), _moment(leg.get("start_time")) or begun
            kind = e.LegConnected if leg.get("status") == "answered" else e.LegOffered
            if line is not None:
                told.append(kind(at=at, leg_id=leg["uuid"], line=line))
        telling = Telling("vonage/running", first["uuid"], conversation, msgspec.json.encode(first))
        yield ToldCall(native_id=conversation, incoming=telling.told(*told).incoming)


Told = dict[str, str]


def _conversations(
    legs: Iterable[Mapping[str, Any]],
) -> Iterable[tuple[str, Told, list[Told]]]:
    """Put legs together: a conversation, its customer and who was rung."""
    conversations: dict[str, list[Told]] = {}
    for leg in legs:
        known = {name: value for name, value in leg.items() if isinstance(value, str)}
        for name in ("from", "to"):
            known[name] = _address(leg.get(name))
        conversation = known.get("conversation_uuid", "")
        if conversation and known.get("uuid"):
            conversations.setdefault(conversation, []).append(known)
    for conversation, parts in conversations.items():
        first = next((each for each in parts if each.get("direction") == "inbound"), None)
        if first is not None:
            yield conversation, first, [each for each in parts if each is not first]


def _told(
    conversation: str, first: dict[str, str], rung: list[dict[str, str]], region: str
) -> ToldCall:
    ended = max(at for each in (first, *rung) if (at := _moment(each.get("end_time"))) is not None)
    begun = _moment(first.get("start_time")) or ended
    known = facts("Inbound", first["from"], first["to"], region)
    told: list[e.TelephonyEvent] = [e.CallCreated(at=begun, facts=known)]
    for leg in rung:
        told += _of_agent(leg, begun)
    told.append(e.CallEnded(at=ended))
    telling = Telling("vonage/calls", first["uuid"], conversation, msgspec.json.encode(first))
    return ToldCall(native_id=conversation, incoming=telling.told(*told).incoming)


def _of_agent(leg: dict[str, str], begun: datetime) -> list[e.TelephonyEvent]:
    line, uuid = line_of(leg["to"]), leg["uuid"]
    if line is None:
        return []
    end = _moment(leg.get("end_time")) or begun
    start = _moment(leg.get("start_time"))
    told: list[e.TelephonyEvent] = [e.LegOffered(at=start or begun, leg_id=uuid, line=line)]
    if leg.get("status") == "completed":
        told.append(e.LegConnected(at=start or begun, leg_id=uuid, line=line))
        return [*told, e.LegEnded(at=end, leg_id=uuid, line=line)]
    why = _REASONS.get(leg.get("status", ""), "")
    return [*told, e.LegWithdrawn(at=end, leg_id=uuid, line=line, reason=why)]


def _address(place: object) -> str:
    """Return what an endpoint calls itself: a number with its plus sign, a user, a SIP address."""
    if not isinstance(place, dict):
        return place if isinstance(place, str) else ""
    number, user, uri = (place.get(name) for name in ("number", "user", "uri"))
    if isinstance(number, str):
        return f"+{number}" if number_in(f"+{number}", "ZZ") and not is_device(number) else number
    return f"app:{user}" if isinstance(user, str) else uri if isinstance(uri, str) else ""


def _moment(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return at if at is None or at.tzinfo is not None else at.replace(tzinfo=UTC)
