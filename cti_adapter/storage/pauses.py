"""Pauses of orgs: kept while an org takes nothing, so that every process knows (outbox/pause.py).

What a pause holds is decided where entries are given out (outbox.py); this file keeps the rows.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from cti_adapter.outbox.entry import Kind, OrgId
from cti_adapter.outbox.pause import Held, Pause
from cti_adapter.storage.moments import from_micros
from cti_adapter.storage.schema import OPEN_ENTRIES, outbox, pauses
from cti_adapter.storage.transaction import Prepared, Transaction

_OF_ORG = Prepared(
    select(pauses.c.reason, pauses.c.began_at, pauses.c.probe_at, pauses.c.words).where(
        pauses.c.org_id == bindparam("org_id")
    )
)
_INSERT = insert(pauses)
_PUT = _INSERT.on_conflict_do_update(
    index_elements=[pauses.c.org_id],
    set_={name: _INSERT.excluded[name] for name in ("reason", "began_at", "probe_at", "words")},
)


def pause_of(transaction: Transaction, org_id: OrgId) -> Pause | None:
    """Return the pause an org is in."""
    row = transaction.run(_OF_ORG, org_id=org_id).fetchone()
    if row is None:
        return None
    reason, began_at, probe_at, words = row
    return Pause(
        reason=reason,
        began_at=from_micros(began_at),
        probe_at=from_micros(probe_at),
        words=words,
    )


def pause_in(row: Any) -> Pause | None:
    """Return the pause that holds an entry, from a row of the entries that are due."""
    if row.pause_reason is None:
        return None
    return Pause(
        reason=row.pause_reason,
        began_at=row.pause_began_at,
        probe_at=row.pause_probe_at,
        words=row.pause_words,
    )


def put_pause(transaction: Transaction, org_id: OrgId, pause: Pause) -> None:
    """Begin a pause, or change the one the org is in."""
    row = {
        "org_id": org_id,
        "reason": pause.reason,
        "began_at": pause.began_at,
        "probe_at": pause.probe_at,
        "words": pause.words,
    }
    transaction.core.execute(_PUT.values(row))


def end_pause(transaction: Transaction, org_id: OrgId) -> None:
    """Let an org take entries again."""
    transaction.core.execute(delete(pauses).where(pauses.c.org_id == org_id))


def probe_at_once(transaction: Transaction, org_id: OrgId, at: datetime) -> None:
    """Let the next entry of a paused org be tried at this moment."""
    transaction.core.execute(
        update(pauses).where(pauses.c.org_id == org_id, pauses.c.probe_at > at).values(probe_at=at)
    )


def took_probe(transaction: Transaction, org_id: OrgId, at: datetime, until: datetime) -> bool:
    """Note that an entry goes out as the probe; False where another one has just gone."""
    due = (pauses.c.org_id == org_id, pauses.c.probe_at <= at)
    taken: Any = transaction.core.execute(update(pauses).where(*due).values(probe_at=until))
    return bool(taken.rowcount)


def held_of(transaction: Transaction, org_id: OrgId) -> Held | None:
    """Return the pause of an org as people are told of it."""
    pause = pause_of(transaction, org_id)
    if pause is None:
        return None
    waiting = select(func.count(outbox.c.call_id.distinct())).where(
        outbox.c.org_id == org_id, OPEN_ENTRIES, outbox.c.kind == Kind.LOG.value
    )
    return Held(
        reason=pause.reason,
        began_at=pause.began_at,
        waiting=transaction.core.execute(waiting).scalar_one(),
    )
