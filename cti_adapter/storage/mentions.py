"""Where a telephone number stands in an org, and what else names its calls (B-15). Changes nothing.

A number stands in snapshots and in what the journal keeps apart, so both are read through; nothing
is kept by which it could be found faster.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final
from urllib.parse import unquote

import msgspec
from sqlalchemy import select, tuple_

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.call import CallId
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.outbox.entry import Kind, OrgId
from cti_adapter.service.caller_files import KeptEntry, RawEvent
from cti_adapter.service.forgetting import is_named, is_of, mentions
from cti_adapter.service.ports import AgentMessage
from cti_adapter.storage.database import Database, Whose
from cti_adapter.storage.schema import (
    call_aliases,
    calls,
    desks,
    dial_lists,
    findings,
    inbox,
    journal_private,
    made_leads,
    messages,
    outbox,
)
from cti_adapter.storage.secrets import Sealer

BATCH = 500
"""Rows read, or changed, by one transaction."""

_KNOWN_BY: Final = 12
"""Digits of a keyed hash by which a number is recorded."""
_NUMBER: Final = re.compile(r'(\+\d{5,15})(?!\d)|"(\d{2,40})"')
_TEXTS: Final = (
    (calls, (calls.c.snapshot,)),
    (journal_private, (journal_private.c.body,)),
    (inbox, (inbox.c.body,)),
    (outbox, (outbox.c.payload, outbox.c.last_error)),
    (desks, (desks.c.state,)),
    (dial_lists, (dial_lists.c.body,)),
    (messages, (messages.c.body,)),
    (findings, (findings.c.body,)),
)
"""Where a number may stand, table by table."""


class Mentions:
    """Finds a number (port CallerStore)."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def known_as(self, org_id: OrgId, number: PhoneNumber) -> str:
        """Return the keyed hash under which it is recorded what was done with a number."""
        return self._sealer.known_as(org_id, number)[0].hex()[:_KNOWN_BY]

    def numbers_known_as(self, org_id: OrgId, names: Collection[str]) -> dict[str, PhoneNumber]:
        """Return which of the numbers that are kept have these keyed hashes, by any of our keys."""
        found: dict[str, PhoneNumber] = {}
        for number in self._numbers(org_id):
            for known in self._sealer.known_as(org_id, number):
                if (name := known.hex()[:_KNOWN_BY]) in names:
                    found[name] = number
        return found

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
        rows = (row for query, place in pages for row in self._paged(org_id, query, place))
        return tuple(sorted({CallId(row[0]) for row in rows if is_of(_parts(row[-1]), number)}))

    def names_of(self, org_id: OrgId, call_ids: Collection[CallId]) -> tuple[str, ...]:
        """Return the further ids under which telephone systems go on telling of calls."""
        query = select(call_aliases.c.key).where(
            call_aliases.c.org_id == org_id, call_aliases.c.call_id.in_(call_ids)
        )
        return tuple(row.key.partition(":")[2] for row in self._read(org_id, query))

    def agents(self, org_id: OrgId) -> tuple[AgentId, ...]:
        """Return the agents of whom a desk, a dial list or messages are kept."""
        tables = (desks, dial_lists, messages)
        queries = [select(t.c.agent_id).where(t.c.org_id == org_id).distinct() for t in tables]
        return tuple(
            sorted({AgentId(row[0]) for query in queries for row in self._read(org_id, query)})
        )

    def raw_events(
        self, org_id: OrgId, number: PhoneNumber, names: Collection[str]
    ) -> Iterator[RawEvent]:
        """Yield raw events that name a number or one of these calls; web forms are among them."""
        place = (inbox.c.connector, inbox.c.source, inbox.c.event_id)
        query = select(*place, inbox.c.received_at, inbox.c.body)
        query = query.where(inbox.c.org_id == org_id, inbox.c.body != b"").order_by(*place)
        for row in self._paged(org_id, query, place):
            if is_named(row.body.decode(errors="replace"), number, names):
                yield RawEvent(**row._mapping)  # noqa: SLF001 - its public name

    def entries(
        self, org_id: OrgId, number: PhoneNumber, call_ids: Collection[CallId] = ()
    ) -> Iterator[KeptEntry]:
        """Yield what was sent or is to be sent and names a number, or is about one of these calls.

        What was emptied by an erasure is left out.
        """
        columns = [outbox.c[name] for name in ("id", "call_id", "kind", "status", "due_at")]
        query = select(*columns, outbox.c.payload, outbox.c.last_error)
        query = query.where(outbox.c.org_id == org_id).order_by(outbox.c.id)
        for row in self._paged(org_id, query, (outbox.c.id,)):
            is_theirs = row.call_id.rpartition("/")[2] in call_ids  # as Entry.about
            text = f"{row.payload.decode(errors='replace')} {row.last_error}"
            if is_theirs or mentions(text, number):
                yield KeptEntry(**{**row._mapping, "kind": Kind(row.kind)})  # noqa: SLF001

    def messages(
        self, org_id: OrgId, agent_id: AgentId, number: PhoneNumber, names: Collection[str]
    ) -> Iterator[AgentMessage]:
        """Yield messages to an agent that name a number, or one of these calls or records."""
        query = select(messages.c.seq, messages.c.body).where(
            messages.c.org_id == org_id, messages.c.agent_id == agent_id
        )
        for row in self._paged(org_id, query.order_by(messages.c.seq), (messages.c.seq,)):
            if is_named(row.body.decode(), number, names):
                yield AgentMessage(agent_id=agent_id, seq=row.seq, body=row.body)

    def made_lead(self, org_id: OrgId, number: PhoneNumber) -> str | None:
        """Return the id of the Lead that was made of a number, "" while it is being made."""
        hashes = self._sealer.known_as(org_id, number)
        query = select(made_leads.c.lead_id).where(
            made_leads.c.org_id == org_id, made_leads.c.number_hash.in_(hashes)
        )
        found = self._read(org_id, query)
        return (found[0].lead_id or "") if found else None

    def _numbers(self, org_id: OrgId) -> set[PhoneNumber]:
        """Return every number that stands anywhere in normal form, and what only looks like one."""
        found: set[str] = set()
        for table, columns in _TEXTS:
            place = tuple(table.primary_key.columns)
            query = select(*place, *columns).where(table.c.org_id == org_id).order_by(*place)
            for row in self._paged(org_id, query, place):
                for value in row[len(place) :]:
                    text = value.decode(errors="replace") if isinstance(value, bytes) else value
                    found |= {one or other for one, other in _NUMBER.findall(unquote(text))}
        return {PhoneNumber(each) for each in found}

    def _paged(self, whose: Whose, query: Any, place: Sequence[Any]) -> Iterator[Any]:
        """Read rows in the order of their places, each page on a view of its own."""
        page = query
        while rows := self._read(whose, page.limit(BATCH)):
            yield from rows
            if len(rows) < BATCH:
                return
            last = [rows[-1]._mapping[column] for column in place]  # noqa: SLF001 - its public name
            page = query.where(tuple_(*place) > tuple_(*last, types=[c.type for c in place]))

    def _read(self, whose: Whose, query: Any) -> Sequence[Any]:
        return self._database.read(whose, lambda look: look.core.execute(query).all())


def _parts(body: str) -> Any:
    return msgspec.json.decode(body)
