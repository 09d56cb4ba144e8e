"""Which channels are one call after all: the roots that the PBX gives change (facts: 2.3).

A colleague is asked on a second call of the phone; a ringing call is picked up from another
phone; a transfer brings two calls together. Moves channels from one call to the other.
"""

from collections.abc import Iterable

from cti_adapter.telephony.asterisk.exchange import Call, Exchange, Leg
from cti_adapter.telephony.asterisk.picture import Picture


def gather(exchange: Exchange, picture: Picture, touched: Iterable[str]) -> set[str]:
    """Bring together what belongs together; return all calls that are concerned then."""
    concerned = set(touched)
    for call_id in sorted(concerned):
        call = exchange.calls.get(call_id)
        if call is not None:
            concerned |= _consultation(call, exchange, picture)
        call = exchange.calls.get(call_id)
        if call is not None:
            concerned |= _met(call, exchange, picture)
    return concerned


def _consultation(call: Call, exchange: Exchange, picture: Picture) -> set[str]:
    """See a call to a colleague, made while a customer waits, as asking about that customer."""
    channels = [exchange.channels[each] for each in call.members]
    dials = next((each for each in channels if each.dials and each.kind == "agent"), None)
    if call.announced or call.had_outside or dials is None:
        return set()
    if not any(each.line not in {"", dials.line} for each in channels):
        return set()
    found = _held_by(dials.line, exchange)
    if found is None:
        return set()
    home, leg = found
    for channel in channels:
        picture.move(channel, home.id)
    leg.side = [each.id for each in channels if each.line == leg.line]
    leg.channels += leg.side
    return {home.id}


def _held_by(line: str, exchange: Exchange) -> tuple[Call, Leg] | None:
    found = [
        (call, leg)
        for call in exchange.calls.values()
        for leg in call.legs
        if leg.line == line and leg.held and call.outside
    ]
    return found[-1] if found else None


def _met(call: Call, exchange: Exchange, picture: Picture) -> set[str]:
    """Give an agent to the call whose customer they are with, whatever call they came from."""
    concerned = set()
    for channel in [exchange.channels[each] for each in call.outside]:
        for heard in exchange.hears(channel):
            if heard.kind == "agent" and heard.call and heard.call != call.id:
                concerned.add(heard.call)
                picture.move(heard, call.id)
    return concerned
