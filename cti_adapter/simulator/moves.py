"""What deeds are made of: whose leg is meant, and the events that several deeds share.

Nothing here changes a call, sends anything or knows a time. The deeds themselves stand in
desk_phone.py (the agent) and outside.py (the customer and the line).
"""

from collections.abc import Callable

import msgspec

from cti_adapter.simulator.call import Call, Happening, Leg
from cti_adapter.simulator.refusals import NotPossible

RINGING = frozenset({"offered"})
DIALLING = frozenset({"initiated"})
TALKING = frozenset({"connected"})
HELD = frozenset({"held"})
ON_THE_CALL = TALKING | HELD
LIVE = RINGING | DIALLING | ON_THE_CALL


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a deed may need beside its call; members it does not know are ignored."""

    agent: str | None = None
    """Whose desk phone is meant; may be missing while only one leg fits."""
    leg_id: str | None = None
    digits: str = ""
    to_agent: str | None = None
    to_queue: str | None = None
    to_number: str | None = None
    target: str | None = None
    """Who shall be asked: an agent, else a number."""
    url: str = ""


Deed = Callable[[Call, Wish], list[Happening]]
"""Looks at a call and answers with the events it causes, or refuses."""


def leg_meant(call: Call, wish: Wish, states: frozenset[str]) -> Leg:
    """Return the leg that is meant, in one of the states.

    Raises:
        NotPossible: no leg is meant and in such a state, or several are.
    """
    meant = [
        leg
        for leg in call.live_legs()
        if wish.agent in (None, leg.agent) and wish.leg_id in (None, leg.id)
    ]
    fitting = [leg for leg in meant if leg.state in states]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise NotPossible("agent: several agents are on this call, name one")
    now = ", ".join(f"agent {leg.agent} {leg.state}" for leg in meant) or "nobody on the call"
    raise NotPossible(f"it needs a leg that is {' or '.join(sorted(states))}; now: {now}")


def of(leg: Leg, type_: str, **fields: str) -> Happening:
    """Return the event about this leg."""
    return Happening(type_, {"agent": leg.agent, **fields})


def rings_at(call: Call, agent: str) -> list[Happening]:
    """Return the events of a call that starts to ring at an agent."""
    return [Happening("leg.offered", {"agent": agent, **call.facts()})]


def withdrawn(leg: Leg, reason: str) -> Happening:
    """Return the event of a leg that stops ringing."""
    return of(leg, "leg.withdrawn", reason=reason)


def anybody(call: Call, states: frozenset[str]) -> bool:
    """Whether any leg is in one of the states."""
    return any(leg.state in states for leg in call.live_legs())


def not_taken(call: Call, leg: Leg, reason: str, outcome: str) -> list[Happening]:
    """A leg stops ringing; the call is over unless the caller waits or somebody else has it."""
    stays = call.waiting or any(other is not leg for other in call.live_legs())
    final = "answered" if call.answered else outcome  # it was, before it was handed over
    ended = [] if stays else [Happening("call.ended", {"outcome": final})]
    return [withdrawn(leg, reason), *ended]


def over(call: Call, outcome: str, *, leaving: Leg | None = None) -> list[Happening]:
    """The call ends for everybody who is still on it."""
    legs = [leg for leg in call.live_legs() if leg is not leaving]
    return [
        *(
            withdrawn(leg, "caller_gave_up")
            if leg.state in RINGING
            else of(leg, "leg.ended", reason="customer_hung_up")
            for leg in legs
        ),
        Happening("call.ended", {"outcome": outcome}),
    ]
