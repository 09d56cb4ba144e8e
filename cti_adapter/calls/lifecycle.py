"""The life of a call, as one table and the little that stands around it.

Everything by which telephony moves a leg stands here. A leg moves by TRANSITIONS; an event the
table has no row for is not an error: telephone systems repeat, reorder and forget, so `follow`
answers with the call as it was. The fold is monotonic per leg (initiated < offered < connected
<-> held < ended): a late event may still tell a moment, never turn a leg back. Handing on stands
in handover.py, the end in ending.py.
"""

from datetime import timedelta

from msgspec.structs import replace

from cti_adapter.calls import by_hand, ending, handover
from cti_adapter.calls.call import Call
from cti_adapter.calls.events import (
    CallEnded,
    CallEvent,
    CallFacts,
    CallTyped,
    DialPlaced,
    EndBelieved,
    EndPresumed,
    LegConnected,
    LegEnded,
    LegHeld,
    LegInitiated,
    LegMuted,
    LegOffered,
    LegRetrieved,
    LegUnmuted,
    LegWithdrawn,
    RecordingAvailable,
    SavePressed,
    TelephonyEvent,
    VoicemailLeft,
    WrapUpExpired,
    WrapUpExtended,
)
from cti_adapter.calls.leg import Leg, LegState, Turn
from cti_adapter.calls.source_clock import lag_after

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

# A leg is born by its first event, whichever that is: small systems send few. A "retrieved" is
# no birth: with every blind transfer comes one without a hold (facts: telephony 2.5).
ENTRY: dict[type[LegEvent], LegState] = {
    LegInitiated: _L.INITIATED,
    LegOffered: _L.OFFERED,
    LegConnected: _L.CONNECTED,
    LegHeld: _L.HELD,
    LegWithdrawn: _L.ENDED,
    LegEnded: _L.ENDED,
}

# Who holds has been connected, whether or not that was told.
TRANSITIONS: dict[LegState, dict[type[LegEvent], LegState]] = {
    _L.INITIATED: {
        LegOffered: _L.OFFERED,
        LegConnected: _L.CONNECTED,
        LegHeld: _L.HELD,
        LegWithdrawn: _L.ENDED,
        LegEnded: _L.ENDED,
    },
    _L.OFFERED: {
        LegConnected: _L.CONNECTED,
        LegHeld: _L.HELD,
        LegWithdrawn: _L.ENDED,
        LegEnded: _L.ENDED,
    },
    _L.CONNECTED: {LegHeld: _L.HELD, LegEnded: _L.ENDED},
    _L.HELD: {LegRetrieved: _L.CONNECTED, LegEnded: _L.ENDED},
    _L.ENDED: {},
}

# The moment of a leg that an event tells, whether or not it still moves the leg. Of two tellings
# the earlier one counts, so that the order of arrival does not.
_MOMENTS: dict[type[LegEvent], str] = {
    LegInitiated: "initiated_at",
    LegOffered: "offered_at",
    LegConnected: "connected_at",
    LegHeld: "connected_at",
    LegWithdrawn: "ended_at",
    LegEnded: "ended_at",
}

_RINGS_AGAIN = (LegInitiated, LegOffered, LegConnected)


def follow(call: Call, event: CallEvent, *, wrap_up: timedelta) -> Call:
    """Return the call after the event; the same object where the event changes nothing.

    Args:
        call: the call so far.
        event: what happened to it.
        wrap_up: how long an agent has after a call (requirements.md 1.4).
    """
    if isinstance(event, CallTyped):
        return by_hand.entered(call, event)
    moved = _moved(_informed(call, event), event)
    if moved == call:
        return call
    heard_at = event.at if isinstance(event, EndPresumed) else getattr(event, "received_at", None)
    alive = handover.arrived(_revived(moved, event))
    after = ending.concluded(alive, wrap_up, heard_at)
    if after == call or not isinstance(event, TelephonyEvent | DialPlaced):
        return after
    return replace(after, heard_at=heard_at or event.at, lag=lag_after(call, event))


def _revived(call: Call, event: CallEvent) -> Call:
    """A word of the call itself ends the presumption that it is over."""
    goes_on = isinstance(event, LegEvent | handover.Handover | CallEnded)
    return replace(call, silent=False) if call.silent and goes_on else call


def _informed(call: Call, event: CallEvent) -> Call:
    """Fill in what the event says about the call; the first word counts."""
    facts = getattr(event, "facts", None)
    if not isinstance(facts, CallFacts):
        return call
    learned = {
        name: value
        for name in ("remote_number", "local_number", "queue", "record_id")
        if (value := getattr(facts, name)) and not getattr(call, name)
    }
    learned["attributes"] = {**facts.attributes, **call.attributes}
    number = call.remote_number or facts.remote_number
    learned["withheld"] = number is None and (call.withheld or facts.withheld)
    return replace(call, **learned, **_directed(call, facts), **_routed(call, event, facts))


def _directed(call: Call, facts: CallFacts) -> dict[str, object]:
    """A direction that is told outranks one that was inferred; what we dialled is not inbound."""
    told = facts.direction
    if told is None or call.direction_told or (call.placed_by and told == "Inbound"):
        return {}
    return {"direction": told, "direction_told": True}


def _routed(call: Call, event: CallEvent, facts: CallFacts) -> dict[str, object]:
    """The route that is told, else by queue, else to the agent of the first leg."""
    if call.route_told:
        return {}
    if facts.route is not None:
        return {"route": facts.route, "route_told": True}
    if facts.queue:
        return {"route": "queue"}
    return {"route": "agent"} if call.route == "number" and hasattr(event, "line") else {}


def _moved(call: Call, event: CallEvent) -> Call:
    if isinstance(event, LegEvent):
        return _with_leg(call, event)
    if isinstance(event, handover.Handover):
        return handover.handed_on(call, event)
    match event:
        case DialPlaced():
            return _dialled(call, event)
        case CallEnded():
            return ending.hung_up(call, event)
        case VoicemailLeft():
            outcome = call.outcome if call.answered_at is not None else "voicemail"
            return replace(call, recording_url=event.url, outcome=outcome)
        case RecordingAvailable():
            return replace(call, recording_url=event.url)
        case SavePressed() | WrapUpExpired() | WrapUpExtended():
            return ending.wrapped_up(call, event)
        case EndBelieved():
            return ending.believed(call)
        case EndPresumed():
            return ending.presumed(call)
        case _:
            return call


def _dialled(call: Call, event: DialPlaced) -> Call:
    if call.legs:
        return call
    leg = Leg(
        id=event.leg_id, line=event.line, state=_L.INITIATED, initiated_at=event.at, ours=True
    )
    despite_at = event.at if event.despite else None
    return replace(call, legs=(leg,), placed_by=event.agent, despite_at=despite_at)


def _with_leg(call: Call, event: LegEvent) -> Call:
    known = _leg_of(call, event)
    if known is None or _is_new_ring(call, known, event):
        leg = _born(call, event)
        return call if leg is None else replace(call, legs=(*call.legs, leg))
    leg = _stepped(known, event)
    return replace(call, legs=tuple(leg if each is known else each for each in call.legs))


def _leg_of(call: Call, event: LegEvent) -> Leg | None:
    """Find the event's leg: by id, else the leg we dialled with, before it had a foreign id.

    Of several rings under one id it is the last that had begun by then.
    """
    same = [leg for leg in call.legs if leg.id == event.leg_id]
    if not same:
        placed = (leg for leg in call.legs if leg.ours and leg.line == event.line)
        return next(placed, None)
    begun = [leg for leg in same if leg.begun_at <= event.at]
    return begun[-1] if begun else same[0]


def _is_new_ring(call: Call, leg: Leg, event: LegEvent) -> bool:
    """Whether the agent is rung once more, by a system that does not name its legs.

    There `leg_id` is made of call and agent (contract.md §4), so a queue that comes back to an
    agent uses an ended leg's id; its own id would be a leg of its own.
    """
    if leg.is_live or leg.ended_at is None or call.hung_up:
        return False
    nameless = event.leg_id == f"{call.native_id}:{event.line}"
    return nameless and isinstance(event, _RINGS_AGAIN) and event.at > leg.ended_at


def _born(call: Call, event: LegEvent) -> Leg | None:
    state = ENTRY.get(type(event))
    if state is None:
        return None
    if call.hung_up:
        state = _L.ENDED  # a late "ringing" does not reopen a call
    consulted = event.line in call.consulted or bool(call.asks(event.line))
    leg = Leg(id=event.leg_id, line=event.line, state=state, consulted=consulted)
    if call.hung_up:
        leg = replace(leg, ended_at=call.ended_at)
    return _timed(replace(leg, sequence=event.sequence), event)


def _stepped(leg: Leg, event: LegEvent) -> Leg:
    after = _switched(leg, event)
    stale = isinstance(event, LegHeld | LegRetrieved) and _is_older(event, leg.sequence)
    state = None if stale else TRANSITIONS[leg.state].get(type(event))
    if state is not None:
        after = replace(after, state=state)
    after = replace(after, id=event.leg_id, ours=False)
    return _timed(replace(after, sequence=max(event.sequence, leg.sequence)), event)


def _switched(leg: Leg, event: LegEvent) -> Leg:
    """Note the microphone, which is switched apart from everything else."""
    switch = isinstance(event, LegMuted | LegUnmuted)
    if not switch or not leg.is_live or _is_older(event, leg.mute_sequence):
        return leg
    muted = isinstance(event, LegMuted)
    return replace(leg, muted=muted, mute_sequence=event.sequence or leg.mute_sequence)


def _is_older(event: LegEvent, sequence: str) -> bool:
    return bool(event.sequence) and event.sequence < sequence


def _timed(leg: Leg, event: LegEvent) -> Leg:
    """Note the moments the event tells."""
    name = _MOMENTS.get(type(event))
    if name is not None and (name != "ended_at" or not leg.is_live):
        known = getattr(leg, name)
        leg = replace(leg, **{name: event.at if known is None else min(known, event.at)})
    if isinstance(event, LegHeld | LegRetrieved):
        turn = Turn(at=event.at, held=isinstance(event, LegHeld))
        leg = replace(leg, turns=tuple(sorted({*leg.turns, turn})))
    if leg.state is not _L.HELD:
        return replace(leg, held_at=None)
    return replace(leg, held_at=leg.held_at or event.at)
