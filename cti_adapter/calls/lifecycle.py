"""The life of a call, as one table and the little that stands around it.

Everything by which telephony moves a call stands here. A leg moves by TRANSITIONS; an event the
table has no row for is not an error: telephone systems repeat, reorder and forget, so `follow`
answers with the call as it was. The fold is monotonic per leg (initiated < offered < connected
<-> held < ended): a late event may still fill a moment that is missing, never turn a leg back.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import Call, WrapUp
from cti_adapter.calls.events import (
    CallDequeued,
    CallEnded,
    CallEvent,
    CallFacts,
    CallQueued,
    CallTransferred,
    DialPlaced,
    LegConnected,
    LegEnded,
    LegHeld,
    LegInitiated,
    LegMuted,
    LegOffered,
    LegRetrieved,
    LegUnmuted,
    LegWithdrawn,
    Outcome,
    RecordingAvailable,
    SavePressed,
    VoicemailLeft,
    WrapUpExpired,
    WrapUpExtended,
)
from cti_adapter.calls.leg import Leg, LegState

LegEvent = (
    LegInitiated
    | LegOffered
    | LegWithdrawn
    | LegConnected
    | LegHeld
    | LegRetrieved
    | LegMuted
    | LegUnmuted
    | LegEnded
)

_L = LegState

# A leg is born by its first event, whichever that is: small systems send few.
ENTRY: dict[type[LegEvent], LegState] = {
    LegInitiated: _L.INITIATED,
    LegOffered: _L.OFFERED,
    LegConnected: _L.CONNECTED,
    LegHeld: _L.HELD,
    LegRetrieved: _L.CONNECTED,
    LegWithdrawn: _L.ENDED,
    LegEnded: _L.ENDED,
}

TRANSITIONS: dict[LegState, dict[type[LegEvent], LegState]] = {
    _L.INITIATED: {
        LegOffered: _L.OFFERED,
        LegConnected: _L.CONNECTED,
        LegWithdrawn: _L.ENDED,
        LegEnded: _L.ENDED,
    },
    _L.OFFERED: {LegConnected: _L.CONNECTED, LegWithdrawn: _L.ENDED, LegEnded: _L.ENDED},
    _L.CONNECTED: {LegHeld: _L.HELD, LegEnded: _L.ENDED},
    _L.HELD: {LegRetrieved: _L.CONNECTED, LegEnded: _L.ENDED},
    _L.ENDED: {},
}

# The moment of a leg that an event tells, whether or not it still moves the leg.
_MOMENTS: dict[type[LegEvent], str] = {
    LegInitiated: "initiated_at",
    LegOffered: "offered_at",
    LegConnected: "connected_at",
    LegWithdrawn: "ended_at",
    LegEnded: "ended_at",
}

_SWITCHES = (LegHeld, LegRetrieved, LegMuted, LegUnmuted)


def follow(call: Call, event: CallEvent, *, wrap_up: timedelta) -> Call:
    """Return the call after the event; the same object where the event changes nothing.

    Args:
        call: the call so far.
        event: what happened to it.
        wrap_up: how long an agent has after a call (requirements.md 1.4).
    """
    after = _moved(_informed(call, event), event)
    if after is call:
        return call
    return _settled(after, event, wrap_up)


def _informed(call: Call, event: CallEvent) -> Call:
    """Fill in what the event says about the call; the first word counts."""
    facts = getattr(event, "facts", None)
    if not isinstance(facts, CallFacts) or facts == CallFacts():
        return call
    missing = {
        name: value
        for name in ("remote_number", "local_number", "queue", "record_id")
        if (value := getattr(facts, name)) and not getattr(call, name)
    }
    if facts.attributes and not facts.attributes.items() <= call.attributes.items():
        missing["attributes"] = {**facts.attributes, **call.attributes}
    if facts.withheld and call.remote_number is None and not call.withheld:
        missing["withheld"] = True
    if "queue" in missing and call.route == "number":
        missing["route"] = "queue"
    return replace(call, **missing) if missing else call


def _moved(call: Call, event: CallEvent) -> Call:
    match event:
        case (
            LegInitiated()
            | LegOffered()
            | LegWithdrawn()
            | LegConnected()
            | LegHeld()
            | LegRetrieved()
            | LegMuted()
            | LegUnmuted()
            | LegEnded()
        ):
            return _with_leg(call, event)
        case DialPlaced():
            leg = Leg(id=event.leg_id, line=event.line, state=_L.INITIATED, initiated_at=event.at)
            return replace(call, legs=(leg,), placed_by=event.agent) if not call.legs else call
        case CallQueued():
            return call if call.is_over else replace(call, waits_for=call.queue or "queue")
        case CallDequeued():
            return replace(call, waits_for="") if call.waits_for else call
        case CallTransferred():
            return replace(
                call, waits_for=event.to_line or event.to_queue, transferred_to=event.to_line
            )
        case CallEnded():
            return _ended(call, event)
        case VoicemailLeft():
            return replace(call, recording_url=event.url, outcome="voicemail")
        case RecordingAvailable():
            return replace(call, recording_url=event.url)
        case SavePressed() | WrapUpExpired() | WrapUpExtended():
            return _wrapped_up(call, event)
        case _:
            return call


def _with_leg(call: Call, event: LegEvent) -> Call:
    known = _leg_of(call, event)
    if known is None:
        leg = _born(call, event)
        return call if leg is None else replace(call, legs=(*call.legs, leg), **_arrival(event))
    leg = _stepped(known, event)
    if leg is known:
        return call
    legs = tuple(leg if each is known else each for each in call.legs)
    return replace(call, legs=legs, **_arrival(event))


def _leg_of(call: Call, event: LegEvent) -> Leg | None:
    """Find the event's leg: by id, else the leg we dialled with, before it had a foreign id."""
    for leg in call.legs:
        if leg.id == event.leg_id:
            return leg
    placed = (leg for leg in call.legs if leg.line == event.line and leg.state is _L.INITIATED)
    return next(placed, None) if call.placed_by else None


def _born(call: Call, event: LegEvent) -> Leg | None:
    state = ENTRY.get(type(event))
    if state is None:
        return None
    if call.hung_up:
        state = _L.ENDED  # a late "ringing" does not reopen a call
    leg = Leg(id=event.leg_id, line=event.line, state=state, sequence=event.sequence)
    return _timed(leg, event, call.ended_at)


def _stepped(leg: Leg, event: LegEvent) -> Leg:
    after = leg
    stale = bool(event.sequence) and event.sequence < leg.sequence
    if not (stale and isinstance(event, _SWITCHES)):
        state = TRANSITIONS[leg.state].get(type(event))
        if state is not None:
            after = replace(leg, state=state)
        if isinstance(event, LegMuted | LegUnmuted):
            after = replace(leg, muted=isinstance(event, LegMuted))
    after = _timed(after, event, None)
    if after.id != event.leg_id:
        after = replace(after, id=event.leg_id)
    if after == leg:
        return leg
    return replace(after, sequence=max(event.sequence, leg.sequence))


def _timed(leg: Leg, event: LegEvent, over_at: datetime | None) -> Leg:
    """Note the moments the event tells; a moment once known stays."""
    moments: dict[str, datetime | None] = {}
    moment = _MOMENTS.get(type(event))
    if moment and getattr(leg, moment) is None:
        moments[moment] = event.at
    if isinstance(event, LegHeld | LegRetrieved):
        if leg.connected_at is None:
            moments["connected_at"] = event.at
        moments["held_at"] = event.at if leg.state is _L.HELD else None
    if leg.state is _L.ENDED:
        moments["held_at"] = None
        if leg.ended_at is None and over_at is not None:
            moments["ended_at"] = over_at
    changed = {name: at for name, at in moments.items() if getattr(leg, name) != at}
    return replace(leg, **changed) if changed else leg


def _arrival(event: LegEvent) -> dict[str, str]:
    """A call that was handed on has arrived once somebody talks."""
    return {"waits_for": ""} if isinstance(event, LegConnected) else {}


def _ended(call: Call, event: CallEnded) -> Call:
    if call.hung_up:
        return call
    legs = tuple(
        replace(leg, state=_L.ENDED, ended_at=event.at, held_at=None) if leg.is_live else leg
        for leg in call.legs
    )
    outcome = event.outcome or call.outcome or _outcome(call)
    return replace(
        call,
        legs=legs,
        hung_up=True,
        ended_at=call.ended_at or event.at,
        outcome=outcome,
        waits_for="",
    )


def _outcome(call: Call) -> Outcome:
    if call.answered_at:
        return "answered"
    if call.direction != "Inbound":
        return "no_answer"
    return "missed" if call.legs or not call.waits_for else "abandoned_in_queue"


def _settled(call: Call, event: CallEvent, wrap_up: timedelta) -> Call:
    """Draw the consequences: who has the call, is it over, who wraps up (DECISION 13)."""
    live = any(leg.is_live for leg in call.legs)
    if live and call.ended_at and not call.hung_up:
        # somebody is rung after all: the call was between two agents and goes on
        return replace(call, ended_at=None, wrap_up=None, outcome=None)
    left = bool(call.legs) and not live and not call.waits_for and not call.is_over
    spoke_or_dialled = call.answered_at is not None or call.direction != "Inbound"
    if left and spoke_or_dialled:
        ended = max(leg.ended_at or event.at for leg in call.legs)
        call = replace(call, ended_at=ended, outcome=call.outcome or _outcome(call))
    if call.is_over and call.wrap_up is None and spoke_or_dialled:
        line = call.responsible
        if line is not None:
            return replace(call, wrap_up=_wrap_up(line, event.at, wrap_up))
    return call


def _wrap_up(line: Line, at: datetime, length: timedelta) -> WrapUp:
    return WrapUp(line=line, started_at=at, ends_at=at + length)


def _wrapped_up(call: Call, event: SavePressed | WrapUpExpired | WrapUpExtended) -> Call:
    pause = call.wrap_up
    if pause is None or pause.ended_at is not None:
        return call
    if isinstance(event, WrapUpExtended):
        longer = pause.ends_at + timedelta(seconds=event.seconds)
        return replace(call, wrap_up=replace(pause, ends_at=longer))
    by_agent = isinstance(event, SavePressed)
    return replace(call, wrap_up=replace(pause, ended_at=event.at, by_agent=by_agent))
