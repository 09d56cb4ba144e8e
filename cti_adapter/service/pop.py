"""What the page around the softphone is to show by itself, and since when. Pure.

It asks nothing and moves nothing: whether a page can be asked without harm is known in the
browser alone (static/js/core/pop.js).
"""

from collections import Counter
from datetime import datetime

import msgspec

from cti_adapter.assignment.slots import role
from cti_adapter.calls.agent import Line
from cti_adapter.calls.record import Record
from cti_adapter.service.call_file import CallFile


class Pop(msgspec.Struct, frozen=True, kw_only=True):
    """One record, or a search where several have the number; due since `at`."""

    at: datetime
    record: Record | None = None
    search: str = ""


def pop_of(file: CallFile, line: Line) -> Pop | None:
    """Return what an agent's page is to show of a call that came; None: nothing, or not yet.

    The moment is the admin's choice (requirements.md 1.4, 'Pop the record'). The caller may be
    known only later: then the moment is past already, and the browser judges how long. Who is
    handed a call is shown what it is about by then (B-23).
    """
    at = _moment(file, line)
    if at is not None and file.call.was_handed_to(line) and not file.assignment.slots.is_empty:
        return Pop(at=at, record=_about(file))
    found = file.assignment.matches
    if at is None or file.assignment.matching != "done" or not found:
        return None
    if len(found) == 1:
        return Pop(at=at, record=found[0])
    if not file.assignment.slots.is_empty:
        return None  # it is settled already which of them it is
    return Pop(at=at, search=_as_most_store_it(found))


def _about(file: CallFile) -> Record | None:
    """What the call is about: the Case rather than who called, and that rather than an account."""
    who, what = file.assignment.slots.who, file.assignment.slots.what
    subject = what if what is not None and role(what.record) != "account" else who or what
    return subject.record if subject is not None else None


def _as_most_store_it(found: tuple[Record, ...]) -> str:
    """Salesforce's search finds a number by the digits it was typed with (salesforce.md 4.2)."""
    typed = Counter("".join(filter(str.isdigit, record.phone or "")) for record in found)
    return typed.most_common(1)[0][0]


def _moment(file: CallFile, line: Line) -> datetime | None:
    call, leg = file.call, file.call.leg_of(line)
    if leg is None or call.is_over:
        return None
    if call.direction != "Inbound" and not call.was_handed_to(line):
        return None
    match file.policy.pop:
        case "on-ring":
            return leg.begun_at
        case "on-answer":
            return leg.connected_at
        case "never":
            return None
