"""When a call is over, what came of it, and who wraps up (DECISIONS 13 and 16).

An end is told (`hung_up`), concluded, since nobody is on the call and it waits for nobody, or
presumed, after a long silence. The latter two are taken back when the call turns out to go on; a
told one never. One that comes before anybody is known to have spoken is believed a moment later.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from cti_adapter.calls.call import Call, WrapUp
from cti_adapter.calls.events import (
    CallEnded,
    Outcome,
    SavePressed,
    WrapUpExpired,
    WrapUpExtended,
)
from cti_adapter.calls.leg import LegState

SETTLING = timedelta(seconds=2)
"""How long a told end waits for what happened before it (facts: telephony 2.5.6)."""


def hung_up(call: Call, event: CallEnded) -> Call:
    """Take in that the customer is gone: every leg ends. A told end outranks a concluded one."""
    if call.hung_up:
        return call
    legs = tuple(
        replace(leg, state=LegState.ENDED, ended_at=event.at, held_at=None) if leg.is_live else leg
        for leg in call.legs
    )
    still_there = any(leg.has_customer for leg in call.legs)  # then it was never handed on
    return replace(
        call,
        legs=legs,
        hung_up=True,
        ended_at=event.at,
        outcome=event.outcome or call.outcome or _outcome(call),
        waits_for="" if still_there else call.waits_for,
    )


def concluded(call: Call, wrap_up: timedelta, heard_at: datetime | None) -> Call:
    """Draw the consequences of what happened: is the call over, and who wraps up.

    Args:
        call: after the event.
        wrap_up: how long an agent has after a call.
        heard_at: when we heard of the event; the agent's time runs from there by our own clock,
            whatever the telephone system's clock says.
    """
    return _settling(_with_wrap_up(_ended_or_not(call), wrap_up, heard_at), heard_at)


def believed(call: Call) -> Call:
    """Nothing came that had been overtaken by the end: it is as it was told."""
    waits = call.hung_up and call.wrap_up is None
    return replace(call, settled=True) if waits else call


def presumed(call: Call) -> Call:
    """Take a call for over of which nothing is heard: it ended with the last word of it.

    Its legs stay as they are, so that a late word still finds them.
    """
    if call.hung_up or (call.is_over and call.wrap_up is not None):
        return call
    at = call.ended_at or _last_told(call)
    return replace(call, silent=True, ended_at=at, outcome=call.outcome or _outcome(call))


def wrapped_up(call: Call, event: SavePressed | WrapUpExpired | WrapUpExtended) -> Call:
    """End or lengthen the wrap-up; what has ended stays as it is."""
    pause = call.wrap_up
    if pause is None or pause.ended_at is not None:
        return call
    if isinstance(event, WrapUpExtended):
        longer = pause.ends_at + timedelta(seconds=event.seconds)
        return replace(call, wrap_up=replace(pause, ends_at=longer))
    by_agent = isinstance(event, SavePressed)
    return replace(call, wrap_up=replace(pause, ended_at=event.at, by_agent=by_agent))


def reopened(call: Call, at: datetime, length: timedelta) -> Call:
    """Give the agent who wrapped up as much time again: Save was taken back (DECISION 47)."""
    pause = call.wrap_up
    if pause is None or not pause.by_agent:
        return call
    return replace(call, wrap_up=WrapUp(line=pause.line, started_at=at, ends_at=at + length))


def is_complete(call: Call) -> bool:
    """Whether the log may be written: wrap-up is over, or there is none (DECISION 13)."""
    if not call.is_over:
        return False
    if call.wrap_up is None:
        return call.settled or call.silent
    return call.wrap_up.ended_at is not None


def _ended_or_not(call: Call) -> Call:
    if call.hung_up or call.silent:
        return call
    goes_on = bool(call.waits_for) or any(call.is_with(leg) for leg in call.legs)
    if goes_on and call.is_over:
        # the call was between two agents: its end was concluded too early
        mailbox: Outcome | None = "voicemail" if call.outcome == "voicemail" else None
        return replace(call, ended_at=None, wrap_up=None, outcome=mailbox)
    if goes_on or call.is_over or not _has_a_party(call):
        return call
    ends = [leg.ended_at for leg in call.legs if leg.ended_at is not None]
    if not ends:
        return call
    return replace(call, ended_at=max(ends), outcome=call.outcome or _outcome(call))


def _with_wrap_up(call: Call, length: timedelta, heard_at: datetime | None) -> Call:
    """Give the wrap-up to whom it belongs; a handed-over call nobody took has none."""
    line, ended, pause = call.responsible, call.ended_at, call.wrap_up
    if ended is None or line is None or call.waits_for or not _has_a_party(call):
        return call
    if pause is None:
        begun = WrapUp(line=line, started_at=ended, ends_at=(heard_at or ended) + length)
        return replace(call, wrap_up=begun)
    if pause.ended_at is None and pause.line != line:
        return replace(call, wrap_up=replace(pause, line=line))
    return call


def _settling(call: Call, heard_at: datetime | None) -> Call:
    if not call.hung_up or call.wrap_up is not None or call.settles_at is not None:
        return call
    told_at = heard_at or call.ended_at
    assert told_at is not None  # noqa: S101 - a told end has its moment
    return replace(call, settles_at=told_at + SETTLING)


def _last_told(call: Call) -> datetime:
    moments = (
        at
        for leg in call.legs
        for at in (leg.initiated_at, leg.offered_at, leg.connected_at, leg.ended_at)
    )
    turns = (turn.at for leg in call.legs for turn in leg.turns)
    return max(at for at in (*moments, *turns, call.created_at) if at is not None)


def _has_a_party(call: Call) -> bool:
    """Whether an agent talked or dialled: a call that was only rung has no wrap-up."""
    return call.answered_at is not None or call.direction != "Inbound"


def _outcome(call: Call) -> Outcome:
    if call.answered_at is not None:
        return "answered"
    if call.direction != "Inbound":
        return "no_answer"
    return "missed" if call.legs or not call.waits_for else "abandoned_in_queue"
