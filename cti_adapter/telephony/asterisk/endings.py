"""Why ringing stopped and what came of a call. The cause of a hangup alone says neither.

Facts: telephony 6, "Hangup cause is not the outcome". Pure; tables and the little around them.
"""

from typing import Final

from cti_adapter.telephony.asterisk.exchange import Call, Exchange, Leg

ANSWERED_ELSEWHERE: Final = 26
"""Q.850 cause of the others of a ring group."""
DECLINE: Final = 603
"""SIP status of a phone whose owner said no."""

_OUTCOMES: Final = {
    "BUSY": "busy",
    "NOANSWER": "no_answer",
    "CANCEL": "cancelled",
    "CHANUNAVAIL": "unreachable",
    "CONGESTION": "failed",
}
"""Dial status of the last attempt to reach the other side: what came of the call."""


def why_withdrawn(call: Call, leg: Leg, exchange: Exchange) -> str:
    """Return why an agent's phone stopped ringing, in the words of contract.md §4.

    Decided when the channel is gone: "cancelled" comes before a colleague's answer or after it.
    """
    if leg.cause == ANSWERED_ELSEWHERE or (not leg.consulted and _answered_by_other(call, leg)):
        return "answered_elsewhere"
    match leg.dial:
        case "BUSY":
            return "rejected" if leg.tech_cause == DECLINE else "busy"
        case "CHANUNAVAIL" | "CONGESTION":
            return "unreachable"
        case "NOANSWER":
            return "no_answer"
        case _:
            return "caller_gave_up" if _caller_is_gone(call, leg, exchange) else "no_answer"


def _answered_by_other(call: Call, leg: Leg) -> bool:
    return any(each is not leg and each.stage == "connected" for each in call.legs)


def _caller_is_gone(call: Call, leg: Leg, exchange: Exchange) -> bool:
    if leg.consulted:
        return True
    if call.direction == "inbound":
        callers = call.outside
    else:
        callers = [each for own in call.legs if own.dialled for each in own.channels]
    present = (exchange.channels.get(each) for each in callers)
    return all(each is None or each.hanging_up for each in present)


def is_over(call: Call, exchange: Exchange) -> bool:
    """Whether customer and company have parted.

    Not when an agent leaves: for a moment of every blind transfer only the customer is there.
    """
    if call.direction == "inbound" or (call.answered and call.had_outside):
        return not call.outside
    return not any(each in exchange.channels for each in call.members)


def outcome_of(call: Call, leg_tech_cause: int) -> str:
    """Return what came of a call that is over."""
    if call.answered:
        return "answered"
    if call.direction == "inbound":
        if call.mailbox:
            return "voicemail"
        return "abandoned_in_queue" if call.queued else "missed"
    if call.dial == "BUSY" and leg_tech_cause == DECLINE:
        return "rejected"
    return _OUTCOMES.get(call.dial, "cancelled")
