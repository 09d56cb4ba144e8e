"""The picture of one PBX: its channels, who hears whom, and the calls we have told of.

Plain data, so that `connect` can write it down and go on from there. Nothing is decided here;
decoder.py changes the picture, settling.py reads it.
"""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

Kind = Literal["agent", "outside", "local", "hidden"]
Stage = Literal["", "initiated", "offered", "connected"]
Direction = Literal["", "inbound", "outbound", "internal"]

_HIDDEN: Final = frozenset({
    "Announcer", "AsyncGoto", "AudioSocket", "Bridge", "CBAnn", "CBRec", "ExternalMedia",
    "Message", "OutgoingSpoolFailed", "Parked", "Recorder", "Snoop", "Surrogate", "UnicastRTP",
})  # fmt: skip
"""Technologies of channels that are no party: they listen, announce or record."""


class Trunk(msgspec.Struct):
    """A channel as we know it."""

    id: str
    name: str
    kind: Kind
    line: str = ""
    call: str = ""
    """Which call it is part of; "" once that is over."""
    state: str = ""
    number: str = ""
    prohibited: bool = False
    known: bool = False
    """Whether it was shown after its creation, which tells a wrong presentation (facts: 6)."""
    exten: str = ""
    app: str = ""
    app_data: str = ""
    diverted_by: str = ""
    variables: dict[str, str] = {}
    bridge: str = ""
    dial: str = ""
    """How ringing it went: BUSY, NOANSWER, CANCEL ..."""
    hanging_up: bool = False
    dials: bool = False
    """Whether the call begins with it: its own id is the linkedid."""


class Leg(msgspec.Struct):
    """One agent in one call, with as many devices as ring there."""

    id: str
    line: str
    channels: list[str]
    stage: Stage = ""
    dialled: bool = False
    held: bool = False
    consulted: bool = False
    """Whether a colleague only asks this agent."""
    target: str = ""
    """Whom this agent asks at the moment, while the customer waits."""
    side: list[str] = []
    """Their channels to the one they ask."""
    dial: str = ""
    cause: int = 0
    tech_cause: int = 0
    """How its last channel ended."""


class Call(msgspec.Struct):
    """One conversation, from the first channel to the last."""

    id: str
    direction: Direction = ""
    announced: bool = False
    members: list[str] = []
    """Its channels that are somebody."""
    outside: list[str] = []
    """Those of customers and other outside parties."""
    had_outside: bool = False
    number: str = ""
    withheld: bool = False
    local: str = ""
    route: str = ""
    queue: str = ""
    queued: bool = False
    """Whether the caller waits in it now."""
    queue_told: str = ""
    """The queue we have said that the caller waits in."""
    mailbox: str = ""
    legs: list[Leg] = []
    answered: bool = False
    dial: str = ""
    """How the last attempt to reach the other side went."""
    last_line: str = ""
    """Who last had the customer."""
    moved: bool = False
    """Whether a transfer was told that nobody has taken yet."""
    together: list[str] = []
    """Who was with the customer last, together."""
    said: dict[str, str] = {}
    """What the dialplan said of it."""


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """An agent in a queue."""

    line: str
    queue: str
    interface: str
    """As what: the phone, or a Local channel that leads to it."""
    paused: bool = False


class Exchange(msgspec.Struct):
    """Everything known of one PBX."""

    channels: dict[str, Trunk] = {}
    calls: dict[str, Call] = {}
    bridges: dict[str, list[str]] = {}
    over: list[str] = []
    """Ids of the last calls that ended, so that a late event opens none of them again."""
    seen: list[str] = []
    """Ids of the last channels that are gone, so that a record of theirs is no news."""
    members: list[Member] = []
    presences: dict[str, str] = {}
    """What is known of each line: "available", or "away" from the queues."""

    def saw(self, channel_id: str) -> bool:
        """Whether a channel, or a call of that id, was shown to us."""
        return any(
            channel_id in known for known in (self.channels, self.calls, self.over, self.seen)
        )

    def party(self, channel_id: str) -> Trunk | None:
        """Return a channel that is somebody: an agent or an outside party."""
        channel = self.channels.get(channel_id)
        return channel if channel is not None and channel.kind in {"agent", "outside"} else None

    def hears(self, channel: Trunk) -> list[Trunk]:
        """Return who hears a channel, itself included, through pairs of Local channels too."""
        if not channel.bridge:
            return []
        bridges, waiting = {channel.bridge}, [channel.bridge]
        parties: list[Trunk] = []
        while waiting:
            for each in self._in(waiting.pop()):
                if each.kind in {"agent", "outside"}:
                    parties.append(each)
                beyond = self._other_half(each)
                if beyond and beyond not in bridges:
                    bridges.add(beyond)
                    waiting.append(beyond)
        return parties

    def pair_in(self, channel: Trunk) -> str:
        """Return whom a Local channel in this channel's bridge leads to, as it was dialled."""
        for each in self._in(channel.bridge):
            if each.kind == "local":
                return each.name.removeprefix("Local/").partition("@")[0]
        return ""

    def _in(self, bridge: str) -> list[Trunk]:
        ids = self.bridges.get(bridge, ())
        return [self.channels[each] for each in ids if each in self.channels]

    def _other_half(self, channel: Trunk) -> str:
        """Return the bridge of the other half of a Local channel, "" where there is none."""
        if channel.kind != "local":
            return ""
        stem, _, half = channel.name.rpartition(";")
        other = f"{stem};{'2' if half == '1' else '1'}"
        bridges: list[str] = [e.bridge for e in self.channels.values() if e.name == other]
        return bridges[0] if bridges else ""


class Directory:
    """Which devices are whose: the endpoint of a channel's name, never its number (facts: 2.3).

    Args:
        devices: endpoint to line, for example {"PJSIP/alice": "101"}. An endpoint that is not in
            it and is called like an extension, PJSIP/101, is that line's.
        prefix: what agents dial before an outside number.
    """

    def __init__(self, devices: Mapping[str, str], prefix: str = "") -> None:
        self._lines = dict(devices)
        self._prefix = prefix
        self._endpoints: dict[str, str] = {}
        for endpoint, line in devices.items():
            self._endpoints.setdefault(line, endpoint)

    def line_of(self, name: str) -> str:
        """Return the line of a channel's device, "" where it is nobody's."""
        endpoint = name.rpartition("-")[0] or name
        known = self._lines.get(endpoint)
        if known is not None:
            return known
        own = endpoint.partition("/")[2]
        return own if is_extension(own) else ""

    def lines(self) -> frozenset[str]:
        """Return the lines that have a device of their own."""
        return frozenset(self._endpoints)

    def endpoint_of(self, line: str) -> str:
        """Return the device to ring for a line."""
        return self._endpoints.get(line, f"PJSIP/{line}")

    def kind_of(self, name: str) -> Kind:
        """Return what a channel is."""
        technology = name.partition("/")[0]
        if technology == "Local":
            return "local"
        if technology in _HIDDEN or "/" not in name:
            return "hidden"
        return "agent" if self.line_of(name) else "outside"

    def dialled(self, exten: str) -> str:
        """Return the number an agent dialled, without what gets them out of the house."""
        return exten if is_extension(exten) else exten.removeprefix(self._prefix)

    def to_dial(self, number: str) -> str:
        """Return what the dialplan takes for a number."""
        return number if is_extension(number) else f"{self._prefix}{number}"

    def is_line(self, exten: str) -> bool:
        """Whether an extension is an agent's."""
        return exten in self._endpoints


def is_extension(text: str) -> bool:
    """Whether a text is dialled inside of the house only (facts: telephony 6)."""
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_EXTENSION


_LONGEST_EXTENSION: Final = 6
