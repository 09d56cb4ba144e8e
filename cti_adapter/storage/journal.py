"""The journal of each call: what happened, in order. The truth that everything else is folded from.

What identifies a person is kept apart, in a side table that can be erased (D2): the journal itself
holds the word "erased" in its place, and reading puts the two together again. After an erasure the
same events come back with that word where the number stood, and every decision is still there.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import bindparam, delete, func, insert, select

from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import CallEvent, NotesTyped, PolicyApplied
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.erasable import merge, split
from cti_adapter.storage.schema import journal, journal_private
from cti_adapter.storage.transaction import Prepared, Transaction

_PLACE = select(func.coalesce(func.max(journal.c.position), 0)).where(
    journal.c.org_id == bindparam("org_id"), journal.c.call_id == bindparam("call_id")
)
_LAST_POSITION = Prepared(_PLACE)
_APPEND = Prepared(insert(journal))
_APPEND_PRIVATE = Prepared(insert(journal_private))
_BOTH = (journal.c.org_id == journal_private.c.org_id) & (
    (journal.c.call_id == journal_private.c.call_id)
    & (journal.c.position == journal_private.c.position)
)
_READ = Prepared(
    select(journal.c.body, journal_private.c.body)
    .select_from(journal.outerjoin(journal_private, _BOTH))
    .where(journal.c.org_id == bindparam("org_id"), journal.c.call_id == bindparam("call_id"))
    .order_by(journal.c.position)
)
_OF_CALL = (
    journal_private.c.org_id == bindparam("org_id"),
    journal_private.c.call_id == bindparam("call_id"),
)
_POSITIONS = select(journal.c.position).where(
    journal.c.org_id == bindparam("org_id"), journal.c.call_id == bindparam("call_id")
)
_NOTES = journal.c.type == NotesTyped.__struct_config__.tag
_SETTINGS = journal.c.type == PolicyApplied.__struct_config__.tag
_ERASE_NOTES = Prepared(
    delete(journal_private).where(
        *_OF_CALL, journal_private.c.position.in_(_POSITIONS.where(_NOTES))
    )
)
_ERASE_CALLER = Prepared(
    delete(journal_private).where(
        *_OF_CALL, journal_private.c.position.not_in(_POSITIONS.where(_SETTINGS))
    )
)

_encode = msgspec.json.Encoder().encode


def append_journal(
    transaction: Transaction, org_id: OrgId, call_id: CallId, events: Sequence[CallEvent]
) -> None:
    """Add events to the call's journal, in order; the call is locked by this transaction."""
    (last,) = transaction.run(_LAST_POSITION, org_id=org_id, call_id=call_id).fetchone()
    for position, event in enumerate(events, start=last + 1):
        place = {"org_id": org_id, "call_id": call_id, "position": position}
        public, private = split(msgspec.to_builtins(event))
        body = _encode(public).decode()
        transaction.run(_APPEND, **place, at=event.at, type=public["type"], body=body)
        if private:
            transaction.run(_APPEND_PRIVATE, **place, body=_encode(private).decode())


def read_journal(transaction: Transaction, org_id: OrgId, call_id: CallId) -> list[CallEvent]:
    """Return the events of a call, with "erased" where something was erased."""
    rows = transaction.run(_READ, org_id=org_id, call_id=call_id).fetchall()
    return [_whole(body, private) for body, private in rows]


def erase_notes(transaction: Transaction, org_id: OrgId, call_id: CallId) -> None:
    """Erase what was typed into a call; the events stay, with "erased" in place of the text."""
    transaction.run(_ERASE_NOTES, org_id=org_id, call_id=call_id)


def erase_caller(transaction: Transaction, org_id: OrgId, call_id: CallId) -> None:
    """Erase all that identifies a person; settings of the org, which the journal quotes, stay."""
    transaction.run(_ERASE_CALLER, org_id=org_id, call_id=call_id)


def _whole(body: str, private: str | None) -> CallEvent:
    public = msgspec.json.decode(body)
    hidden = msgspec.json.decode(private) if private else None
    event: CallEvent = msgspec.convert(merge(public, hidden), CallEvent)
    return event
