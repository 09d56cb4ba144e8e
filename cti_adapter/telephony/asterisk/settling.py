"""What a changed picture means for agents: legs that ring, talk, hold, ask, hand over, end.

After every event the calls it touched are settled: what is to be told is the difference between
what the picture shows and what was told. Times are the event's; no clock is read here.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cti_adapter.telephony.asterisk import ari
from cti_adapter.telephony.asterisk.endings import is_over, outcome_of, why_withdrawn
from cti_adapter.telephony.asterisk.exchange import (
    Call,
    Directory,
    Exchange,
    Leg,
    Trunk,
    is_extension,
)
from cti_adapter.telephony.asterisk.facts import OURS, can_announce, facts_of, is_number, learn
from cti_adapter.telephony.asterisk.gathering import gather
from cti_adapter.telephony.asterisk.picture import Picture
from cti_adapter.telephony.asterisk.talking import (
    asked_by,
    asks,
    customer_of,
    hears_anybody,
    is_between,
)
from cti_adapter.telephony.asterisk.told import Told

SUCCESS, THREE_WAY = "Success", "threeway"


class Settling:
    """Settles calls, and keeps what there is to tell until it is taken."""

    def __init__(self, exchange: Exchange, picture: Picture, directory: Directory) -> None:
        self._exchange = exchange
        self._picture = picture
        self._directory = directory
        self._told: list[Told] = []

    def settle(self, touched: Iterable[str], at: datetime) -> list[Told]:
        """Settle calls after an event; return all that is to be told, in order."""
        concerned = gather(self._exchange, self._picture, touched)
        for call_id in sorted(concerned):
            call = self._exchange.calls.get(call_id)
            if call is not None:
                self._settle(call, at)
        told, self._told = self._told, []
        return told

    def hold(self, channel: Trunk, *, on: bool, at: datetime) -> None:
        """Take the pressing of a hold key. The unhold that comes with transfers is no news."""
        found = self._leg_of(channel)
        if found is None or channel.id in found[1].side:
            return
        call, leg = found
        if leg.stage == "connected" and leg.held != on:
            leg.held = on
            self._tell_leg("leg.held" if on else "leg.retrieved", call, leg, at)

    def switched(self, channel_id: str, *, muted: bool, at: datetime) -> list[Told]:
        """Tell that a microphone was switched by us."""
        channel = self._exchange.channels.get(channel_id)
        found = self._leg_of(channel) if channel is not None else None
        if found is not None:
            self._tell_leg("leg.muted" if muted else "leg.unmuted", *found, at)
        told, self._told = self._told, []
        return told

    def transfer(self, event: ari.Event, at: datetime) -> set[str]:
        """Take what the PBX says of a transfer; return the call it concerns."""
        if event.result != SUCCESS or event.destination_type == THREE_WAY:
            return set()
        blind = event.type == "BridgeBlindTransfer"
        shown = event.channel if blind else event.transferer_first_leg
        from_ = self._exchange.channels.get(shown.id) if shown is not None else None
        waits = self._exchange.channels.get(event.transferee.id) if event.transferee else None
        call = self._exchange.calls.get(waits.call if waits is not None else "")
        if call is None and from_ is not None:
            call = self._exchange.calls.get(from_.call)
        if call is None or not call.announced:
            return set()
        from_line = (from_.line if from_ is not None else "") or call.last_line
        if not from_line:
            return {call.id}  # somebody who is no agent handed it on
        if blind:
            self._hand_over(call, "blind", from_line, self._place(event.exten), at)
        else:
            self._completed(call, from_line, event.transfer_target, at)
        return {call.id}

    def _completed(
        self, call: Call, from_line: str, target: ari.Channel | None, at: datetime
    ) -> None:
        """Take a consult transfer, unless it was seen in the bridges already."""
        asker = next((leg for leg in call.legs if leg.target), None)
        known = self._exchange.channels.get(target.id) if target is not None else None
        to_line = known.line if known is not None else ""
        if known is not None and known.kind == "outside":
            other = self._exchange.calls.get(known.call)
            number = (other.number if other is not None else "") or known.number
            self._hand_over(call, "consult", from_line, self._place(number), at)
            return
        place = to_line or (asker.target if asker is not None else "")
        if not place or place == call.last_line:
            return
        for leg in call.legs:
            if leg.line == place:
                leg.consulted = False
        self._hand_over(call, "consult", from_line, self._place(place), at)

    def _place(self, exten: str) -> dict[str, str]:
        """Return where a transfer goes: to an agent, else inside of the house, else outside."""
        if self._directory.is_line(exten):
            return {"to_agent": exten}
        return {
            "to_queue" if is_extension(exten) else "to_number": exten if is_number(exten) else "?"
        }

    def _hand_over(
        self, call: Call, kind: str, from_line: str, to: dict[str, str], at: datetime
    ) -> None:
        call.moved = "to_number" not in to
        for leg in call.legs:
            leg.target, leg.side = "", []
        if from_line:
            self._tell("call.transferred", call, at, {"kind": kind, "from_agent": from_line, **to})

    # ── one call ─────────────────────────────────────────────────────────────────────────────

    def _settle(self, call: Call, at: datetime) -> None:
        learn(call, self._exchange, self._directory)
        self._add_legs(call)
        if not call.announced:
            if not can_announce(call, self._exchange):
                if not call.members:
                    self._picture.close(call)
                return
            self._announce(call, at)
        self._tell_queue(call, at)
        for leg in list(call.legs):
            self._settle_leg(call, leg, at)
        self._settle_customer(call, at)
        if is_over(call, self._exchange):
            self._end(call, at)

    def _add_legs(self, call: Call) -> None:
        """Give every agent's channel its leg; several devices of one agent are one leg."""
        for each in call.members:
            channel = self._exchange.channels[each]
            if channel.kind != "agent":
                continue
            leg = next((leg for leg in call.legs if leg.line == channel.line), None)
            if leg is None:
                consulted = any(asks(call, one, self._exchange) for one in call.legs)
                leg = Leg(id=each, line=channel.line, channels=[], consulted=consulted)
                leg.dialled = channel.dials
                call.legs.append(leg)
            if each not in leg.channels:
                leg.channels.append(each)

    def _announce(self, call: Call, at: datetime) -> None:
        call.announced = True
        if not call.id.startswith(OURS) and is_number(call.local):
            self._tell("call.created", call, at, {"remote_number": None})

    def _tell_queue(self, call: Call, at: datetime) -> None:
        waiting = call.queue if call.queued and not call.answered else ""
        if waiting and not call.queue_told:
            call.queue_told = waiting
            self._tell("call.queued", call, at, {"queue": waiting})
        elif call.queue_told and not waiting:
            call.queue_told = ""
            up = any(self._is_up(each) for leg in call.legs for each in leg.channels)
            reason = "answered" if call.answered or up else "timeout"
            self._tell("call.dequeued", call, at, {"reason": reason})

    def _is_up(self, channel_id: str) -> bool:
        channel = self._exchange.channels.get(channel_id)
        return channel is not None and channel.state == "Up"

    # ── one leg ──────────────────────────────────────────────────────────────────────────────

    def _settle_leg(self, call: Call, leg: Leg, at: datetime) -> None:
        present = [self._exchange.channels[e] for e in leg.channels if e in self._exchange.channels]
        if not present:
            self._leave(call, leg, at)
            return
        if not leg.stage and leg.dialled:
            leg.stage = "initiated"
            self._tell_leg("leg.initiated", call, leg, at)
        if not leg.stage and any(each.state == "Ringing" for each in present):
            leg.stage = "offered"
            self._tell_leg("leg.offered", call, leg, at)
        if leg.stage != "connected" and hears_anybody(leg, self._exchange):
            leg.stage = "connected"
            self._tell_leg("leg.connected", call, leg, at)
        self._settle_asking(call, leg, at)

    def _settle_asking(self, call: Call, leg: Leg, at: datetime) -> None:
        if leg.stage != "connected" or leg.consulted:
            return
        target = self._directory.dialled(asked_by(call, leg, self._exchange))
        if target and not leg.target:
            leg.target = target
            for each in call.legs:
                if each.line == target and each is not leg and each.stage != "connected":
                    each.consulted = True
            self._tell("consult.started", call, at, {"agent": leg.line, "target": target})
        elif leg.target and not target and self._is_back(call, leg):
            self._tell("consult.ended", call, at, {"agent": leg.line, "target": leg.target})
            leg.target = ""
            if leg.held and not leg.side:
                leg.held = False
                self._tell_leg("leg.retrieved", call, leg, at)
            leg.side = []

    def _is_back(self, call: Call, leg: Leg) -> bool:
        """Whether the agent is done asking; between two bridges nobody is anywhere."""
        if leg.side:
            return not any(each in self._exchange.channels for each in leg.side)
        return customer_of(call, leg, self._exchange)

    def _leave(self, call: Call, leg: Leg, at: datetime) -> None:
        call.legs.remove(leg)
        if leg.stage == "offered":
            reason = why_withdrawn(call, leg, self._exchange)
            self._tell_leg("leg.withdrawn", call, leg, at, {"reason": reason})
        elif leg.stage:
            self._tell_leg("leg.ended", call, leg, at)

    # ── who has the customer ─────────────────────────────────────────────────────────────────

    def _settle_customer(self, call: Call, at: datetime) -> None:
        """See who talks to the customer now, and how it came to that."""
        having = [leg for leg in call.legs if self._has_customer(call, leg)]
        if any(is_between(call, leg, self._exchange) for leg in call.legs if leg not in having):
            return
        for leg in having:
            if leg.consulted:
                self._promote(call, leg, having, at)
        lines = [leg.line for leg in having]
        if not lines:
            return
        call.answered = True
        if call.last_line not in lines:
            if call.last_line and not call.moved and call.direction != "internal":
                kind = "consult" if lines[0] in call.together else "blind"
                self._hand_over(call, kind, call.last_line, {"to_agent": lines[0]}, at)
            call.last_line, call.moved = lines[0], False
        here = {leg.line for leg in call.legs}  # a Local channel that is left out is no leaving
        together = sorted({*lines, *(each for each in call.together if each in here)})
        if len(lines) > 1 and call.direction != "internal" and together != call.together:
            self._tell("call.conferenced", call, at, {"agents": together})
        call.together = together

    def _has_customer(self, call: Call, leg: Leg) -> bool:
        if leg.stage != "connected":
            return False
        return call.direction == "internal" or customer_of(call, leg, self._exchange)

    def _promote(self, call: Call, leg: Leg, having: list[Leg], at: datetime) -> None:
        """Take it that who was only asked has the customer now."""
        leg.consulted = False
        if all(each is leg for each in having):
            self._hand_over(call, "consult", call.last_line, {"to_agent": leg.line}, at)

    # ── the end ──────────────────────────────────────────────────────────────────────────────

    def _end(self, call: Call, at: datetime) -> None:
        tech_cause = max((leg.tech_cause for leg in call.legs), default=0)
        for leg in list(call.legs):
            self._leave(call, leg, at)
        self._tell("call.ended", call, at, {"outcome": outcome_of(call, tech_cause)})
        self._picture.close(call)

    def _leg_of(self, channel: Trunk) -> tuple[Call, Leg] | None:
        call = self._exchange.calls.get(channel.call)
        legs = call.legs if call is not None else []
        leg = next((each for each in legs if channel.id in each.channels), None)
        return (call, leg) if call is not None and leg is not None else None

    def _tell_leg(
        self, type_: str, call: Call, leg: Leg, at: datetime, more: dict[str, Any] | None = None
    ) -> None:
        self._tell(type_, call, at, {"agent": leg.line, "leg_id": leg.id, **(more or {})})

    def _tell(self, type_: str, call: Call, at: datetime, said: dict[str, Any]) -> None:
        data = said | facts_of(call, self._exchange, self._directory)
        self._told.append(Told(type=type_, at=at, call_id=call.id, data=data))
