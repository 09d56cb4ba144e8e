"""The calls an agent missed, as a panel is told of them (B-31). A part of messages.py."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from cti_adapter.calls.number import for_display
from cti_adapter.service.missed_calls import MissedCall


class MissedRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Whose number it is, as a page names a record."""

    id: str
    type: str
    name: str


class MissedView(msgspec.Struct, frozen=True, kw_only=True):
    """A call the agent missed, with what dialling back begins with."""

    call_id: str
    at: datetime
    number: str
    """For display; it is dialled as it stands here."""
    record: MissedRecord | None
    called_back: bool


def missed_views(missed: Iterable[MissedCall]) -> tuple[MissedView, ...]:
    """Show the calls whose callers may be called back, in the order given."""
    return tuple(
        MissedView(
            call_id=each.call_id,
            at=each.at,
            number=for_display(each.number),
            record=_record(each),
            called_back=each.called_back_by is not None,
        )
        for each in missed
    )


def _record(missed: MissedCall) -> MissedRecord | None:
    who = missed.customer
    return MissedRecord(id=who.id, type=who.type, name=who.label) if who else None
