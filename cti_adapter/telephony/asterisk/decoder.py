"""The stream of ARI and AMI events of one PBX, as events of calls. Pure: it can be replayed.

Each event changes the picture (picture.py), then the calls it touches are settled (settling.py).
Setting a state twice changes nothing, so repeats, snapshots and replays are harmless. An event we
cannot read, or of a type we do not know, is ignored.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from cti_adapter.telephony.asterisk import ami, ari
from cti_adapter.telephony.asterisk.exchange import Directory, Exchange, Trunk
from cti_adapter.telephony.asterisk.pausing import Pausing
from cti_adapter.telephony.asterisk.picture import PROHIBITED, Picture
from cti_adapter.telephony.asterisk.records import Records
from cti_adapter.telephony.asterisk.settling import Settling
from cti_adapter.telephony.asterisk.told import Told

_MOST_WAITING: Final = 1000


class Decoder:
    """One PBX.

    Args:
        directory: which devices are agents'.
        exchange: what was known before, when we go on after a restart of ours.
    """

    def __init__(self, directory: Directory, exchange: Exchange | None = None) -> None:
        self.exchange = exchange if exchange is not None else Exchange()
        self._picture = Picture(self.exchange, directory)
        self._settling = Settling(self.exchange, self._picture, directory)
        self.pausing = Pausing(self.exchange, directory)
        self._records = Records(self.exchange, directory)
        self._queues: dict[str, ami.QueueNews] = {}
        """News of channels that ARI has not shown yet: the two streams have no common order."""

    def take_ari(self, message: bytes | str) -> list[Told]:
        """Take one message of the ARI socket; return what it means."""
        event = ari.read(message)
        if event is None or event.timestamp is None:
            return []
        return self._settled(self._take(event, event.timestamp), event.timestamp)

    def take_ami(self, event: Mapping[str, object], at: datetime) -> list[Told]:
        """Take one AMI event: of queues and who takes their calls, and records of past calls.

        Args:
            event: as it came.
            at: when, by the clock of the PBX.
        """
        self._records.take(event, at)
        news = ami.queue_news(event)
        if news is None:
            return self.pausing.take(event, at)
        channel = self.exchange.channels.get(news.channel)
        if channel is None:
            if len(self._queues) < _MOST_WAITING:
                self._queues[news.channel] = news
            return []
        return self._settled({self._queue(channel, news)}, news.at)

    def resync(self, snapshot: ari.Snapshot) -> list[Told]:
        """Take all there is now: what is gone has ended, what is new has begun."""
        living = {each.id for each in snapshot.channels}
        gone = [each for each in self.exchange.channels.values() if each.id not in living]
        touched = set(self.exchange.calls)
        for channel in gone:
            self._picture.destroy(channel)
        for shown in snapshot.channels:
            touched.add(self._picture.show(shown).call)
        self._picture.empty_bridges()
        for bridge in snapshot.bridges:
            touched |= self._picture.bridge(bridge)
        return self._settled(touched, snapshot.at)

    def unseen(self, now: datetime) -> list[Told]:
        """Return what records tell of calls that nobody saw; asked while the line is up."""
        return self._records.unseen(now)

    def switched(self, channel_id: str, *, muted: bool, at: datetime) -> list[Told]:
        """Tell that a microphone was switched: the PBX raises no event for it."""
        return self._settling.switched(channel_id, muted=muted, at=at)

    def _settled(self, touched: set[str], at: datetime) -> list[Told]:
        return self._settling.settle(touched, at)

    def _take(self, event: ari.Event, at: datetime) -> set[str]:
        """Change the picture; return the ids of the calls it concerns."""
        if event.type in {"BridgeBlindTransfer", "BridgeAttendedTransfer"}:
            return self._settling.transfer(event, at)
        touched: set[str] = set()
        for shown in (event.caller, event.channel, event.peer):
            known = shown is not None and shown.id in self.exchange.channels
            if shown is not None and (known or event.type != "ChannelDestroyed"):
                touched |= self._show(shown, created=event.type == "ChannelCreated")
        if event.type == "Dial":
            touched |= self._picture.dial(event)
        for bridge in (event.bridge_from, event.bridge):
            if bridge is not None:
                touched |= self._picture.bridge(bridge)
        channel = (
            self.exchange.channels.get(event.channel.id) if event.channel is not None else None
        )
        return touched if channel is None else touched | self._happened(channel, event, at)

    def _show(self, shown: ari.Channel, *, created: bool) -> set[str]:
        channel = self._picture.show(shown, created=created)
        waiting = self._queues.pop(shown.id, None)
        return {channel.call} if waiting is None else {self._queue(channel, waiting)}

    def _happened(self, channel: Trunk, event: ari.Event, at: datetime) -> set[str]:
        match event.type:
            case "ChannelHold" | "ChannelUnhold":
                self._settling.hold(channel, on=event.type == "ChannelHold", at=at)
            case "ChannelHangupRequest":
                channel.hanging_up = True
            case "ChannelCallerId":
                channel.prohibited = bool(event.caller_presentation & PROHIBITED)
            case "ChannelDestroyed":
                cause, tech_cause = event.cause, event.tech_cause
                return {self._picture.destroy(channel, cause=cause, tech_cause=tech_cause)}
            case _:
                pass
        return {channel.call}

    def _queue(self, channel: Trunk, news: ami.QueueNews) -> str:
        call = self.exchange.calls.get(channel.call)
        if call is None:
            return ""
        call.queue = news.queue or call.queue
        if news.type == "joined":
            call.queued = True
        elif not channel.hanging_up:
            call.queued = False
        return call.id
