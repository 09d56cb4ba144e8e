"""The audit log on disk: one chain an org, and one of what belongs to no org (service/audit.py).

A row's seal is a keyed hash of the row and of the seal before it, so that a row that was changed,
taken out or put in is found. The key is random, sealed like any secret and never in the clear
here: who can write to the database alone cannot make a seal. Appending locks the chain's own row,
last of all in its transaction.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, delete, func, or_, select, union_all, update
from sqlalchemy.dialects.postgresql import insert

from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.audit import Deed, Row, Verdict, Wanted
from cti_adapter.service.ports import Clock
from cti_adapter.storage.agents import sought_by
from cti_adapter.storage.database import ACROSS_ORGS, Database, Whose
from cti_adapter.storage.moments import to_micros
from cti_adapter.storage.schema import agents, audit_chains, audit_rows
from cti_adapter.storage.secrets import Sealer
from cti_adapter.storage.transaction import Transaction

_START = b""
"""What stands where the seal of a row before the first would stand."""
_BATCH = 1000
"""Rows that are read at a time."""
_DEED = ("who", "what", "of", "before", "after", "address", "request_id", "times")


class AuditTrail:
    """The chains of all orgs (port AuditLog)."""

    def __init__(self, database: Database, sealer: Sealer, clock: Clock) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock

    def append(self, deed: Deed) -> None:
        """Write what is no part of another transaction."""
        self._database.write(deed.org_id, lambda open_: self.append_in(open_, deed.org_id, deed))

    def append_in(self, transaction: Transaction, org_id: OrgId, deed: Deed) -> None:
        """Write what happens in this transaction."""
        chain = self._lock(transaction, org_id)
        key = self._key(chain)
        row = Row(seq=chain.seq + 1, at=self._clock(), deed=deed)
        seal = _seal(key, chain.seal, row)
        values = {name: getattr(deed, name) for name in _DEED}
        transaction.core.execute(
            insert(audit_rows).values(org_id=org_id, seq=row.seq, at=row.at, seal=seal, **values)
        )
        self._end(transaction, org_id, key, (row.seq, seal, chain.anchor_seq, chain.anchor_seal))

    def rows(self, org_id: OrgId, wanted: Wanted) -> tuple[Row, ...]:
        """Return rows, the newest first."""
        table = audit_rows.c
        query = select(audit_rows).where(table.org_id == org_id)
        if wanted.before is not None:
            query = query.where(table.seq < wanted.before)
        if wanted.what:
            query = query.where(table.what.startswith(wanted.what, autoescape=True))
        if wanted.who:
            query = query.where(_is_by(org_id, wanted.who))
        if wanted.since is not None:
            query = query.where(table.at >= wanted.since)
        if wanted.until is not None:
            query = query.where(table.at < wanted.until)
        query = query.order_by(table.seq.desc()).limit(wanted.limit)
        found = self._database.read(
            org_id, lambda transaction: transaction.core.execute(query).all()
        )
        return tuple(_row(each) for each in found)

    def verify(self, org_id: OrgId) -> Verdict:
        """Look at every row of a chain, a batch at a time; what is appended meanwhile may wait."""
        while True:
            found, anchor_seq = self._look(org_id)
            now = self._ends_of(org_id)[0]
            if not found.fault or now is None or now.anchor_seq == anchor_seq:
                return found  # else rows went by age while we looked

    def _look(self, org_id: OrgId) -> tuple[Verdict, int]:
        chain, beyond = self._ends_of(org_id)
        if chain is None:
            fault: Any = "" if beyond is None else "end"
            return Verdict(org_id=org_id, broken_at=beyond, fault=fault), 0
        key = self._key(chain)
        seq, seal, since = chain.anchor_seq, chain.anchor_seal, chain.anchor_at

        def broken(fault: Any, at: int) -> tuple[Verdict, int]:
            rows = seq - chain.anchor_seq
            found = Verdict(org_id=org_id, rows=rows, since=since, broken_at=at, fault=fault)
            return found, chain.anchor_seq

        if not hmac.compare_digest(chain.ends_seal, _ends_seal(key, _ends(chain))):
            return broken("end", chain.seq)
        for each in self._all(org_id, seq, chain.seq):
            since = since or each.at
            if each.seq != seq + 1:
                return broken("missing", seq + 1)
            if not hmac.compare_digest(each.seal, _seal(key, seal, _row(each))):
                return broken("changed", each.seq)
            seq, seal = each.seq, each.seal
        if seq != chain.seq:
            return broken("missing", seq + 1)
        if seal != chain.seal:
            return broken("changed", seq)
        if beyond is not None:
            return broken("added", beyond)
        return Verdict(org_id=org_id, rows=seq - chain.anchor_seq, since=since), chain.anchor_seq

    def _ends_of(self, org_id: OrgId) -> tuple[Any, int | None]:
        """Return a chain as it says it is, and the first row that it knows nothing of."""
        query = select(audit_chains).where(audit_chains.c.org_id == org_id)
        table = audit_rows.c

        def read(transaction: Transaction) -> tuple[Any, int | None]:
            chain = transaction.core.execute(query).one_or_none()
            known = chain.seq if chain is not None else 0
            beyond = select(func.min(table.seq)).where(table.org_id == org_id, table.seq > known)
            return chain, transaction.core.execute(beyond).scalar()

        return self._database.read(org_id, read)

    def chains(self) -> tuple[OrgId, ...]:
        """Return the orgs that have one, also where only rows of it are left."""
        query = select(audit_chains.c.org_id).union(select(audit_rows.c.org_id))
        rows = self._database.read(
            ACROSS_ORGS, lambda open_: open_.core.execute(query).scalars().all()
        )
        return tuple(OrgId(each) for each in sorted(rows))

    def let_go(self, org_id: OrgId, before: datetime) -> int:
        """Delete rows that are older; the newest of them becomes the anchor of the rest."""
        table = audit_rows.c
        old = select(table.seq, table.seal, table.at).where(table.org_id == org_id)
        old = old.where(table.at < before).order_by(table.seq.desc()).limit(1)

        def work(transaction: Transaction) -> int:
            newest = transaction.core.execute(old).first()
            if newest is None:
                return 0
            chain = self._lock(transaction, org_id)
            ends = (chain.seq, chain.seal, newest.seq, newest.seal)
            self._end(transaction, org_id, self._key(chain), ends, newest.at)
            going = delete(audit_rows).where(table.org_id == org_id, table.seq <= newest.seq)
            return transaction.core.execute(going).rowcount

        return self._database.write(org_id, work)

    def _all(self, org_id: OrgId, after: int, last: int) -> Iterator[Any]:
        table = audit_rows.c
        while True:
            query = select(audit_rows).where(
                table.org_id == org_id, table.seq.between(after + 1, last)
            )
            query = query.order_by(table.seq).limit(_BATCH)
            found = self._read_all(org_id, query)
            yield from found
            if len(found) < _BATCH:
                return
            after = found[-1].seq

    def _read_all(self, whose: Whose, query: Any) -> Any:
        return self._database.read(whose, lambda transaction: transaction.core.execute(query).all())

    def _lock(self, transaction: Transaction, org_id: OrgId) -> Any:
        """Return the chain, locked until the transaction ends; begin it where there is none."""
        query = select(audit_chains).where(audit_chains.c.org_id == org_id).with_for_update()
        found = transaction.core.execute(query).one_or_none()
        if found is not None:
            return found
        key = secrets.token_hex(32)
        values = (0, _START, 0, _START)
        begun = insert(audit_chains).values(
            org_id=org_id,
            key_encrypted=self._sealer.seal(org_id, key),
            **dict(zip(_ENDS, values, strict=True)),
            ends_seal=_ends_seal(bytes.fromhex(key), values),
        )
        transaction.core.execute(begun.on_conflict_do_nothing())
        return transaction.core.execute(query).one()

    def _key(self, chain: Any) -> bytes:
        return bytes.fromhex(self._sealer.open(OrgId(chain.org_id), chain.key_encrypted))

    def _end(
        self,
        transaction: Transaction,
        org_id: OrgId,
        key: bytes,
        ends: tuple[int, bytes, int, bytes],
        anchor_at: datetime | None = None,
    ) -> None:
        values: dict[str, Any] = dict(zip(_ENDS, ends, strict=True))
        if anchor_at is not None:
            values["anchor_at"] = anchor_at
        statement = update(audit_chains).where(audit_chains.c.org_id == org_id)
        transaction.core.execute(statement.values(ends_seal=_ends_seal(key, ends), **values))


_ENDS = ("seq", "seal", "anchor_seq", "anchor_seal")


def _is_by(org_id: OrgId, who: str) -> ColumnElement[bool]:
    """Return what is true of the rows of somebody: of that name, or an agent found so."""
    column = audit_rows.c.who
    found = (agents.c.org_id == org_id, *sought_by(who))
    ids = union_all(*(select(at).where(*found) for at in (agents.c.id, agents.c.user_id)))
    return or_(func.lower(column).contains(who.lower(), autoescape=True), column.in_(ids))


def _ends(chain: Any) -> tuple[int, bytes, int, bytes]:
    return chain.seq, chain.seal, chain.anchor_seq, chain.anchor_seal


def _ends_seal(key: bytes, ends: tuple[int, bytes, int, bytes]) -> bytes:
    return hmac.digest(key, msgspec.json.encode(("ends", *ends)), hashlib.sha256)


def _seal(key: bytes, former: bytes, row: Row) -> bytes:
    said = ("row", former, row.seq, to_micros(row.at), row.deed)
    return hmac.digest(key, msgspec.json.encode(said), hashlib.sha256)


def _row(found: Any) -> Row:
    deed = Deed(org_id=OrgId(found.org_id), **{name: getattr(found, name) for name in _DEED})
    return Row(seq=found.seq, at=found.at, deed=deed)
