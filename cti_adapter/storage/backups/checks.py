"""Whether a copy is what its backup says, and would work: each thing that is looked at, by name.

A copy of an older release is brought up to date on the way: what the product would do at its
start happens here first.
"""

from collections.abc import Iterator, Sequence

import msgspec
from sqlalchemy import exists, func, select

from cti_adapter.errors import SettingsError
from cti_adapter.outbox.entry import Status
from cti_adapter.storage import engine
from cti_adapter.storage.backups import sqlite_copy
from cti_adapter.storage.backups.copies import Copy, rows
from cti_adapter.storage.migrations import migrate, version_of
from cti_adapter.storage.moments import utc_now
from cti_adapter.storage.schema import calls, outbox
from cti_adapter.storage.secrets import FernetSealer
from cti_adapter.storage.store import Storage, open_storage


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at, and what was found."""

    name: str
    said: str
    is_fine: bool = True


def checks(copy: Copy, keys: Sequence[str]) -> Iterator[Check]:
    """Look at everything; where the file or its schema is wrong, at nothing behind it.

    Args:
        copy: what was restored.
        keys: with which its secrets should open.
    """
    if copy.file is not None:
        fault = sqlite_copy.damage(copy.file)
        said = fault or "the file is whole"
        yield Check(name="integrity and foreign keys", said=said, is_fine=not fault)
        if fault:
            return
    fine = True
    for check in _as_written(copy):
        fine = fine and check.is_fine
        yield check
    if not fine:
        return
    migrate(copy.url)
    storage = open_storage(copy.url, FernetSealer(keys), clock=utc_now)
    try:
        yield from _in_use(storage)
    finally:
        storage.close()
    yield _owed(copy)


def _as_written(copy: Copy) -> Iterator[Check]:
    manifest, maker = copy.manifest, engine.of_all_orgs(engine.parsed(copy.url))
    try:
        with maker.connect() as seen:
            version, counted = version_of(seen), rows(seen)
    finally:
        maker.dispose()
    yield _same("schema", manifest.version, version)
    for name in sorted({*manifest.rows, *counted}):
        yield _same(f"rows of {name}", manifest.rows.get(name), counted.get(name))


def _same(name: str, wanted: object, found: object) -> Check:
    if wanted == found:
        return Check(name=name, said=str(found))
    return Check(name=name, said=f"{found}, and the backup had {wanted}", is_fine=False)


def _in_use(storage: Storage) -> Iterator[Check]:
    try:
        storage.sealed.check()
    except SettingsError as error:
        yield Check(name="secrets", said=str(error), is_fine=False)
        return
    yield Check(name="secrets", said="open with CTI_SECRET_KEYS")
    verdicts = [storage.audit.verify(each) for each in storage.audit.chains()]
    for found in verdicts:
        if found.fault:
            said = f"chain {found.org_id or '(no org)'}, row {found.broken_at}: {found.fault}"
            yield Check(name="audit log", said=said, is_fine=False)
            return
    said = f"{len(verdicts)} unbroken chains, {sum(each.rows for each in verdicts)} rows"
    yield Check(name="audit log", said=said)


def _owed(copy: Copy) -> Check:
    """Whether each call whose log is not written yet has an entry that will write it."""
    entry = select(outbox.c.id).where(
        outbox.c.org_id == calls.c.org_id,
        outbox.c.call_id == calls.c.id,
        outbox.c.status != Status.DONE.value,
    )
    owed = select(calls.c.id).where(calls.c.log_state == "saving")
    lost = owed.where(~exists(entry.correlate(calls))).order_by(calls.c.id).limit(1)
    maker = engine.of_all_orgs(engine.parsed(copy.url))
    try:
        with maker.connect() as seen:
            n = seen.execute(select(func.count()).select_from(owed.subquery())).scalar_one()
            without = seen.execute(lost).scalar()
    finally:
        maker.dispose()
    name = "logs on their way"
    if without is not None:
        return Check(name=name, said=f"call {without} has no entry in the outbox", is_fine=False)
    return Check(name=name, said=f"{n}, each with its entry in the outbox")
