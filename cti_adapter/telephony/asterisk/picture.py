"""How each event changes the picture of the PBX (exchange.py). Tells nobody anything.

Every change says which calls it concerns; what that means for their agents is settling.py's.
"""

from typing import Final

from cti_adapter.telephony.asterisk import ari
from cti_adapter.telephony.asterisk.ami import one_line
from cti_adapter.telephony.asterisk.exchange import Call, Directory, Exchange, Trunk

PROHIBITED: Final = 0x60
"""Bits of a presentation that say "do not show" (caller_presentation of ChannelCallerId)."""

_OF_OURS: Final = ("CHANNEL(linkedid)", "CALLERID(num-pres)")
"""Channel variables that are read; any other says something about the call."""
_MOST_OVER: Final = 1000
_LONGEST_VALUE: Final = 255
_LONGEST_WORD: Final = 100
_MOST_VARIABLES: Final = 40


class Picture:
    """Changes an Exchange.

    Args:
        exchange: what is known.
        directory: which devices are agents'.
    """

    def __init__(self, exchange: Exchange, directory: Directory) -> None:
        self._exchange = exchange
        self._directory = directory

    def show(self, shown: ari.Channel, *, created: bool = False) -> Trunk:
        """Take a channel as an event shows it; an unknown one is new.

        Args:
            shown: the channel.
            created: whether the event is its creation.
        """
        channel = self._exchange.channels.get(shown.id)
        if channel is None:
            channel = self._new(shown)
        channel.known = channel.known or not created
        channel.state = shown.state
        channel.number = shown.caller.number
        channel.diverted_by = one_line(shown.caller_rdnis)[:_LONGEST_WORD] or channel.diverted_by
        presentation = shown.variable("CALLERID(num-pres)")
        if presentation:
            channel.prohibited = presentation.startswith("prohib")
        for name in shown.variables:
            value = one_line(shown.variable(name))
            if name not in _OF_OURS and value and len(channel.variables) < _MOST_VARIABLES:
                channel.variables[one_line(name)[:100] or "?"] = value[:_LONGEST_VALUE]
        self._in_application(channel, shown.dialplan.app_name, shown.dialplan.app_data)
        return channel

    def dial(self, event: ari.Event) -> set[str]:
        """Take how ringing somebody goes; return the calls it concerns."""
        if event.peer is None:
            return set()
        peer = self._exchange.channels[event.peer.id]
        caller = self._exchange.channels[event.caller.id] if event.caller is not None else None
        if caller is not None and caller.call and peer.call != caller.call and peer.dials:
            peer.dials = False  # no linkedid is sent: the dialling tells whose call it is
            self.move(peer, caller.call)
        if event.dialstatus and event.dialstatus != "RINGING":
            peer.dial = event.dialstatus
            call = self._exchange.calls.get(peer.call)
            if call is not None and caller is not None:
                call.dial = peer.dial
        return {peer.call}

    def bridge(self, bridge: ari.Bridge) -> set[str]:
        """Take who is in a bridge; return the calls of all who are, were, or are heard there."""
        channels, bridges = self._exchange.channels, self._exchange.bridges
        before = bridges.get(bridge.id, [])
        heard = self._calls_heard(before)
        after = [each for each in bridge.channels if each in channels]
        for gone in before:
            if gone in channels and channels[gone].bridge == bridge.id:
                channels[gone].bridge = ""
        for present in after:
            self._leave(channels[present])
            channels[present].bridge = bridge.id
        if after:
            bridges[bridge.id] = after
        else:
            bridges.pop(bridge.id, None)
        touched = {channels[each].call for each in {*before, *after} if each in channels}
        return touched | heard | self._calls_heard(after)

    def empty_bridges(self) -> None:
        """Forget who hears whom, before it is told anew."""
        self._exchange.bridges = {}
        for channel in self._exchange.channels.values():
            channel.bridge = ""

    def destroy(self, channel: Trunk, *, cause: int = 0, tech_cause: int = 0) -> str:
        """Take a channel away; return its call."""
        self._leave(channel)
        del self._exchange.channels[channel.id]
        self._exchange.seen = [*self._exchange.seen, channel.id][-_MOST_OVER:]
        call = self._exchange.calls.get(channel.call)
        if call is None:
            return ""
        for leg in call.legs:
            if channel.id in leg.channels:
                leg.dial, leg.cause, leg.tech_cause = channel.dial, cause, tech_cause
        self._part(call, channel)
        return call.id

    def move(self, channel: Trunk, call_id: str) -> None:
        """Make a channel part of another call."""
        before = self._exchange.calls.get(channel.call)
        if before is not None:
            self._part(before, channel)
            if not before.members and not before.announced:
                del self._exchange.calls[before.id]
        self._join(channel, call_id)

    def close(self, call: Call) -> None:
        """Take a call away that is over; what is left of it is nobody's."""
        for each in call.members:
            self._exchange.channels[each].call = ""
        del self._exchange.calls[call.id]
        self._exchange.over = [*self._exchange.over, call.id][-_MOST_OVER:]

    def _new(self, shown: ari.Channel) -> Trunk:
        kind = self._directory.kind_of(shown.name)
        root = shown.variable("CHANNEL(linkedid)") or shown.id
        channel = Trunk(
            id=shown.id,
            name=shown.name,
            kind=kind,
            line=self._directory.line_of(shown.name) if kind == "agent" else "",
            exten=shown.dialplan.exten,
            dials=root == shown.id,
            state=shown.state,
        )
        self._exchange.channels[shown.id] = channel
        if kind in {"agent", "outside"} and root not in self._exchange.over:
            first = self._exchange.channels.get(root)
            self._join(channel, first.call if first is not None and first.call else root)
        return channel

    def _join(self, channel: Trunk, call_id: str) -> None:
        call = self._exchange.calls.get(call_id)
        if call is None:
            call = self._exchange.calls[call_id] = Call(id=call_id)
            if channel.kind == "outside":
                call.direction = "outbound" if channel.state == "Down" else "inbound"
                call.local = channel.exten
        channel.call = call_id
        call.members.append(channel.id)
        if channel.kind == "outside":
            call.outside.append(channel.id)
            call.had_outside = True

    def _part(self, call: Call, channel: Trunk) -> None:
        if channel.id in call.members:
            call.members.remove(channel.id)
        if channel.id in call.outside:
            call.outside.remove(channel.id)

    def _leave(self, channel: Trunk) -> None:
        inside = self._exchange.bridges.get(channel.bridge, [])
        if channel.id in inside:
            inside.remove(channel.id)
        if channel.bridge and not inside:
            self._exchange.bridges.pop(channel.bridge, None)
        channel.bridge = ""

    def _in_application(self, channel: Trunk, app: str, argument: str) -> None:
        """See a customer go into a queue or to a mailbox, by the application that runs."""
        if not app or (app, argument) == (channel.app, channel.app_data):
            return
        channel.app, channel.app_data = app, argument
        call = self._exchange.calls.get(channel.call)
        if call is None or channel.id not in call.outside:
            return
        call.queued = app == "Queue"
        if call.queued:
            call.queue = _first(argument) or call.queue
        if app == "VoiceMail":
            call.mailbox = _first(argument) or "unknown"

    def _calls_heard(self, channels: list[str]) -> set[str]:
        """Return whose calls are heard where these are, through Local channels too."""
        known = (self._exchange.channels.get(each) for each in channels)
        heard = (self._exchange.hears(each) for each in known if each is not None)
        return {each.call for parties in heard for each in parties}


def _first(argument: str) -> str:
    """Return the first of the arguments of an application: the queue, the mailbox."""
    return one_line(argument.partition(",")[0])[:_LONGEST_WORD]
