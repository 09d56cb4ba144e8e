"""One ARI event, as far as we read it. Whatever is built otherwise is no event of ours.

Fields and types: `rest-api/api-docs/events.json` of Asterisk; facts: telephony 1.1.
"""

from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, field

ALLOWED: Final = (
    "ApplicationReplaced",
    "BridgeAttendedTransfer",
    "BridgeBlindTransfer",
    "BridgeDestroyed",
    "BridgeMerged",
    "ChannelCallerId",
    "ChannelCreated",
    "ChannelDestroyed",
    "ChannelDialplan",
    "ChannelEnteredBridge",
    "ChannelHangupRequest",
    "ChannelHold",
    "ChannelLeftBridge",
    "ChannelStateChange",
    "ChannelUnhold",
    "Dial",
)
"""What the PBX is asked to send: the rest, mostly variables, is more than half of the stream."""


Name = Annotated[str, Meta(min_length=1, max_length=150, pattern=r"^[^\x00-\x1f]*$")]
"""What the PBX calls something; it becomes an id of ours."""


class _Party(msgspec.Struct, frozen=True):
    number: str = ""


class _Dialplan(msgspec.Struct, frozen=True):
    exten: str = ""
    app_name: str = ""
    app_data: str = ""


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """A channel, as every event about it shows it."""

    id: Name
    name: Name
    state: str = ""
    caller: _Party = _Party()
    caller_rdnis: str = ""
    dialplan: _Dialplan = _Dialplan()
    variables: dict[str, Any] = field(name="channelvars", default_factory=dict)

    def variable(self, name: str) -> str:
        """Return a channel variable, "" where the PBX does not send it."""
        value = self.variables.get(name)
        return value if isinstance(value, str) else ""


class Bridge(msgspec.Struct, frozen=True, kw_only=True):
    """Who hears whom."""

    id: Name
    channels: tuple[str, ...] = ()


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One message of the ARI socket."""

    type: str
    timestamp: datetime | None = None
    channel: Channel | None = None
    bridge: Bridge | None = None
    bridge_from: Bridge | None = None
    caller: Channel | None = None
    peer: Channel | None = None
    dialstatus: str = ""
    cause: int = 0
    tech_cause: int = 0
    caller_presentation: int = 0
    result: str = ""
    destination_type: str = ""
    """How an attended transfer ended; "threeway": who asked stays with both."""
    exten: str = ""
    transferee: Channel | None = None
    transfer_target: Channel | None = None
    transferer_first_leg: Channel | None = None
    transferer_second_leg: Channel | None = None


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """All there is at one moment: `GET /channels` and `GET /bridges`."""

    at: datetime
    channels: tuple[Channel, ...] = ()
    bridges: tuple[Bridge, ...] = ()


def read(message: bytes | str) -> Event | None:
    """Return an event, None for whatever is not one that we can read."""
    try:
        event = _EVENTS.decode(message)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    at = event.timestamp
    return event if at is not None and at.tzinfo is not None else None


def is_replaced(message: bytes | str) -> bool:
    """Whether the PBX says that somebody else listens under our name now."""
    event = read(message)
    return event is not None and event.type == "ApplicationReplaced"


_EVENTS: Final = msgspec.json.Decoder(Event)
