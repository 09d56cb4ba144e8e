"""Writes the audit log's row of a deed in the transaction that does it (service/audit.py).

Stands between the stores and whichever database there is; a write that nobody announced, and that
says nothing of itself, passes as it came.
"""

from collections.abc import Callable
from typing import TypeVar

from msgspec.structs import replace

from cti_adapter.service import audit
from cti_adapter.service.audit import Deed
from cti_adapter.storage.audit import AuditTrail
from cti_adapter.storage.database import Database, Whose
from cti_adapter.storage.transaction import Transaction

T = TypeVar("T")


class AuditedDatabase:
    """A database whose writes leave a row where somebody has announced a deed."""

    def __init__(self, database: Database, trail: AuditTrail) -> None:
        self._database = database
        self._trail = trail

    def write(self, whose: Whose, work: Callable[[Transaction], T]) -> T:
        pending = audit.pending()

        def audited(transaction: Transaction) -> T:
            transaction.done, transaction.is_idle = None, False
            result = work(transaction)
            deed = _deed(pending, transaction.done)
            if deed is not None and not transaction.is_idle:
                self._trail.append_in(transaction, deed.org_id, deed)
            return result

        result = self._database.write(whose, audited)
        if pending is not None:
            pending.is_written = True
        return result

    def read(self, whose: Whose, work: Callable[[Transaction], T]) -> T:
        return self._database.read(whose, work)

    def close(self) -> None:
        self._database.close()


def _deed(pending: audit.Pending | None, done: Deed | None) -> Deed | None:
    """Put together what was announced, and what the transaction says it did."""
    if pending is None:
        return done
    if done is None:
        return None if pending.is_written else pending.deed
    return replace(
        pending.deed,
        org_id=done.org_id,
        of=pending.deed.of or done.of,
        before=done.before,
        after=done.after,
    )
