"""What stands of a caller on an agent's desk and dial list, and both without them (B-15). Pure."""

from collections.abc import Collection

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.service.desk import Desk, OpenRecord
from cti_adapter.service.dial_list import DialEntry, Dialled, DialList
from cti_adapter.service.missed_calls import MissedCall


class OnDesk(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one agent has of a caller before them."""

    agent: AgentId
    missed: tuple[MissedCall, ...] = ()
    dialled_last: bool = False
    open: OpenRecord | None = None
    to_dial: tuple[DialEntry, ...] = ()
    dialled: tuple[Dialled, ...] = ()


def on_desk(
    desk: Desk, dial_list: DialList, number: PhoneNumber, people: Collection[str]
) -> OnDesk:
    """Return what names a number, or shows one of these records."""
    return OnDesk(
        agent=desk.agent_id,
        missed=tuple(each for each in desk.missed.calls if each.number == number),
        dialled_last=desk.missed.last_dialled == number,
        open=desk.open if desk.open is not None and desk.open.record.id in people else None,
        to_dial=tuple(each for each in dial_list.entries if each.number == number),
        dialled=tuple(each for each in dial_list.dialled if each.entry.number == number),
    )


def cleared(desk: Desk, number: PhoneNumber, people: Collection[str]) -> Desk:
    """Return a desk without what names a number, or shows one of these records."""
    missed = desk.missed
    left = replace(
        missed,
        calls=tuple(each for each in missed.calls if each.number != number),
        last_dialled=None if missed.last_dialled == number else missed.last_dialled,
    )
    shown = desk.open
    return replace(desk, missed=left, open=None if shown and shown.record.id in people else shown)


def cleared_list(kept: DialList, number: PhoneNumber) -> DialList:
    """Return a dial list without a number."""
    return DialList(
        entries=tuple(each for each in kept.entries if each.number != number),
        dialled=tuple(each for each in kept.dialled if each.entry.number != number),
    )
