"""What became of the calls of an org: how many stand where, what waits, and what was refused.

Calls are counted by columns of their own, never by opening them. What was refused for good is a
dead letter until it is tried again or given up. Form submissions are no calls and stand nowhere
here: the overview has theirs.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec
from sqlalchemy import ColumnElement, func, or_, select, update

from cti_adapter.calls.call import CallId
from cti_adapter.logbook.doubles import DOUBLED
from cti_adapter.logbook.ledger import MERGED
from cti_adapter.outbox.dead_letter import DeadLetter, without_code
from cti_adapter.outbox.entry import OF_NO_CALL, Kind, OrgId, Status
from cti_adapter.outbox.pause import Held
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.comparing import Period
from cti_adapter.storage import log_counts
from cti_adapter.storage.channels import OUTBOX
from cti_adapter.storage.database import ACROSS_ORGS, Database, Whose
from cti_adapter.storage.log_counts import LogCount, Slice, begun
from cti_adapter.storage.pauses import held_of
from cti_adapter.storage.schema import DEAD_ENTRIES, OPEN_ENTRIES, calls, connectors, outbox, pauses
from cti_adapter.storage.transaction import Transaction

T = TypeVar("T")


class _OfAnEdition(msgspec.Struct):
    """What entries of one log have in common (service/fold.py)."""

    edition: int = 1


_decode = msgspec.json.Decoder(_OfAnEdition).decode
_decode_file = msgspec.json.Decoder(CallFile).decode


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """What one kind of entry waits for."""

    kind: Kind
    n: int
    tried: int
    """How many of them were tried before."""
    next_at: datetime
    words: str
    """What was said of one that was tried."""


class DeadClass(msgspec.Struct, frozen=True, kw_only=True):
    """Dead letters of one kind that were refused under one error code."""

    kind: Kind
    code: str
    n: int
    words: str
    """What was said of one of them."""


class Reconciliation:
    """Counts, lists, and lets be tried again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self, org_id: OrgId, period: Period) -> tuple[LogCount, ...]:
        """Return how many calls of a period stand where; those that are gone are counted, too."""
        return self._database.read(org_id, lambda look: log_counts.counts(look, org_id, period))

    def doubled(self, org_id: OrgId, most: int) -> tuple[CallId, ...]:
        """Return the calls that stand in Salesforce more than once, the newest first (P11)."""
        query = (
            select(calls.c.id)
            .where(
                calls.c.org_id == org_id,
                calls.c.log_state == "saved",
                calls.c.log_reason == DOUBLED,
            )
            .order_by(calls.c.begun_at.desc(), calls.c.id)
            .limit(most)
        )
        return self._read(org_id, query, lambda row: CallId(row[0]))

    def over_time(self, org_id: OrgId, period: Period, step: timedelta) -> tuple[Slice, ...]:
        """Return how many calls of each step of a period stand where, the oldest first.

        Steps are counted from 1970 UTC: those of a day begin at midnight UTC.
        """
        return self._database.read(
            org_id, lambda look: log_counts.over_time(look, org_id, period, step)
        )

    def calls_of(
        self, org_id: OrgId, period: Period, *, after: CallId | None, most: int
    ) -> tuple[CallFile, ...]:
        """Return calls of a period by their ids, the next ones after this id."""
        query = (
            select(calls.c.snapshot)
            .where(*begun(org_id, period), calls.c.id > (after or ""))
            .order_by(calls.c.id)
            .limit(most)
        )
        return self._read(org_id, query, lambda row: _decode_file(row.snapshot))

    def newest(self, org_id: OrgId, most: int) -> tuple[CallId, ...]:
        """Return the newest calls of which is decided who logs them, the newest first.

        Those that became part of another call are left out: the other one is the call.
        """
        query = (
            select(calls.c.id)
            .where(
                calls.c.org_id == org_id,
                calls.c.log_state != "open",
                calls.c.log_reason != MERGED,
            )
            .order_by(calls.c.begun_at.desc(), calls.c.id)
            .limit(most)
        )
        return self._read(org_id, query, lambda row: CallId(row.id))

    def find_call(self, org_id: OrgId, text: str) -> CallId | None:
        """Return the call of an id: ours, or the plain one of the telephone system."""
        keys = select(connectors.c.key).where(connectors.c.org_id == org_id)
        found = [f"{row.key}:{text}" for row in self._read(org_id, keys, lambda row: row)]
        query = (
            select(calls.c.id)
            .where(calls.c.org_id == org_id, or_(calls.c.id == text, calls.c.key.in_(found)))
            .limit(1)
        )
        return next(iter(self._read(org_id, query, lambda row: CallId(row.id))), None)

    def waiting(self, org_id: OrgId) -> tuple[Waiting, ...]:
        """Return what is on its way to Salesforce, a line a kind."""
        query = (
            select(
                outbox.c.kind,
                func.count(),
                func.count().filter(outbox.c.attempts > 0),
                func.min(outbox.c.due_at),
                func.max(outbox.c.last_error),
            )
            .where(outbox.c.org_id == org_id, OPEN_ENTRIES, OF_A_CALL)
            .group_by(outbox.c.kind)
            .order_by(outbox.c.kind)
        )
        return self._read(
            org_id,
            query,
            lambda row: Waiting(
                kind=Kind(row[0]), n=row[1], tried=row[2], next_at=row[3], words=row[4]
            ),
        )

    def paused(self) -> dict[OrgId, Held]:
        """Return the pauses of all orgs, with how many calls wait for each."""

        def look(transaction: Transaction) -> dict[OrgId, Held]:
            orgs = [OrgId(at) for at in transaction.core.execute(select(pauses.c.org_id)).scalars()]
            found = {org_id: held_of(transaction, org_id) for org_id in orgs}
            return {org_id: held for org_id, held in found.items() if held is not None}

        return self._database.read(ACROSS_ORGS, look)

    def waiting_calls(self, org_id: OrgId, most: int) -> tuple[CallId, ...]:
        """Return calls of an org whose log is on its way, those that wait longest first."""
        query = (
            select(outbox.c.call_id)
            .where(outbox.c.org_id == org_id, OPEN_ENTRIES, outbox.c.kind == Kind.LOG.value)
            .order_by(outbox.c.id)
            .limit(most)
        )
        return self._read(org_id, query, lambda row: CallId(row.call_id))

    def dead_classes(self, org_id: OrgId) -> tuple[DeadClass, ...]:
        """Return the classes of dead letters, the largest first."""
        query = (
            select(outbox.c.kind, outbox.c.error_code, func.count(), func.max(outbox.c.last_error))
            .where(*_dead(org_id))
            .group_by(outbox.c.kind, outbox.c.error_code)
            .order_by(func.count().desc(), outbox.c.kind, outbox.c.error_code)
        )
        return self._read(
            org_id,
            query,
            lambda row: DeadClass(
                kind=Kind(row[0]), code=row[1], n=row[2], words=without_code(row[3], row[1])
            ),
        )

    def dead_letters(self, org_id: OrgId, *, start: int, most: int) -> tuple[DeadLetter, ...]:
        """Return a page of dead letters, the newest first."""
        query = (
            select(outbox)
            .where(*_dead(org_id))
            .order_by(outbox.c.id.desc())
            .offset(start)
            .limit(most)
        )
        return self._read(org_id, query, _letter)

    def retry(self, org_id: OrgId, entry_id: int, at: datetime) -> int:
        """Make one dead letter due; return how many there were: 1 or 0."""
        return self._retry(org_id, at, *_dead(org_id), outbox.c.id == entry_id)

    def retry_class(self, org_id: OrgId, kind: Kind, code: str, at: datetime) -> int:
        """Make all dead letters of a class due; return how many there were."""
        of_class = (outbox.c.kind == kind.value, outbox.c.error_code == code)
        return self._retry(org_id, at, *_dead(org_id), *of_class)

    def _read(self, whose: Whose, query: Any, make: Callable[[Any], T]) -> tuple[T, ...]:
        rows = self._database.read(whose, lambda transaction: transaction.core.execute(query).all())
        return tuple(make(row) for row in rows)

    def _retry(self, whose: Whose, at: datetime, *which: ColumnElement[bool]) -> int:
        """Whoever tries again has mended something: attempts are counted anew."""
        again = update(outbox).where(*which)
        again = again.values(status=Status.PENDING.value, due_at=at, attempts=0)

        def work(transaction: Transaction) -> int:
            transaction.tidings.add((OUTBOX, ""))
            found = transaction.core.execute(again).rowcount
            transaction.is_idle = not found
            return found

        return self._database.write(whose, work)


def find_dead(transaction: Transaction, org_id: OrgId, entry_id: int) -> DeadLetter | None:
    """Read a dead letter without locking it."""
    query = select(outbox).where(*_dead(org_id), outbox.c.id == entry_id)
    row = transaction.core.execute(query).first()
    return None if row is None else _letter(row)


def give_up_dead(transaction: Transaction, org_id: OrgId, entry_id: int) -> bool:
    """Let a dead letter rest; False where it is none any more."""
    given_up = update(outbox).where(*_dead(org_id), outbox.c.id == entry_id)
    done = transaction.core.execute(given_up.values(status=Status.GIVEN_UP.value))
    return done.rowcount == 1


OF_A_CALL = outbox.c.kind.not_in([kind.value for kind in sorted(OF_NO_CALL)])
"""Entries that are counted here: those of calls."""


def _dead(org_id: OrgId) -> tuple[Any, ...]:
    return outbox.c.org_id == org_id, DEAD_ENTRIES, OF_A_CALL


def _letter(row: Any) -> DeadLetter:
    return DeadLetter(
        id=row.id,
        call_id=row.call_id.rpartition("/")[2],  # Entry.about
        kind=Kind(row.kind),
        edition=_decode(row.payload).edition,
        code=row.error_code,
        words=without_code(row.last_error, row.error_code),
    )
