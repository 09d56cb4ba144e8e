"""What is told of a call, in the words of the generic webhook (contract.md §4). Sends nothing."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

MOST_AT_ONCE: Final = 100
"""Events in one delivery; the hook takes 500, and 256 KiB."""

_NUMBER: Final = re.compile(r"[+*#]?[0-9][0-9*#]{1,38}")


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a call; of an agent, where there is no call."""

    type: str
    at: datetime
    call_id: str
    data: dict[str, Any] = {}


def cloud_event(told: Told, event_id: str, source: str) -> dict[str, Any]:
    """Return the event as it is posted.

    Args:
        told: what happened.
        event_id: the same when it is posted again.
        source: names the PBX.
    """
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": source,
        "type": told.type,
        "time": told.at,
        "data": ({"call_id": told.call_id} if told.call_id else {}) | told.data,
    }


def deliveries(waiting: Sequence[Told]) -> list[list[Told]]:
    """Return what waits in portions, the events of one call together.

    A call whose whole life is told at once, after an outage, is folded in one transaction: no
    panel rings for a call that is over.
    """
    by_call: dict[str, list[Told]] = {}
    for each in waiting:
        by_call.setdefault(each.call_id, []).append(each)
    portions: list[list[Told]] = [[]]
    for events in by_call.values():
        if len(portions[-1]) + len(events) > MOST_AT_ONCE and portions[-1]:
            portions.append([])
        portions[-1] += events
    return [portion[i : i + 400] for portion in portions for i in range(0, len(portion), 400)]


def number_or_none(text: str) -> str | None:
    """Return a number as it was sent; None for a word such as "anonymous" (facts: 6)."""
    return text if _NUMBER.fullmatch(text) else None
