"""What is kept of a telephone number in an org, and how it goes: in small batches (B-15).

A number stands in snapshots and in what the journal keeps apart, so both are read through; nothing
is kept by which it could be found faster. What becomes of a call itself stands in its journal.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import case, delete, select, tuple_, update

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.call import CallId
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.errors import StateConflict
from cti_adapter.outbox.entry import Kind, OrgId, Status
from cti_adapter.service.forgetting import is_of, mentions
from cti_adapter.storage.database import Database
from cti_adapter.storage.schema import (
    call_aliases,
    calls,
    desks,
    dial_lists,
    inbox,
    journal_private,
    made_leads,
    messages,
    outbox,
)
from cti_adapter.storage.secrets import Sealer
from cti_adapter.storage.transaction import Transaction

BATCH = 500
"""Rows read, or changed, by one transaction."""

_NOT_SENT = (Status.PENDING.value, Status.DEAD.value)


def give_up_entries(transaction: Transaction, org_id: OrgId, call_id: CallId) -> None:
    """Give up what is still to be done for a call, and empty what was done.

    Raises:
        StateConflict: somebody is at one of them at this moment.
    """
    mine = (outbox.c.org_id == org_id, outbox.c.call_id.in_([call_id, f"{Kind.DOUBLES}/{call_id}"]))
    states = select(outbox.c.status).where(*mine).with_for_update()
    if Status.INFLIGHT.value in transaction.core.execute(states).scalars().all():
        raise StateConflict("something of this call is being sent", state="busy")
    transaction.core.execute(update(outbox).where(*mine).values(**_EMPTY))


_EMPTY: dict[str, Any] = {
    "status": case((outbox.c.status.in_(_NOT_SENT), Status.GIVEN_UP.value), else_=outbox.c.status),
    "payload": b"{}",
    "last_error": "",
}


class Erasures:
    """Finds a number beside the calls' own rows, and takes it out (port ErasureStore)."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def known_as(self, org_id: OrgId, number: PhoneNumber) -> str:
        """Return the keyed hash under which an erasure is recorded."""
        return self._sealer.known_as(org_id, number)[0].hex()[:12]

    def calls_with(self, org_id: OrgId, number: PhoneNumber) -> tuple[CallId, ...]:
        """Return the calls that were made with a number, or handed on to it."""
        like = f'%"{number}"%'
        told = (
            select(journal_private.c.call_id, journal_private.c.position, journal_private.c.body)
            .where(journal_private.c.org_id == org_id, journal_private.c.body.like(like))
            .order_by(journal_private.c.call_id, journal_private.c.position)
        )
        kept = select(calls.c.id, calls.c.snapshot).where(
            calls.c.org_id == org_id, calls.c.snapshot.like(like)
        )
        pages: tuple[tuple[Any, tuple[Any, ...]], ...] = (
            (told, (journal_private.c.call_id, journal_private.c.position)),
            (kept.order_by(calls.c.id), (calls.c.id,)),
        )
        rows = (row for query, place in pages for row in self._paged(query, place))
        return tuple(sorted({CallId(row[0]) for row in rows if is_of(_parts(row[-1]), number)}))

    def names_of(self, org_id: OrgId, call_ids: Collection[CallId]) -> tuple[str, ...]:
        """Return the further ids under which telephone systems go on telling of calls."""
        query = select(call_aliases.c.key).where(
            call_aliases.c.org_id == org_id, call_aliases.c.call_id.in_(call_ids)
        )
        keys = self._database.read(lambda look: list(look.core.execute(query).scalars()))
        return tuple(key.partition(":")[2] for key in keys)

    def agents(self, org_id: OrgId) -> tuple[AgentId, ...]:
        """Return the agents of whom a desk, a dial list or messages are kept."""
        tables = (desks, dial_lists, messages)
        queries = [select(t.c.agent_id).where(t.c.org_id == org_id).distinct() for t in tables]
        rows = self._database.read(
            lambda look: [row for query in queries for row in look.core.execute(query).scalars()]
        )
        return tuple(sorted({AgentId(each) for each in rows}))

    def replace_messages(
        self,
        org_id: OrgId,
        agent_id: AgentId,
        number: PhoneNumber,
        names: Collection[str],
        told: bytes | None,
    ) -> None:
        """Put what an agent's pages are told now in the place of what named a caller.

        Each keeps its number: a page that waits for one is told everything, and misses none.

        Args:
            org_id: whose agent it is.
            agent_id: the agent.
            number: of the caller.
            names: ids of calls and records by which a message is known to be about the caller.
            told: everything, as the agent was told it last; None where there is no agent any more.
        """
        mine = (messages.c.org_id == org_id, messages.c.agent_id == agent_id)
        now = msgspec.json.decode(told) if told is not None else None

        def work(to: Transaction) -> None:
            for row in to.core.execute(select(messages.c.seq, messages.c.body).where(*mine)).all():
                text = row.body.decode()
                if not (mentions(text, number) or any(name in text for name in names)):
                    continue
                one = (*mine, messages.c.seq == row.seq)
                if now is None:
                    to.core.execute(delete(messages).where(*one))
                elif row.seq < now["seq"]:
                    body = msgspec.json.encode({**now, "seq": row.seq})
                    to.core.execute(update(messages).where(*one).values(body=body))

        self._database.write(work)

    def empty_inbox(self, org_id: OrgId, number: PhoneNumber, names: Collection[str]) -> int:
        """Empty raw events that name a number or one of these calls; return how many."""
        place = (inbox.c.connector, inbox.c.source, inbox.c.event_id)
        query = select(*place, inbox.c.body).where(inbox.c.org_id == org_id, inbox.c.body != b"")
        query = query.order_by(*place)

        def is_hit(row: Any) -> bool:
            text = row.body.decode(errors="replace")
            return mentions(text, number) or any(name in text for name in names)

        def empty(rows: Sequence[Any]) -> None:
            found = tuple_(*place).in_([tuple(row[:3]) for row in rows])
            change = update(inbox).where(inbox.c.org_id == org_id, found).values(body=b"")
            self._database.write(lambda to: to.core.execute(change))

        return self._batched((row for row in self._paged(query, place) if is_hit(row)), empty)

    def empty_entries(self, org_id: OrgId, number: PhoneNumber) -> int:
        """Empty what was sent or is to be sent and names a number; what waits is given up."""
        query = (
            select(outbox.c.id, outbox.c.payload, outbox.c.last_error)
            .where(outbox.c.org_id == org_id, outbox.c.status != Status.INFLIGHT.value)
            .order_by(outbox.c.id)
        )

        def is_hit(row: Any) -> bool:
            return mentions(f"{row.payload.decode(errors='replace')} {row.last_error}", number)

        def empty(rows: Sequence[Any]) -> None:
            mine = (outbox.c.org_id == org_id, outbox.c.id.in_([row.id for row in rows]))
            free = outbox.c.status != Status.INFLIGHT.value
            change = update(outbox).where(*mine, free).values(**_EMPTY)
            self._database.write(lambda to: to.core.execute(change))

        rows = (row for row in self._paged(query, (outbox.c.id,)) if is_hit(row))
        return self._batched(rows, empty)

    def forget_lead(self, org_id: OrgId, number: PhoneNumber) -> None:
        """Forget that a Lead was made of a number."""
        hashes = self._sealer.known_as(org_id, number)
        mine = (made_leads.c.org_id == org_id, made_leads.c.number_hash.in_(hashes))
        self._database.write(lambda to: to.core.execute(delete(made_leads).where(*mine)))

    def _paged(self, query: Any, place: Sequence[Any]) -> Iterator[Any]:
        """Read rows in the order of their places, each page on a view of its own."""
        page = query
        while rows := self._read(page.limit(BATCH)):
            yield from rows
            if len(rows) < BATCH:
                return
            last = [rows[-1]._mapping[column] for column in place]  # noqa: SLF001 - its public name
            page = query.where(tuple_(*place) > tuple_(*last, types=[c.type for c in place]))

    def _read(self, query: Any) -> Sequence[Any]:
        return self._database.read(lambda look: look.core.execute(query).all())

    @staticmethod
    def _batched(rows: Iterator[Any], work: Callable[[Sequence[Any]], None]) -> int:
        batch: list[Any] = []
        count = 0
        for row in rows:
            batch.append(row)
            count += 1
            if len(batch) == BATCH:
                work(batch)
                batch = []
        if batch:
            work(batch)
        return count


def _parts(body: str) -> Any:
    return msgspec.json.decode(body)
