"""What happens to a call from outside: its customer, the far end of a placed call, the line.

Each deed looks at the call and answers with the events it causes, or refuses; it changes nothing.
"""

from cti_adapter.simulator import consulting, desk_phone
from cti_adapter.simulator.call import Call, Happening
from cti_adapter.simulator.moves import (
    DIALLING,
    ON_THE_CALL,
    RINGING,
    Deed,
    Wish,
    anybody,
    leg_meant,
    not_taken,
    of,
    over,
    rings_at,
    withdrawn,
)
from cti_adapter.simulator.refusals import Malformed, NotPossible


def arrive(call: Call, _wish: Wish) -> list[Happening]:
    """A call comes in: into its queue, to its agent, or only to its number."""
    return [
        Happening("call.created", call.facts()),
        *([Happening("call.queued", {"queue": call.queue})] if call.queue else []),
        *(rings_at(call, call.to_agent) if call.to_agent else []),
    ]


def ring(call: Call, wish: Wish) -> list[Happening]:
    """The call rings at one more agent."""
    if not wish.agent:
        raise Malformed("agent: name the agent it shall ring at")
    if call.live_leg(wish.agent):
        raise NotPossible(f"agent {wish.agent} has this call already")
    return rings_at(call, wish.agent)


def no_answer(call: Call, wish: Wish) -> list[Happening]:
    """It rang long enough."""
    leg = leg_meant(call, wish, RINGING)
    return [*not_taken(call, leg, "no_answer", "missed"), *consulting.left(call, leg)]


def customer_hangs_up(call: Call, wish: Wish) -> list[Happening]:
    """The customer is gone, whether they were heard or not."""
    if anybody(call, ON_THE_CALL):
        return over(call, "answered")
    if call.direction == "outbound" and not call.answered:
        return over(call, "rejected")
    return abandon(call, wish)


def abandon(call: Call, _wish: Wish) -> list[Happening]:
    """The caller gives up while waiting or while it rings, at first or after a transfer."""
    if not call.waiting and not anybody(call, RINGING) and call.route != "number":
        raise NotPossible("only a caller who waits or hears it ring can give up")
    unheard = "abandoned_in_queue" if call.waiting else "missed"
    return [
        *([Happening("call.dequeued", {"reason": "abandoned"})] if call.waiting else []),
        *over(call, "answered" if call.answered else unheard),
    ]


def leave_voicemail(call: Call, wish: Wish) -> list[Happening]:
    """Nobody answered and the caller speaks to the machine."""
    if anybody(call, ON_THE_CALL):
        raise NotPossible("somebody has answered: there is no machine to speak to")
    return [
        *([Happening("call.dequeued", {"reason": "timeout"})] if call.waiting else []),
        *(withdrawn(leg, "no_answer") for leg in call.live_legs()),
        Happening(
            "voicemail.left", {"url": wish.url or f"https://voicemail.example.test/{call.id}"}
        ),
        Happening("call.ended", {"outcome": "voicemail"}),
    ]


def dial(call: Call, wish: Wish) -> list[Happening]:
    """The agent's own device starts placing the call."""
    return [Happening("leg.initiated", {"agent": wish.agent, **call.facts()})]


def far_end_answers(call: Call, wish: Wish) -> list[Happening]:
    """The number that was dialled picks up."""
    return [of(leg_meant(call, wish, DIALLING), "leg.connected")]


def far_end_is_busy(call: Call, wish: Wish) -> list[Happening]:
    """The number that was dialled is engaged."""
    leg = leg_meant(call, wish, DIALLING)
    return [of(leg, "leg.ended", reason="busy"), Happening("call.ended", {"outcome": "busy"})]


def far_end_never_answers(call: Call, wish: Wish) -> list[Happening]:
    """It rang at the far end long enough."""
    leg = leg_meant(call, wish, DIALLING)
    ended = Happening("call.ended", {"outcome": "no_answer"})
    return [of(leg, "leg.ended", reason="no_answer"), ended]


BY_HAND: dict[str, Deed] = {
    "answer": desk_phone.answer,
    "decline": desk_phone.decline,
    "no_answer": no_answer,
    "hold": desk_phone.hold,
    "retrieve": desk_phone.retrieve,
    "mute": desk_phone.mute,
    "unmute": desk_phone.unmute,
    "transfer": desk_phone.transfer,
    "consult": consulting.consult,
    "complete": consulting.complete,
    "cancel": consulting.cancel,
    "conference": consulting.conference,
    "end": desk_phone.agent_hangs_up,
    "ring": ring,
    "hang_up": customer_hangs_up,
    "abandon": abandon,
    "voicemail": leave_voicemail,
    "far_end_answers": far_end_answers,
}
"""What a person at the telephone page, or a test, may do: `hang_up` is the customer's."""
