"""An agent asks a colleague, or a number, while the customer waits; and what comes of it.

Each deed looks at the call and answers with the events it causes, or refuses; it changes nothing.
A number outside is taken to answer at once: a telephone system tells nothing of such a leg.
"""

from cti_adapter.simulator.call import Call, Happening, Leg
from cti_adapter.simulator.moves import (
    ON_THE_CALL,
    RINGING,
    TALKING,
    Deed,
    Wish,
    leg_meant,
    of,
    over,
    rings_at,
    withdrawn,
)
from cti_adapter.simulator.refusals import Malformed, NotPossible


def consult(call: Call, wish: Wish) -> list[Happening]:
    """The customer waits, and somebody is rung who shall be asked."""
    leg = leg_meant(call, wish, ON_THE_CALL)
    target = wish.to_agent or wish.to_number or wish.target
    if not target:
        raise Malformed("target: name who shall be asked")
    if call.live_leg(target):
        raise NotPossible(f"agent {target} has this call already")
    if any(each.consulting for each in call.live_legs()):
        raise NotPossible("somebody is being asked already")
    return [
        *([of(leg, "leg.held")] if leg.state in TALKING else []),
        of(leg, "consult.started", target=target),
        *([] if is_outside(target) else rings_at(call, target)),
    ]


def complete(call: Call, wish: Wish) -> list[Happening]:
    """Who was asked takes the customer over; who asked is gone."""
    leg = _asking(call, wish)
    _asked(call, leg)
    return handed_over(call, leg)


def cancel(call: Call, wish: Wish) -> list[Happening]:
    """Who was asked is gone, and the customer is back with who asked."""
    leg = _asking(call, wish)
    asked = call.live_leg(leg.consulting)
    return [
        *([_gone(asked)] if asked is not None else []),
        of(leg, "consult.ended", target=leg.consulting),
        *([of(leg, "leg.retrieved")] if leg.state not in TALKING else []),
    ]


def conference(call: Call, wish: Wish) -> list[Happening]:
    """All three talk with each other."""
    leg = _asking(call, wish)
    asked = _asked(call, leg)
    agents = [each.agent for each in (leg, asked) if each is not None]
    return [
        Happening("call.conferenced", {"agents": agents}),
        *([of(leg, "leg.retrieved")] if leg.state not in TALKING else []),
    ]


def asker_of(call: Call, leg: Leg) -> Leg | None:
    """Return who asks the agent of this leg, or None where nobody does."""
    return next((each for each in call.live_legs() if each.consulting == leg.agent), None)


def left(call: Call, leg: Leg) -> list[Happening]:
    """Return what follows when this agent is gone: nobody asks them any more."""
    asker = asker_of(call, leg)
    return [of(asker, "consult.ended", target=leg.agent)] if asker is not None else []


def handed_over(call: Call, leg: Leg) -> list[Happening]:
    """Return the events of a customer who goes from who asks to who is asked."""
    outside = is_outside(leg.consulting)
    to = {"to_number" if outside else "to_agent": leg.consulting}
    moved = Happening("call.transferred", {"kind": "consult", "from_agent": leg.agent, **to})
    ended = of(leg, "leg.ended", reason="transferred")
    return [moved, ended, *(over(call, "answered", leaving=leg) if outside else [])]


def is_outside(target: str) -> bool:
    """Whether somebody to be asked is a number and no agent."""
    return target.startswith("+")


def _asking(call: Call, wish: Wish) -> Leg:
    leg = leg_meant(call, wish, ON_THE_CALL)
    if not leg.consulting:
        raise NotPossible(f"agent {leg.agent} asks nobody")
    return leg


def _asked(call: Call, leg: Leg) -> Leg | None:
    """Return the leg of who is asked, None for a number outside; refuse while it rings."""
    asked = call.live_leg(leg.consulting)
    if asked is not None and asked.state in RINGING:
        raise NotPossible(f"agent {asked.agent} has not answered yet")
    return asked


def _gone(asked: Leg) -> Happening:
    if asked.state in RINGING:
        return withdrawn(asked, "caller_gave_up")
    return of(asked, "leg.ended", reason="consult_cancelled")


BY_COMMAND: dict[str, Deed] = {
    "command.consult": consult,
    "command.complete_consult": complete,
    "command.cancel_consult": cancel,
    "command.conference": conference,
}
"""What the adapter may command of a consultation (contract.md §4)."""
