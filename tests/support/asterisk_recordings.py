"""Recorded calls of a real Asterisk, and what the product makes of them.

The way is the whole one: decoder, generic webhook, the lifecycle of calls.
"""

import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.call import Call, CallId, CallKey
from cti_adapter.calls.events import CallEvent, DialPlaced
from cti_adapter.calls.leg import Leg
from cti_adapter.calls.lifecycle import follow
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.telephony.asterisk.decoder import Decoder
from cti_adapter.telephony.asterisk.exchange import Directory
from cti_adapter.telephony.asterisk.told import Told, cloud_event
from cti_adapter.telephony.generic_events import decode_events

RECORDINGS = Path(__file__).parents[1] / "payloads" / "asterisk"
OUTCOMES: dict[str, list[dict[str, Any]]] = json.loads((RECORDINGS / "outcomes.json").read_bytes())
DEVICES = {"PJSIP/alice": "101", "PJSIP/bob": "102"}
CLICKED = PhoneNumber("+442079460999")


def lines_of(name: str, stream: str = "ari") -> list[bytes]:
    return (RECORDINGS / f"{name}.{stream}.jsonl").read_bytes().splitlines()


def fresh() -> Decoder:
    """Return a decoder that knows whose phones the recorded ones are."""
    return Decoder(Directory(DEVICES))


def replayed(name: str) -> list[Told]:
    decoder = fresh()
    return [told for line in lines_of(name) for told in decoder.take_ari(line)]


def calls_of(story: Iterable[Told]) -> list[tuple[Call, list[Told]]]:
    """Fold what was told, as the product does, a call at a time."""
    told: dict[str, list[Told]] = {}
    for each in story:
        told.setdefault(each.call_id, []).append(each)
    return [(folded(call_id, events), events) for call_id, events in told.items()]


def folded(call_id: str, told: list[Told]) -> Call:
    posted = [cloud_event(each, str(nth), "/asterisk/main") for nth, each in enumerate(told)]
    raw = [msgspec.Raw(msgspec.json.encode(each)) for each in posted]
    events: list[CallEvent | None] = [one.event for one in decode_events(raw, "GB", told[0].at)]
    if call_id.startswith("cti-"):
        leg_id, agent = "leg-1", AgentId("005ALICE")
        dial = DialPlaced(
            at=told[0].at, agent=agent, line=Line("101"), leg_id=leg_id, number=CLICKED
        )
        events.insert(0, dial)
    call = Call(
        id=CallId("call-1"),
        key=CallKey(f"main:{call_id}"),
        connector="main",
        native_id=call_id,
        created_at=told[0].at,
        direction="Outbound" if call_id.startswith("cti-") else "Inbound",
        remote_number=CLICKED if call_id.startswith("cti-") else None,
    )
    for event in events:
        assert event is not None
        call = follow(call, event, wrap_up=timedelta(seconds=30))
    return call


def outcome_of(call: Call, told: list[Told]) -> dict[str, Any]:
    """Return what came of a call, in the words of outcomes.json."""
    rung = {each.data["agent"]: "" for each in told if each.type == "leg.offered"}
    for each in told:
        if each.type == "leg.withdrawn":
            rung[each.data["agent"]] = each.data["reason"]
    talked = sorted((leg for leg in call.legs if leg.connected_at), key=began)
    found = {
        "direction": call.direction,
        "number": call.remote_number,
        "rung": rung,
        "talked": [leg.line for leg in talked],
        "last": None if call.direction == "Internal" else call.responsible,
        "outcome": call.outcome,
        "transfers": [[each.from_line, each.to_line] for each in call.transfers],
        "held": {leg.line: held for leg in call.legs if (held := seconds_held(leg))},
    }
    more = {"queue": call.queue, "attributes": call.attributes}
    ours = {"X_INTERACTION": "int-0001"}
    return found | {name: value for name, value in more.items() if value and value != ours}


def began(leg: Leg) -> tuple[float, str]:
    assert leg.connected_at is not None
    return (leg.connected_at.timestamp(), leg.line)


def seconds_held(leg: Leg) -> float:
    """Return how long the customer waited; the end of the leg is the end of it, too."""
    seconds, since = 0.0, None
    for turn in leg.turns:
        if turn.held and since is None:
            since = turn.at
        elif not turn.held and since is not None:
            seconds, since = seconds + (turn.at - since).total_seconds(), None
    if since is not None:
        assert leg.ended_at is not None
        seconds += (leg.ended_at - since).total_seconds()
    return round(seconds, 1)
