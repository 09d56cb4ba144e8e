"""Who talks to whom, read from the bridges alone: what a channel says of itself goes stale."""

from cti_adapter.telephony.asterisk.exchange import Call, Exchange, Leg, Trunk


def hears_anybody(leg: Leg, exchange: Exchange) -> bool:
    """Whether somebody hears the agent."""
    heard = (each for channel in _present(leg, exchange) for each in exchange.hears(channel))
    return any(each.line != leg.line or each.kind == "outside" for each in heard)


def customer_of(call: Call, leg: Leg, exchange: Exchange) -> bool:
    """Whether the agent is in one bridge with the customer, who may hear music there.

    Whoever is asked may be an outside party as well: the customer is who came first and waits.
    """
    heard = {each.id for channel in _present(leg, exchange) for each in exchange.hears(channel)}
    for each in call.outside:
        if each in heard:
            return True
        if _stays(exchange.channels[each]):
            return False
    return False


def asks(call: Call, leg: Leg, exchange: Exchange) -> bool:
    """Whether the agent asks somebody at the moment while the customer waits."""
    return leg.stage == "connected" and bool(asked_by(call, leg, exchange))


def is_between(call: Call, leg: Leg, exchange: Exchange) -> bool:
    """Whether an agent who asked is neither gone nor with anybody yet.

    For a moment of every conference the one who was asked is alone with the customer.
    """
    asked = any(each.consulted for each in call.legs)
    present = _present(leg, exchange)
    going = any(each.hanging_up for each in present)
    return bool(leg.target and not leg.side and asked and present and not going)


def asked_by(call: Call, leg: Leg, exchange: Exchange) -> str:
    """Return whom the agent asks, a line or what was dialled; "" where nobody.

    By a second call of the same phone (gathering.py), or, with the PBX's own feature, in a bridge
    of their own that leads on by a pair of Local channels (facts: telephony 2.3).
    """
    if not call.outside:
        return ""
    side = [exchange.channels[each] for each in leg.side if each in exchange.channels]
    if side:
        others = (exchange.channels[each] for each in call.members)
        called = (each.line for each in others if each.line not in {"", leg.line})
        return leg.target or next(called, "")
    if leg.consulted or customer_of(call, leg, exchange) or not _waits(call, exchange):
        return ""
    for channel in _present(leg, exchange):
        dialled = exchange.pair_in(channel)
        heard = (each.line for each in exchange.hears(channel) if each.line != leg.line)
        target = dialled or next(heard, "")
        if target and target != leg.line:
            return target
    return ""


def _waits(call: Call, exchange: Exchange) -> bool:
    """Whether a customer waits in a bridge, and is not leaving."""
    return any(_stays(exchange.channels[each]) for each in call.outside)


def _stays(channel: Trunk) -> bool:
    return bool(channel.bridge) and not channel.hanging_up


def _present(leg: Leg, exchange: Exchange) -> list[Trunk]:
    return [exchange.channels[each] for each in leg.channels if each in exchange.channels]
