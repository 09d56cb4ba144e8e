"""How many calls stand where: those that are kept, and those that have gone by their age.

What is kept is counted by columns of its own; of what has gone the numbers alone are there, by the
hour in which the calls began.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import BigInteger, ColumnElement, func, select, type_coerce

from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.comparing import Period
from cti_adapter.storage.moments import from_micros
from cti_adapter.storage.schema import calls, past_counts
from cti_adapter.storage.transaction import Transaction


class LogCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many calls of an org have a log in one state for one reason."""

    state: str
    reason: str
    n: int


class Slice(msgspec.Struct, frozen=True, kw_only=True):
    """How many calls of one step of a period have a log in one state for one reason."""

    at: datetime
    """When the step begins."""
    state: str
    reason: str
    n: int


def counts(transaction: Transaction, org_id: OrgId, period: Period) -> tuple[LogCount, ...]:
    """Return how many calls of a period stand where."""
    found = _summed(transaction, org_id, period)
    return tuple(LogCount(state=key[0], reason=key[1], n=n) for key, n in sorted(found.items()))


def over_time(
    transaction: Transaction, org_id: OrgId, period: Period, step: timedelta
) -> tuple[Slice, ...]:
    """Return how many calls of each step of a period stand where, the oldest first."""
    micros = step // timedelta(microseconds=1)
    found = _summed(transaction, org_id, period, micros)
    return tuple(
        Slice(at=from_micros(key[0] * micros), state=key[1], reason=key[2], n=n)
        for key, n in sorted(found.items())
    )


def begun(org_id: OrgId, period: Period) -> tuple[ColumnElement[bool], ...]:
    """Name the calls of a period that are kept."""
    return _within(calls, calls.c.begun_at, org_id, period)


def _summed(
    transaction: Transaction, org_id: OrgId, period: Period, micros: int = 0
) -> Counter[Any]:
    """Count by step, where there are steps, state and reason."""
    found: Counter[Any] = Counter()
    for table, at, n in (
        (calls, calls.c.begun_at, func.count()),
        (past_counts, past_counts.c.at, func.sum(past_counts.c.n)),
    ):
        steps = [type_coerce(at, BigInteger) // micros] if micros else []
        by = [*(each.label("step") for each in steps), table.c.log_state, table.c.log_reason]
        query = select(*by, n).where(*_within(table, at, org_id, period)).group_by(*by)
        for *key, number in transaction.core.execute(query):
            found[tuple(key)] += int(number)
    return found


def _within(table: Any, at: Any, org_id: OrgId, period: Period) -> tuple[ColumnElement[bool], ...]:
    return table.c.org_id == org_id, at >= period.since, at < period.until
