"""What is told outside of a call: assigned, logged, undone (contract.md §7, B-28). Pure.

A message names records, the call and its Task, and no person's name and no word of the notes.
Numbers are put in when it is sent, out of the call, where they can be erased.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal, get_args

import msgspec

from cti_adapter.assignment.slots import Placed
from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import CallerErased, CallEvent, TaskWritten, UndoPressed
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_file import CallFile

NewsType = Literal["call.assigned", "call.logged", "call.undone"]
NEWS_TYPES: tuple[NewsType, ...] = get_args(NewsType)
TRIAL = "receiver.test"
"""Asks for nothing; sent when an admin tests a receiver."""


class Listener(msgspec.Struct, frozen=True, kw_only=True):
    """A receiver, as far as it matters to whom something happened."""

    key: str
    events: tuple[str, ...]
    """The types it is told of."""


class RecordSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A record in a message."""

    id: str
    type: str


class News(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing to be told, as it was when it happened."""

    id: str
    """By which a receiver knows a repeat."""
    type: NewsType
    at: datetime
    call_id: CallId
    name: RecordSaid | None = None
    further: tuple[RecordSaid, ...] = ()
    related_to: RecordSaid | None = None
    edition: int = 0
    """Which Save of the log it belongs to; 0 before the first."""
    task_id: str = ""
    task_url: str = ""
    undone: Literal["", "save", "assignment"] = ""


def news_of(before: CallFile, after: CallFile, event: CallEvent) -> Iterator[NewsType]:
    """Say what a change of a call is worth telling.

    Args:
        before: the call before the event.
        after: the call after it.
        event: what happened.
    """
    if isinstance(event, CallerErased):
        return  # what was assigned stays so; it has no name any more
    moved = before.assignment.slots != after.assignment.slots
    if isinstance(event, UndoPressed):
        if moved or _save_was_undone(before, after):
            yield "call.undone"
    elif moved:
        yield "call.assigned"
    if isinstance(event, TaskWritten) and before.ledger.state != "saved" == after.ledger.state:
        yield "call.logged"


def told(type_: NewsType, before: CallFile, after: CallFile, *, id_: str, at: datetime) -> News:
    """Return the news of a change, with what stands in the call's slots now."""
    slots, ledger = after.assignment.slots, after.ledger
    undone: Literal["", "save", "assignment"] = ""
    if type_ == "call.undone":
        undone = "save" if _save_was_undone(before, after) else "assignment"
    return News(
        id=id_,
        type=type_,
        at=at,
        call_id=after.call.id,
        name=_said(slots.who),
        further=tuple(said for each in slots.others if (said := _said(each)) is not None),
        related_to=_said(slots.what),
        edition=ledger.edition,
        task_id=ledger.task_id,
        task_url=ledger.task_url,
        undone=undone,
    )


def message_of(news: News, org_id: OrgId, file: CallFile | None) -> bytes:
    """Return the body that is sent: a CloudEvent.

    Args:
        news: what happened.
        org_id: whose call it is.
        file: the call as it is now; None where it is no longer kept.
    """
    data: dict[str, Any] = {
        "id": news.call_id,
        "name": news.name,
        "further": news.further,
        "related_to": news.related_to,
        "edition": news.edition,
        "task_id": news.task_id or None,
        "task_url": news.task_url or None,
    }
    if news.undone:
        data["undone"] = news.undone
    if file is not None:
        call = file.call
        data |= {
            "call_id": call.native_id,
            "direction": call.direction.lower(),
            "remote_number": call.remote_number,
            "agent": call.responsible,
            "started_at": call.created_at,
            "duration_s": call.seconds_talked,
        }
    return _cloud_event(news.id, news.type, news.at, org_id, data)


def trial_of(id_: str, at: datetime, org_id: OrgId) -> bytes:
    """Return the body of a test message."""
    return _cloud_event(id_, TRIAL, at, org_id, {})


def _cloud_event(id_: str, type_: str, at: datetime, org_id: OrgId, data: dict[str, Any]) -> bytes:
    return msgspec.json.encode(
        {
            "specversion": "1.0",
            "id": id_,
            "source": f"/orgs/{org_id}",
            "type": type_,
            "time": at,
            "datacontenttype": "application/json",
            "data": data,
        }
    )


def _save_was_undone(before: CallFile, after: CallFile) -> bool:
    return before.ledger.state != "open" == after.ledger.state


def _said(placed: Placed | None) -> RecordSaid | None:
    return None if placed is None else RecordSaid(id=placed.record.id, type=placed.record.type)
