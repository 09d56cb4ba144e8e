"""The configuration of an org with all its versions.

What is changed, the version that counts it and its row of the audit log are one transaction. A
version keeps the whole document, compressed, without any secret; the tables that configured.py
reads stay the truth of now.
"""

import hashlib
import zlib
from collections.abc import Callable, Mapping

import msgspec
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from cti_adapter.configuration.document import Document
from cti_adapter.errors import NoSuchThing, StateConflict
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.audit import Deed
from cti_adapter.service.configuration import ChangedMeanwhile, Configured, Held, Version
from cti_adapter.service.org_config import OrgConfig
from cti_adapter.storage.configured import Tables
from cti_adapter.storage.database import ACROSS_ORGS, Database
from cti_adapter.storage.schema import configurations, orgs
from cti_adapter.storage.secrets import Sealer
from cti_adapter.storage.transaction import Transaction

_NOBODY = ""
"""Who made what stood there before the first change."""


class Configurations:
    """The configurations of all orgs (port ConfigurationStore)."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def configured(self, org_id: OrgId) -> Configured:
        """Return what the org's admins decided, without reading all of its agents.

        Raises:
            NoSuchThing: there is no such org.
        """
        query = select(orgs.c.version, orgs.c.config).where(orgs.c.id == org_id)
        row = self._database.read(
            org_id, lambda transaction: transaction.core.execute(query).one_or_none()
        )
        if row is None:
            raise NoSuchThing("there is no such org")
        config = msgspec.convert(msgspec.json.decode(row.config), OrgConfig)
        return Configured(version=row.version, config=config)

    def current(self, org_id: OrgId) -> Held:
        """Return the configuration in one consistent view.

        Raises:
            NoSuchThing: there is no such org.
        """
        return self._database.read(
            org_id, lambda transaction: Tables(transaction, org_id, self._sealer).read()
        )

    def change(
        self,
        org_id: OrgId,
        edit: Callable[[Document], Document] | None,
        made: Version,
        secrets: Mapping[str, str],
    ) -> Held:
        """Edit and count in one transaction; where nothing differs there is no new version.

        Without an edit, what other modules wrote since the last version is counted.

        Raises:
            ChangedMeanwhile: the configuration has another version than `made.number`.
            NoSuchThing: there is no such org.
            StateConflict: it would take what belongs to another org or agent.
        """

        def work(transaction: Transaction) -> Held:
            tables = Tables(transaction, org_id, self._sealer)
            before = tables.read(lock=True)
            if made.number not in {0, before.version}:
                raise ChangedMeanwhile
            after = edit(before.document) if edit is not None else before.document
            if after != before.document or secrets:
                _keep_the_first(transaction, org_id, before)
                tables.write(before.document, after, made)
                tables.put_secrets(secrets)
            elif edit is not None or _packed(after) == _kept(transaction, org_id, before.version):
                transaction.is_idle = True
                return before
            return _counted(transaction, org_id, before, after, made)

        try:
            return self._database.write(org_id, work)
        except IntegrityError as error:
            raise StateConflict(
                "Two agents would have the same line or user, or another org has this key."
            ) from error

    def record(self, org_id: OrgId, made: Version) -> None:
        """Count what changes nothing.

        Raises:
            NoSuchThing: there is no such org.
        """

        def work(transaction: Transaction) -> None:
            before = Tables(transaction, org_id, self._sealer).read(lock=True)
            _keep_the_first(transaction, org_id, before)
            _counted(transaction, org_id, before, before.document, made)

        self._database.write(org_id, work)

    def versions(self, org_id: OrgId, *, before: int | None, limit: int) -> tuple[Version, ...]:
        """Return versions, the newest first."""
        table = configurations.c
        query = select(table.version, table.at, table.by, table.summary).where(
            table.org_id == org_id, *(() if before is None else (table.version < before,))
        )
        query = query.order_by(table.version.desc()).limit(limit)
        rows = self._database.read(
            org_id, lambda transaction: transaction.core.execute(query).all()
        )
        return tuple(
            Version(number=number, at=at, by=by, summary=summary)
            for number, at, by, summary in rows
        )

    def document(self, org_id: OrgId, version: int) -> Document:
        """Return an earlier version.

        Raises:
            NoSuchThing: the org has no such version.
        """
        found = self._database.read(
            org_id, lambda transaction: _document(transaction, org_id, version)
        )
        if found is None:
            raise NoSuchThing(f"there is no version {version} of this configuration")
        return found

    def numbers(self) -> dict[OrgId, int]:
        """Return the version of every org: cheap, for those who watch for changes."""
        query = select(orgs.c.id, orgs.c.version)
        rows = self._database.read(
            ACROSS_ORGS, lambda transaction: transaction.core.execute(query).all()
        )
        return {OrgId(org_id): version for org_id, version in rows}


def _counted(
    transaction: Transaction, org_id: OrgId, before: Held, after: Document, made: Version
) -> Held:
    held = Held(version=before.version + 1, document=after)
    statement = update(orgs).where(orgs.c.id == org_id).values(version=held.version)
    transaction.core.execute(statement)
    _keep(transaction, org_id, held, made)
    transaction.done = Deed(
        org_id=org_id,
        who=made.by,
        what="configuration.changed",
        of=made.summary,
        before=_hash(before.document),
        after=_hash(after),
    )
    return held


def _document(transaction: Transaction, org_id: OrgId, version: int) -> Document | None:
    kept = _kept(transaction, org_id, version)
    return None if kept is None else msgspec.json.decode(zlib.decompress(kept), type=Document)


def _kept(transaction: Transaction, org_id: OrgId, version: int) -> bytes | None:
    table = configurations.c
    query = select(table.document).where(table.org_id == org_id, table.version == version)
    return transaction.core.execute(query).scalar()


def _packed(document: Document) -> bytes:
    """Return a document as it is kept; the quickest level, for ten thousand agents stand in it."""
    return zlib.compress(msgspec.json.encode(document), level=1)


def _hash(document: Document) -> str:
    return hashlib.sha256(msgspec.json.encode(document)).hexdigest()


def _keep_the_first(transaction: Transaction, org_id: OrgId, before: Held) -> None:
    """Keep what stood there before anything was counted, so that one can go back to it."""
    query = select(func.count()).select_from(configurations)
    if transaction.core.execute(query.where(configurations.c.org_id == org_id)).scalar():
        return
    created = select(orgs.c.created_at).where(orgs.c.id == org_id)
    at = transaction.core.execute(created).scalar_one()
    _keep(transaction, org_id, before, Version(number=0, at=at, by=_NOBODY, summary=""))


def _keep(transaction: Transaction, org_id: OrgId, held: Held, made: Version) -> None:
    statement = insert(configurations).values(
        org_id=org_id,
        version=held.version,
        at=made.at,
        by=made.by,
        summary=made.summary,
        document=_packed(held.document),
    )
    transaction.core.execute(statement)
