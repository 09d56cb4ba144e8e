"""What a call was told of its agents, and from it whose row decides who logs. Pure.

Each agent's state is the one that stood when the call ended: what is told later of it is not
taken in. The rows themselves stand in authority.py.
"""

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.call import Call
from cti_adapter.calls.events import Route
from cti_adapter.calls.leg import Leg
from cti_adapter.calls.sign_in import SignedIn
from cti_adapter.calls.who_logs import DoNotLogChosen, SignInStated
from cti_adapter.logbook.authority import Inputs, Settings


class Stated(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One agent of a call, as far as it matters who logs it."""

    agent: AgentId
    line: Line
    signed_in: SignedIn
    do_not_log_by_default: bool = False
    linked: bool = True
    do_not_log: bool | None = None
    """The checkbox of this call as the agent left it, None where it was not touched."""


def stated(known: tuple[Stated, ...], event: SignInStated, *, is_over: bool) -> tuple[Stated, ...]:
    """Take in where an agent is signed in; of an ended call only who was not known of it yet."""
    before = of(known, event.line)
    if before is not None and is_over:
        return known
    now = Stated(
        agent=event.agent,
        line=event.line,
        signed_in=event.signed_in,
        do_not_log_by_default=event.default_do_not_log,
        linked=event.linked,
        do_not_log=before.do_not_log if before is not None else None,
    )
    return (*(each for each in known if each.line != event.line), now)


def chosen(
    known: tuple[Stated, ...], event: DoNotLogChosen, *, is_over: bool
) -> tuple[Stated, ...]:
    """Take in how the agent left the checkbox; after the end of the call it moves nothing."""
    if is_over:
        return known
    return tuple(
        replace(each, do_not_log=event.checked) if each.agent == event.agent else each
        for each in known
    )


def of(known: tuple[Stated, ...], line: Line | None) -> Stated | None:
    """Return what is known of the agent on a line, None where that is nobody we know."""
    return next((each for each in known if each.line == line), None)


def inputs_at(
    call: Call, known: tuple[Stated, ...], settings: Settings, line: Line | None
) -> Inputs:
    """Return what the decision rests on, were it that of the agent on this line.

    Args:
        call: as it stands.
        known: what it was told of its agents; one nobody told of has no Salesforce user.
        settings: of the org.
        line: the agent whose row is asked for, `decider(call)` for the call's own.
    """
    agent = of(known, line)
    facts = Inputs(
        direction=call.direction,
        routing=_routing(call),
        connected=call.answered_at is not None,
        linked=False,
        settings=settings,
    )
    if agent is None:
        return facts
    return replace(
        facts,
        linked=agent.linked,
        signed_in=agent.signed_in,
        do_not_log_by_default=agent.do_not_log_by_default,
        do_not_log=agent.do_not_log,
    )


def decider(call: Call) -> Line | None:
    """Return whose row decides (DECISION 54): who last dealt with the call.

    Of one nobody answered that is who was rung last, or whom it was routed to where it rang
    nowhere (DECISION 37); None where no agent can be named.
    """
    if call.responsible is not None:
        return call.responsible
    rung = [leg for leg in call.legs if not leg.consulted]
    if rung:
        return max(rung, key=_rung_at).line
    routed = (each.to_line for each in reversed(call.transfers) if each.to_line is not None)
    return next(routed, None)


def _rung_at(leg: Leg) -> str:
    """The moment it rang, as text that sorts; a ring that was never told comes first."""
    at = leg.offered_at or leg.initiated_at
    return at.isoformat() if at is not None else ""


def _routing(call: Call) -> Route:
    if call.was_queued:
        return "queue"
    return "agent" if call.is_routed else "number"
