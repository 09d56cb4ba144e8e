"""The outbox: what must happen, kept until it has happened (D4).

An entry is given to one courier at a time, for the length of a lease; who dies holding one loses
it when the lease ends. Entries of one call go out one after the other, in the order in which they
were put. An entry that a person has to look at (`dead`) does not hold up those behind it. While an
org is paused its entries wait: each is given out once to be told, and one at a time as the probe.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, bindparam, exists, func, not_, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from cti_adapter.calls.call import CallId
from cti_adapter.outbox.entry import ELSEWHERE, READS, Entry, Kind, OrgId, Status
from cti_adapter.outbox.pause import READING_GOES_ON, Held, Pause
from cti_adapter.storage import pauses as kept_pauses
from cti_adapter.storage.channels import OUTBOX
from cti_adapter.storage.database import ACROSS_ORGS, Database
from cti_adapter.storage.moments import Moment
from cti_adapter.storage.schema import DEAD_ENTRIES, OPEN_ENTRIES, outbox, pauses
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
_lane_mate = outbox.alias("lane_mate")
_lane_is_free = or_(
    outbox.c.lane == "",
    ~exists().where(
        _lane_mate.c.org_id == outbox.c.org_id,
        _lane_mate.c.lane == outbox.c.lane,
        _lane_mate.c.id != outbox.c.id,
        _lane_mate.c.status == Status.INFLIGHT.value,
        _lane_mate.c.lease_until > bindparam("at", type_=Moment),
    ),
)
_is_held = and_(
    pauses.c.org_id == outbox.c.org_id,
    *(outbox.c.kind != kind.value for kind in sorted(ELSEWHERE)),
    or_(
        and_(*(pauses.c.reason != reason for reason in sorted(READING_GOES_ON))),
        and_(*(outbox.c.kind != kind.value for kind in sorted(READS))),
    ),
)
_may_be_given_out = and_(
    _due <= bindparam("at", type_=Moment),
    or_(
        pauses.c.org_id.is_(None),
        pauses.c.probe_at <= bindparam("at", type_=Moment),
        pauses.c.words != outbox.c.last_error,  # not told yet that it waits
    ),
    _lane_is_free,
)
_NEXT = select(outbox).where(OPEN_ENTRIES, _is_next_of_its_call).order_by(_due, outbox.c.id)
_PAUSE = tuple(
    pauses.c[name].label(f"pause_{name}") for name in ("reason", "began_at", "probe_at", "words")
)
_DUE = (
    _NEXT.add_columns(*_PAUSE)
    .select_from(outbox.outerjoin(pauses, _is_held))
    .where(_may_be_given_out)
)


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
        lane=entry.lane,
        put_at=entry.due_at,
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
            lane=entry.lane,
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
    kept_pauses.probe_at_once(transaction, org_id, at)
    transaction.tidings.add((OUTBOX, ""))


_is_form = outbox.c.kind == Kind.FORM.value
_goes_elsewhere = or_(*(outbox.c.kind == kind.value for kind in sorted(ELSEWHERE)))
_ONE = select(outbox.c.id).select_from(outbox.outerjoin(pauses, _is_held)).limit(1)
_SOMETHING_IS_DUE = _ONE.where(OPEN_ENTRIES, _may_be_given_out)


def _its_kinds(only: Kind | None) -> ColumnElement[bool]:
    return not_(_goes_elsewhere) if only is None else outbox.c.kind == only.value


@cache
def _something_is_due(only: Kind | None) -> Prepared:
    return Prepared(_SOMETHING_IS_DUE.where(_its_kinds(only)))


class Unsaved(msgspec.Struct, frozen=True, kw_only=True):
    """What an admin has to look at, or to wait for."""

    refused: int
    """Of calls, refused for good."""
    forms: tuple[str, ...]
    """What Salesforce said of each form submission it refused for good, the oldest first."""
    late: int
    """Tried at least once; tried again."""
    untold: int
    """Messages that a receiver did not take for a day."""


class OutboxQueue:
    """The outbox of all orgs, as one courier sees it: what goes to the orgs, or one kind."""

    def __init__(self, database: Database, *, only: Kind | None = None) -> None:
        self._database = database
        self._its_kinds = _its_kinds(only)
        self._something_is_due = _something_is_due(only)

    def claim(self, at: datetime, lease_until: datetime, limit: int) -> tuple[Entry, ...]:
        """Lease due entries: pending ones, and those whose lease has run out.

        Of a paused org one is given out as the probe; the others, once, to be told (`held`).
        """
        something = self._something_is_due
        if not self._database.read(ACROSS_ORGS, lambda look: look.run(something, at=at).fetchone()):
            return ()  # asked several times a second: the writer is left to those who have work
        due = _DUE.where(self._its_kinds).limit(limit).with_for_update(skip_locked=True, of=outbox)

        def lease(transaction: Transaction) -> tuple[Entry, ...]:
            rows = transaction.core.execute(due, {"at": at}).all()
            entries = _given_out(transaction, rows, at, lease_until)
            if entries:
                transaction.core.execute(
                    update(outbox)
                    .where(outbox.c.id.in_([entry.id for entry in entries]))
                    .values(status=Status.INFLIGHT.value, lease_until=lease_until)
                )
            return entries

        return self._database.write(ACROSS_ORGS, lease)

    def pause_of(self, org_id: OrgId) -> Pause | None:
        """Return the pause an org is in."""
        return self._database.read(org_id, lambda look: kept_pauses.pause_of(look, org_id))

    def put_pause(self, org_id: OrgId, pause: Pause) -> None:
        """Begin a pause, or change the one the org is in."""
        self._database.write(org_id, lambda to: kept_pauses.put_pause(to, org_id, pause))

    def end_pause(self, org_id: OrgId) -> None:
        """Let an org take entries again."""
        self._database.write(org_id, lambda to: kept_pauses.end_pause(to, org_id))

    def held(self, org_id: OrgId) -> Held | None:
        """Return the pause of an org as people are told of it: why, since when, what waits."""
        return self._database.read(org_id, lambda look: kept_pauses.held_of(look, org_id))

    def probe_at_once(self, org_id: OrgId, at: datetime) -> None:
        """Let the next entry of a paused org be tried at this moment."""

        def work(transaction: Transaction) -> None:
            kept_pauses.probe_at_once(transaction, org_id, at)
            transaction.tidings.add((OUTBOX, ""))

        self._database.write(org_id, work)

    def unsaved(self, org_id: OrgId) -> Unsaved:
        """Return how much of an org is not in Salesforce yet, and how much will not come there."""
        is_dead = (outbox.c.org_id == org_id, DEAD_ENTRIES)
        dead = select(func.count()).where(*is_dead, not_(or_(_is_form, _goes_elsewhere)))
        untold = select(func.count()).where(*is_dead, _goes_elsewhere)
        forms = select(outbox.c.last_error).where(*is_dead, _is_form).order_by(outbox.c.id)
        late = select(func.count()).where(
            outbox.c.org_id == org_id, OPEN_ENTRIES, outbox.c.attempts > 0, not_(_goes_elsewhere)
        )

        def count(transaction: Transaction) -> Unsaved:
            return Unsaved(
                refused=transaction.core.execute(dead).scalar_one(),
                forms=tuple(transaction.core.execute(forms).scalars()),
                late=transaction.core.execute(late).scalar_one(),
                untold=transaction.core.execute(untold).scalar_one(),
            )

        return self._database.read(org_id, count)

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

        return self._database.write(org_id, work)

    def next_due(self) -> datetime | None:
        """Return when the next entry may be claimed, None when nothing waits."""
        query = _NEXT.with_only_columns(_due).limit(1)
        return self._database.read(ACROSS_ORGS, lambda look: look.core.execute(query).scalar())


def _given_out(
    transaction: Transaction, rows: Sequence[Any], at: datetime, lease_until: datetime
) -> tuple[Entry, ...]:
    """Return of the due rows those that go out now: one of a lane, one probe of a paused org."""
    entries: list[Entry] = []
    lanes: set[tuple[str, str]] = set()
    for row in rows:
        held = kept_pauses.pause_in(row)
        lane = (row.org_id, row.lane)
        if held is not None and held.probe_at <= at:
            if not kept_pauses.took_probe(transaction, OrgId(row.org_id), at, lease_until):
                continue
            held = None
        if held is None and row.lane:
            if lane in lanes:
                continue
            lanes.add(lane)
        entries.append(_claimed(row, lease_until, held))
    return tuple(entries)


def _claimed(row: Any, lease_until: datetime, held: Pause | None) -> Entry:
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
        lane=row.lane,
        held=held,
    )
