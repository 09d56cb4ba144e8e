"""The outbox: what must happen, kept until it has happened (D4).

An entry is given to one courier at a time, for the length of a lease; who dies holding one loses
it when the lease ends. Entries of one call go out one after the other, in the order in which they
were put. An entry that a person has to look at (`dead`) does not hold up those behind it.
"""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import bindparam, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from cti_adapter.calls.call import CallId
from cti_adapter.outbox.entry import Entry, Kind, OrgId, Status
from cti_adapter.storage.channels import OUTBOX
from cti_adapter.storage.database import Database
from cti_adapter.storage.moments import Moment
from cti_adapter.storage.schema import DEAD_ENTRIES, OPEN_ENTRIES, outbox
from cti_adapter.storage.transaction import Prepared, Transaction

_INSERT = insert(outbox).values(
    {name: bindparam(name) for name in outbox.c.keys() if name not in {"id", "lease_until"}}  # noqa: SIM118 - a column collection, not a dict
)
_PUT = Prepared(
    _INSERT.on_conflict_do_update(
        index_elements=[outbox.c.org_id, outbox.c.key],
        set_={"payload": _INSERT.excluded.payload},
        where=outbox.c.status == Status.PENDING.value,
    )
)

_older = outbox.alias("older")
_due = func.coalesce(outbox.c.lease_until, outbox.c.due_at, type_=Moment)
_is_next_of_its_call = ~exists().where(
    _older.c.org_id == outbox.c.org_id,
    _older.c.call_id == outbox.c.call_id,
    _older.c.id < outbox.c.id,
    _older.c.status.in_([Status.PENDING.value, Status.INFLIGHT.value]),
)
_NEXT = select(outbox).where(OPEN_ENTRIES, _is_next_of_its_call).order_by(_due, outbox.c.id)


def put_entry(transaction: Transaction, entry: Entry) -> None:
    """Put an entry; the same key again changes a pending one's payload, else nothing."""
    transaction.run(
        _PUT,
        org_id=entry.org_id,
        call_id=entry.call_id,
        kind=entry.kind.value,
        key=entry.key,
        payload=entry.payload,
        status=entry.status.value,
        attempts=entry.attempts,
        due_at=entry.due_at,
        last_error=entry.last_error,
        error_code=entry.error_code,
    )
    transaction.tidings.add((OUTBOX, ""))


def settle_entry(transaction: Transaction, entry: Entry) -> bool:
    """Write what became of an entry that was claimed, and end its lease.

    Returns:
        False where it was settled before: its lease had run out, and somebody else took it up.
    """
    settled = transaction.core.execute(
        update(outbox)
        .where(
            outbox.c.org_id == entry.org_id,
            outbox.c.id == entry.id,
            outbox.c.status == Status.INFLIGHT.value,
        )
        .values(
            status=entry.status.value,
            attempts=entry.attempts,
            due_at=entry.due_at,
            last_error=entry.last_error,
            error_code=entry.error_code,
            lease_until=None,
        )
    )
    return settled.rowcount == 1


def hurry_entries(transaction: Transaction, org_id: OrgId, call_id: CallId, at: datetime) -> None:
    """Make the call's waiting and dead entries due at this moment."""
    transaction.core.execute(
        update(outbox)
        .where(
            outbox.c.org_id == org_id,
            outbox.c.call_id == call_id,
            outbox.c.status.in_([Status.PENDING.value, Status.DEAD.value]),
        )
        .values(status=Status.PENDING.value, due_at=at)
    )
    transaction.tidings.add((OUTBOX, ""))


_is_form = outbox.c.kind == Kind.FORM.value
_SOMETHING_IS_DUE = Prepared(
    select(outbox.c.id).where(OPEN_ENTRIES, _due <= bindparam("at", type_=Moment)).limit(1)
)


class Unsaved(msgspec.Struct, frozen=True, kw_only=True):
    """What an admin has to look at, or to wait for."""

    refused: int
    """Of calls, refused for good."""
    forms: tuple[str, ...]
    """What Salesforce said of each form submission it refused for good, the oldest first."""
    late: int
    """Tried at least once; tried again."""


class OutboxQueue:
    """The outbox of all orgs, as the courier sees it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, at: datetime, lease_until: datetime, limit: int) -> tuple[Entry, ...]:
        """Lease due entries: pending ones, and those whose lease has run out."""
        if not self._database.read(lambda look: look.run(_SOMETHING_IS_DUE, at=at).fetchone()):
            return ()  # asked several times a second: the writer is left to those who have work
        due = _NEXT.where(_due <= at).limit(limit).with_for_update(skip_locked=True, of=outbox)

        def lease(transaction: Transaction) -> tuple[Entry, ...]:
            rows = transaction.core.execute(due).all()
            if rows:
                transaction.core.execute(
                    update(outbox)
                    .where(outbox.c.id.in_([row.id for row in rows]))
                    .values(status=Status.INFLIGHT.value, lease_until=lease_until)
                )
            return tuple(_claimed(row, lease_until) for row in rows)

        return self._database.write(lease)

    def unsaved(self, org_id: OrgId) -> Unsaved:
        """Return how much of an org is not in Salesforce yet, and how much will not come there."""
        is_dead = (outbox.c.org_id == org_id, DEAD_ENTRIES)
        dead = select(func.count()).where(*is_dead, outbox.c.kind != Kind.FORM.value)
        forms = select(outbox.c.last_error).where(*is_dead, _is_form).order_by(outbox.c.id)
        late = select(func.count()).where(
            outbox.c.org_id == org_id, OPEN_ENTRIES, outbox.c.attempts > 0
        )

        def count(transaction: Transaction) -> Unsaved:
            return Unsaved(
                refused=transaction.core.execute(dead).scalar_one(),
                forms=tuple(transaction.core.execute(forms).scalars()),
                late=transaction.core.execute(late).scalar_one(),
            )

        return self._database.read(count)

    def retry_forms(self, org_id: OrgId, at: datetime) -> int:
        """Make the org's refused form submissions due at this moment; return how many."""
        again = (
            update(outbox)
            .where(outbox.c.org_id == org_id, DEAD_ENTRIES, _is_form)
            .values(status=Status.PENDING.value, due_at=at)
        )

        def work(transaction: Transaction) -> int:
            transaction.tidings.add((OUTBOX, ""))
            return transaction.core.execute(again).rowcount

        return self._database.write(work)

    def next_due(self) -> datetime | None:
        """Return when the next entry may be claimed, None when nothing waits."""
        query = _NEXT.with_only_columns(_due).limit(1)
        return self._database.read(lambda transaction: transaction.core.execute(query).scalar())


def _claimed(row: Any, lease_until: datetime) -> Entry:
    return Entry(
        id=row.id,
        org_id=OrgId(row.org_id),
        call_id=row.call_id,
        kind=Kind(row.kind),
        key=row.key,
        payload=row.payload,
        status=Status.INFLIGHT,
        attempts=row.attempts,
        due_at=row.due_at,
        lease_until=lease_until,
        last_error=row.last_error,
        error_code=row.error_code,
    )
