"""The AMI's text blocks: written and read; and what its events say of queues. Holds no socket.

Block by block, `Name: value` lines ended by an empty line (facts: telephony 1.1). What ARI tells
as well is not read here: the same fact on two streams has no order.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final, Literal

import msgspec

Block = dict[str, str]

LARGEST: Final = 256 * 1024
"""Bytes of one block; what is longer is no AMI."""


class QueueNews(msgspec.Struct, frozen=True, kw_only=True):
    """A caller came into a queue, or left it."""

    type: Literal["joined", "left"]
    channel: str
    """The caller's channel id."""
    queue: str
    at: datetime


_TYPES: Final[dict[str, Literal["joined", "left"]]] = {
    "QueueCallerJoin": "joined",
    "QueueCallerLeave": "left",
}


def queue_news(event: Mapping[str, object]) -> QueueNews | None:
    """Return what an event says of a queue, None where it is about something else."""
    type_ = _TYPES.get(str(event.get("Event")))
    channel, queue, stamp = (event.get(name) for name in ("Uniqueid", "Queue", "Timestamp"))
    if type_ is None or not isinstance(channel, str) or not isinstance(queue, str):
        return None
    try:
        at = datetime.fromtimestamp(float(str(stamp)), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return QueueNews(type=type_, channel=channel, queue=one_line(queue)[:100], at=at)


class Reader:
    """Cuts a stream of bytes into blocks."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, received: bytes) -> Iterator[Block]:
        """Take bytes as they came; yield each block that is complete.

        Raises:
            ValueError: a block does not end.
        """
        self._rest += received
        while (end := self._rest.find(b"\r\n\r\n")) >= 0:
            block, self._rest = self._rest[:end], self._rest[end + 4 :]
            yield _read(block.decode(errors="replace"))
        if len(self._rest) > LARGEST:
            raise ValueError("this is not the AMI: a block does not end")


def _read(text: str) -> Block:
    """Read one block; of a name that is repeated, the first line counts."""
    block: Block = {}
    for line in text.split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            block.setdefault(name.strip(), value.strip())
    return block


def write(action: str, action_id: str, *fields: tuple[str, str]) -> bytes:
    """Return an action as it is sent.

    Line ends are taken out of every value, so that nothing an agent types becomes a line of its
    own.
    """
    lines = [("Action", action), ("ActionID", action_id), *fields]
    told = (f"{one_line(name)}: {one_line(value)}\r\n" for name, value in lines)
    return ("".join(told) + "\r\n").encode()


def one_line(text: str) -> str:
    """Return a text without what would end its line, or be no letter at all."""
    return "".join(letter for letter in text if letter.isprintable())
