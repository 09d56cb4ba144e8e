"""The second log: a Task that Salesforce itself made of a call, beside ours (DECISION 19).

An interaction log names no call. It is taken for the second log of a call where all of this holds:
it says it is about a call, it belongs to the user who owns our Task, it was made between the
beginning of the call and five minutes after its end, and it names the number or one of the records
the call knows (S1-22). Whatever else somebody writes by hand stays as it is (S1-21). Pure.
"""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.call import Call
from cti_adapter.calls.events import SecondLogFound, SecondLogSettled
from cti_adapter.calls.number import PhoneNumber, search_variants
from cti_adapter.calls.record import RecordId

WINDOW = timedelta(minutes=5)
"""How long after the end of a call its second log is made, at most."""

_NUMBERS = re.compile(r"\d[\d\s().\-/]{4,}\d")
_HEADING = "From the second log of this call:"


class OtherLog(msgspec.Struct, frozen=True, kw_only=True):
    """A Task about a call that we did not write."""

    id: RecordId
    url: str
    owner_id: str
    created_at: datetime
    names: frozenset[str]
    """Ids of the records in Name and Related To."""
    subject: str
    comments: str
    call_id: str = ""
    """Of the call it is linked to already."""


class SecondLog(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The second log of a call, as the ledger knows it."""

    task_id: str
    url: str = ""
    state: Literal["found", "kept", "merged", "refused"] = "found"
    """kept: linked by the call's id; merged: its comments stand in our Task as well."""
    text: str = ""
    """Its comments, where they are to be moved."""


def is_second_log(
    other: OtherLog, call: Call, *, owner_id: str, records: Collection[RecordId]
) -> bool:
    """Whether a Task that is not ours was made of this call.

    Args:
        other: the Task.
        call: over, and logged.
        owner_id: who owns our Task of it.
        records: what the call knows: assigned, or found by its number.
    """
    if call.ended_at is None or other.owner_id != owner_id:
        return False
    begun = call.created_at.replace(microsecond=0)  # Salesforce tells whole seconds
    if not begun <= other.created_at <= call.ended_at + WINDOW:
        return False
    number = call.remote_number
    named = bool(other.names.intersection(records))
    return named or (number is not None and _mentions(f"{other.subject}\n{other.comments}", number))


def found(known: SecondLog | None, event: SecondLogFound) -> SecondLog | None:
    """Take in that there is one, or what it says by now; the first that was found stays."""
    if known is not None and (known.task_id != event.task_id or known.state != "found"):
        return known
    return SecondLog(task_id=event.task_id, url=event.url, text=event.text)


def settled(known: SecondLog | None, event: SecondLogSettled) -> SecondLog | None:
    """Take in what was done with it; comments that were not moved are not ours to keep."""
    if known is None or known.task_id != event.task_id:
        return known
    text = known.text if event.outcome != "kept" else ""
    return replace(known, state=event.outcome, text=text)


def with_second(comments: str, second: SecondLog | None) -> str:
    """Return the comments of our Task, with those of the second log where they are moved there."""
    if second is None or not second.text:
        return comments
    return "\n\n".join(filter(None, (comments, f"{_HEADING}\n{second.text}")))


def pointer(url: str) -> str:
    """Return what stands in the second log once its comments are ours."""
    return f"The comments of this log are now in the task of the same call: {url}"


def _mentions(text: str, number: PhoneNumber) -> bool:
    variants = search_variants(number)
    return any(re.sub(r"\D", "", run) in variants for run in _NUMBERS.findall(text))
