"""What an agent can do to a call, at the desk phone or through a command of the adapter.

Each deed looks at the call and answers with the events it causes, or refuses; it changes nothing.
Both ways end here, so a call behaves the same whoever pressed the button.
"""

from cti_adapter.simulator import consulting
from cti_adapter.simulator.call import Call, Happening
from cti_adapter.simulator.moves import (
    HELD,
    LIVE,
    ON_THE_CALL,
    RINGING,
    TALKING,
    Deed,
    Wish,
    leg_meant,
    not_taken,
    of,
    over,
    rings_at,
    withdrawn,
)
from cti_adapter.simulator.refusals import Malformed, NotPossible


def answer(call: Call, wish: Wish) -> list[Happening]:
    """The agent picks up; where it rang elsewhere too, it stops ringing there."""
    leg = leg_meant(call, wish, RINGING)
    others = [other for other in call.live_legs() if other is not leg and other.state in RINGING]
    return [
        *([Happening("call.dequeued", {"reason": "answered"})] if call.waiting else []),
        *(withdrawn(other, "answered_elsewhere") for other in others),
        of(leg, "leg.connected"),
    ]


def decline(call: Call, wish: Wish) -> list[Happening]:
    """The agent rejects the call: a queue keeps the caller, a direct line does not."""
    leg = leg_meant(call, wish, RINGING)
    return [*not_taken(call, leg, "rejected", "rejected"), *consulting.left(call, leg)]


def hold(call: Call, wish: Wish) -> list[Happening]:
    """The agent puts the customer on hold."""
    return [of(leg_meant(call, wish, TALKING), "leg.held")]


def retrieve(call: Call, wish: Wish) -> list[Happening]:
    """The agent comes back to the customer."""
    leg = leg_meant(call, wish, HELD)
    if leg.consulting:
        raise NotPossible("somebody is being asked: complete or cancel that")
    return [of(leg, "leg.retrieved")]


def mute(call: Call, wish: Wish) -> list[Happening]:
    """The agent's microphone goes off."""
    return [of(leg_meant(call, wish, ON_THE_CALL), "leg.muted")]


def unmute(call: Call, wish: Wish) -> list[Happening]:
    """The agent's microphone goes on."""
    return [of(leg_meant(call, wish, ON_THE_CALL), "leg.unmuted")]


def dtmf(call: Call, wish: Wish) -> list[Happening]:
    """The agent keys in digits: the exchange keeps them, no event tells of them."""
    leg_meant(call, wish, ON_THE_CALL)
    if not wish.digits or set(wish.digits) - set("0123456789*#ABCD"):
        raise Malformed("digits: send the digits 0 to 9, *, # or A to D")
    return []


def agent_hangs_up(call: Call, wish: Wish) -> list[Happening]:
    """The agent ends the call, or stops placing it; who asks somebody hands over by it."""
    leg = leg_meant(call, wish, LIVE)
    if leg.state == "offered":
        return decline(call, wish)
    if leg.consulting:
        return consulting.handed_over(call, leg)
    staying = [other for other in call.live_legs() if other is not leg]
    ended = of(leg, "leg.ended", reason="agent_hung_up")
    if any(other.state in ON_THE_CALL for other in staying):
        return [ended, *consulting.left(call, leg)]
    return [ended, *over(call, "answered" if call.answered else "cancelled", leaving=leg)]


def transfer(call: Call, wish: Wish) -> list[Happening]:
    """The agent hands the call over without asking first."""
    leg = leg_meant(call, wish, ON_THE_CALL)
    if leg.consulting:
        raise NotPossible("somebody is being asked: complete or cancel that")
    targets = {"to_agent": wish.to_agent, "to_queue": wish.to_queue, "to_number": wish.to_number}
    named = {name: target for name, target in targets.items() if target}
    if len(named) != 1:
        raise Malformed("to_agent, to_queue or to_number: name exactly one")
    kind = "queue" if wish.to_queue else "blind"
    moved = Happening("call.transferred", {"kind": kind, "from_agent": leg.agent, **named})
    left = of(leg, "leg.ended", reason="transferred")
    if wish.to_agent:
        return [moved, left, *rings_at(call, wish.to_agent)]
    if wish.to_queue:
        return [moved, left, Happening("call.queued", {"queue": wish.to_queue})]
    return [moved, left, *over(call, "answered", leaving=leg)]


BY_COMMAND: dict[str, Deed] = {
    "command.answer": answer,
    "command.decline": decline,
    "command.hold": hold,
    "command.retrieve": retrieve,
    "command.mute": mute,
    "command.unmute": unmute,
    "command.dtmf": dtmf,
    "command.transfer": transfer,
    "command.hang_up": agent_hangs_up,
    **consulting.BY_COMMAND,
}
"""What the adapter may command of a call (contract.md §4)."""
