"""The snapshots of calls: what the fold made of the journal, kept so that it need not be repeated.

A snapshot is a cache (D2). It is read for change under a lock that lasts until the end of the
transaction (D3): on SQLite there is one writer anyway, on PostgreSQL the row is locked, and where
there is no row yet the key is.
"""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from cti_adapter.calls.call import CallId, CallKey
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.storage.database import ACROSS_ORGS, Database
from cti_adapter.storage.moments import Moment
from cti_adapter.storage.schema import calls
from cti_adapter.storage.transaction import Prepared, Transaction

_OF_ORG = select(calls.c.snapshot).where(calls.c.org_id == bindparam("org_id"))
_BY_ID = _OF_ORG.where(calls.c.id == bindparam("id"))
_BY_KEY = _OF_ORG.where(calls.c.key == bindparam("key"))

_FIND = Prepared(_BY_ID)
_FIND_BY_KEY = Prepared(_BY_KEY)
_LOCK = Prepared(_BY_ID.with_for_update())
_LOCK_BY_KEY = Prepared(_BY_KEY.with_for_update())
_LOCK_KEY = Prepared(
    select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name", type_=Text), 0)))
)
_CHANGING = ("due_at", "is_open", "log_state", "log_reason", "updated_at", "snapshot")
_INSERT = insert(calls)
_PUT = Prepared(
    _INSERT.on_conflict_do_update(
        index_elements=[calls.c.org_id, calls.c.id],
        set_={name: _INSERT.excluded[name] for name in _CHANGING},
    )
)

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(CallFile).decode


def find_call(transaction: Transaction, org_id: OrgId, call_id: CallId) -> CallFile | None:
    """Read a call without locking it."""
    return _call(transaction.run(_FIND, org_id=org_id, id=call_id).fetchone())


def find_call_by_key(transaction: Transaction, org_id: OrgId, key: CallKey) -> CallFile | None:
    """Read a call by its key without locking it."""
    return _call(transaction.run(_FIND_BY_KEY, org_id=org_id, key=key).fetchone())


def lock_call(transaction: Transaction, org_id: OrgId, call_id: CallId) -> CallFile | None:
    """Read a call; nobody else changes it before the transaction ends."""
    return _call(transaction.run(_LOCK, org_id=org_id, id=call_id).fetchone())


def lock_call_by_key(transaction: Transaction, org_id: OrgId, key: CallKey) -> CallFile | None:
    """Read a call by its key; nobody else changes or begins it before the transaction ends."""
    row = transaction.run(_LOCK_BY_KEY, org_id=org_id, key=key).fetchone()
    if row is None and transaction.on_postgresql:
        # two first events of one call: the second waits here, then finds what the first made
        transaction.run(_LOCK_KEY, name=f"{org_id} {key}")
        row = transaction.run(_LOCK_BY_KEY, org_id=org_id, key=key).fetchone()
    return _call(row)


def put_call(transaction: Transaction, org_id: OrgId, file: CallFile, at: datetime) -> None:
    """Write the snapshot of a call."""
    transaction.run(
        _PUT,
        org_id=org_id,
        id=file.call.id,
        key=file.call.key,
        begun_at=file.call.created_at,
        due_at=file.due_at,
        is_open=not file.is_settled,
        log_state=file.ledger.state,
        log_reason=file.ledger.reason,
        updated_at=at,
        snapshot=_encode(file).decode(),
    )


def _call(row: Any) -> CallFile | None:
    return None if row is None else _decode(row[0])


_DUE = Prepared(
    select(calls.c.org_id, calls.c.id)
    .where(calls.c.due_at.is_not(None), calls.c.due_at <= bindparam("at", type_=Moment))
    .order_by(calls.c.due_at)
    .limit(bindparam("limit"))
)


class CallTimers:
    """The calls of all orgs that the clock has to look at."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due_calls(self, at: datetime, limit: int) -> tuple[tuple[OrgId, CallId], ...]:
        """Return calls whose `due_at` has come, the longest overdue first."""
        rows = self._database.read(
            ACROSS_ORGS, lambda look: look.run(_DUE, at=at, limit=limit).fetchall()
        )
        return tuple((OrgId(org_id), CallId(call_id)) for org_id, call_id in rows)
