"""What has been kept long enough, found by its age and deleted in small batches (B-15).

A call goes in one transaction with all that belongs to it; how many there were stays, by the hour
in which they began. Whether a call may go is decided in service/retention.py.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Table, and_, delete, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.call import CallId
from cti_adapter.outbox.entry import ELSEWHERE, OF_NO_CALL, Kind, OrgId, Status
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.past_calls import Place
from cti_adapter.storage.database import Database, Whose
from cti_adapter.storage.schema import (
    call_aliases,
    calls,
    deliveries,
    desks,
    dial_lists,
    history,
    idempotency,
    inbox,
    journal,
    journal_private,
    made_leads,
    messages,
    outbox,
    past_counts,
    receivers,
)
from cti_adapter.storage.transaction import Transaction

BATCH = 500
"""Rows deleted by one transaction."""

_DONE = (Status.DONE.value, Status.GIVEN_UP.value)
_WITHOUT_A_CALL = sorted(kind.value for kind in OF_NO_CALL | ELSEWHERE)

_decode = msgspec.json.Decoder(CallFile).decode


class _Part(NamedTuple):
    """A table that names calls, and by what its rows are found without an index of the calls."""

    table: Table
    key: str


_PARTS = (
    _Part(call_aliases, "key"),
    _Part(history, "agent_id"),
    _Part(made_leads, "number_hash"),
)


class Retained:
    """Finds what is old, and deletes it (port RetentionStore)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def old_calls(
        self, org_id: OrgId, before: datetime, *, after: Place | None, most: int
    ) -> tuple[CallFile, ...]:
        """Return calls that began before a moment, the oldest first, the next ones after one."""
        place = (calls.c.begun_at, calls.c.id)
        query = (
            select(calls.c.snapshot)
            .where(calls.c.org_id == org_id, calls.c.begun_at < before)
            .order_by(*place)
            .limit(most)
        )
        if after is not None:
            types = [column.type for column in place]
            query = query.where(tuple_(*place) > tuple_(after.at, after.call_id, types=types))
        rows = self._read(org_id, query)
        return tuple(_decode(row.snapshot) for row in rows)

    def delete_calls(
        self, org_id: OrgId, call_ids: Collection[CallId], may_go: Callable[[CallFile], bool]
    ) -> int:
        """Delete calls with all that belongs to them, and count them; return how many.

        Those are left that may not go any more, and those of which something waits.
        """
        if not call_ids:
            return 0
        parts = {part: self._rows_of(org_id, part, call_ids) for part in _PARTS}

        def work(transaction: Transaction) -> int:
            rows = _done_with(transaction, org_id, call_ids, may_go)
            gone = {row.id for row in rows}
            for part, theirs in parts.items():
                keys = [row[0] for row in theirs if row[1] in gone]
                column, of_call = part.table.c[part.key], part.table.c.call_id
                mine = (part.table.c.org_id == org_id, column.in_(keys), of_call.in_(gone))
                transaction.core.execute(delete(part.table).where(*mine))
            for table, column in (
                (outbox, outbox.c.call_id),
                (journal, journal.c.call_id),
                (journal_private, journal_private.c.call_id),
                (calls, calls.c.id),
            ):
                names = _names(transaction, org_id, gone) if table is outbox else gone
                statement = delete(table).where(table.c.org_id == org_id, column.in_(names))
                transaction.core.execute(statement)
            _count(transaction, org_id, rows)
            return len(gone)

        return self._database.write(org_id, work)

    def delete_raw(self, org_id: OrgId, before: datetime) -> None:
        """Delete what came in before a moment and that it came, and messages told by then."""
        for table, at in (
            (inbox, inbox.c.received_at),
            (deliveries, deliveries.c.received_at),
            (idempotency, idempotency.c.at),
        ):
            self._delete(org_id, table, table.c.org_id == org_id, at < before)
        for agent_id in self.agents(org_id):
            mine = (messages.c.org_id == org_id, messages.c.agent_id == agent_id)
            first = select(messages.c.at).where(*mine).order_by(messages.c.seq).limit(1)
            if any(row.at < before for row in self._read(org_id, first)):
                self._delete(org_id, messages, *mine, messages.c.at < before)

    def delete_sent(self, org_id: OrgId, before: datetime) -> None:
        """Delete what was sent, or given up, and belongs to no call any more.

        What no receiver took for a day is among it; what Salesforce refused waits for somebody.
        """
        elsewhere = outbox.c.kind.in_(sorted(kind.value for kind in ELSEWHERE))
        is_over = or_(
            outbox.c.status.in_(_DONE), and_(outbox.c.status == Status.DEAD.value, elsewhere)
        )
        old = (outbox.c.org_id == org_id, outbox.c.due_at < before)
        self._delete(org_id, outbox, *old, outbox.c.kind.in_(_WITHOUT_A_CALL), is_over)

    def agents(self, org_id: OrgId) -> tuple[AgentId, ...]:
        """Return the agents of whom a desk or a dial list is kept."""
        found = {
            AgentId(row[0])
            for table in (desks, dial_lists)
            for row in self._read(org_id, select(table.c.agent_id).where(table.c.org_id == org_id))
        }
        return tuple(sorted(found))

    def _rows_of(self, org_id: OrgId, part: _Part, call_ids: Collection[CallId]) -> Sequence[Any]:
        """Return the keys of rows of calls, read beside the writer: no index leads to them."""
        table = part.table
        mine = (table.c.org_id == org_id, table.c.call_id.in_(call_ids))
        return self._read(org_id, select(table.c[part.key], table.c.call_id).where(*mine))

    def _delete(self, whose: Whose, table: Table, *which: ColumnElement[bool]) -> None:
        """Delete rows, batch after batch, each found before the writer is taken."""
        place = tuple(table.primary_key.columns)
        for rows in self._batches(whose, select(*place).where(*which).limit(BATCH)):
            keys = [tuple(row) for row in rows]
            one = tuple_(*place).in_(keys) if len(place) > 1 else place[0].in_([k[0] for k in keys])
            gone = delete(table).where(*which, one)
            if not self._database.write(whose, _run(gone)):
                return  # others were quicker

    def _batches(self, whose: Whose, query: Any) -> Iterator[Sequence[Any]]:
        while rows := self._read(whose, query):
            yield rows
            if len(rows) < BATCH:
                return

    def _read(self, whose: Whose, query: Any) -> Sequence[Any]:
        return self._database.read(whose, lambda look: look.core.execute(query).all())


def _run(statement: Any) -> Callable[[Transaction], int]:
    return lambda transaction: int(transaction.core.execute(statement).rowcount)


def _done_with(
    transaction: Transaction,
    org_id: OrgId,
    call_ids: Collection[CallId],
    may_go: Callable[[CallFile], bool],
) -> list[Any]:
    """Lock those of these calls that may go, and of which nothing waits; return their rows."""
    columns = [calls.c[name] for name in ("id", "begun_at", "log_state", "log_reason", "snapshot")]
    mine = (calls.c.org_id == org_id, calls.c.id.in_(call_ids))
    ordered = select(*columns).where(*mine).order_by(calls.c.id).with_for_update()
    rows = [row for row in transaction.core.execute(ordered) if may_go(_decode(row.snapshot))]
    names = _names(transaction, org_id, {row.id for row in rows})
    entries = select(outbox.c.call_id, outbox.c.status, outbox.c.kind).where(
        outbox.c.org_id == org_id, outbox.c.call_id.in_(names)
    )
    held = {
        about.rpartition("/")[2]  # as Entry.about
        for about, status, kind in transaction.core.execute(entries.with_for_update())
        if _waits(status, kind)
    }
    return [row for row in rows if row.id not in held]


def _names(transaction: Transaction, org_id: OrgId, call_ids: Collection[str]) -> list[str]:
    """Return the names under which entries are about calls: their own, and those beside them."""
    keys = select(receivers.c.key).where(receivers.c.org_id == org_id)
    beside = (Kind.DOUBLES.value, *transaction.core.execute(keys).scalars())
    return [*call_ids, *(f"{each}/{call_id}" for each in beside for call_id in call_ids)]


def _waits(status: str, kind: str) -> bool:
    """Whether something is still to happen, or somebody has to look at what was refused."""
    if status == Status.DEAD.value:
        return Kind(kind) not in ELSEWHERE
    return status not in _DONE


def _count(transaction: Transaction, org_id: OrgId, rows: Collection[Any]) -> None:
    """Count calls where they stood, by the hour in which they began."""
    counted = Counter(
        (row.begun_at.replace(minute=0, second=0, microsecond=0), row.log_state, row.log_reason)
        for row in rows
    )
    for (hour, state, reason), n in counted.items():
        added = insert(past_counts).values(
            org_id=org_id, at=hour, log_state=state, log_reason=reason, n=n
        )
        more = {"n": past_counts.c.n + added.excluded.n}
        transaction.core.execute(
            added.on_conflict_do_update(index_elements=[*past_counts.primary_key], set_=more)
        )
