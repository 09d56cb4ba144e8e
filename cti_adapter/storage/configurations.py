"""The configuration of an org with all its versions.

What is changed, and the version that counts it, are one transaction. A version keeps the whole
document, compressed, without any secret; the tables of the other modules stay the truth of now.
"""

import zlib
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import UNSET
from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from cti_adapter.configuration.document import (
    AgentPart,
    Document,
    OrgPart,
    SalesforcePart,
    TelephonePart,
)
from cti_adapter.errors import NoSuchThing, StateConflict
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.configuration import ChangedMeanwhile, Held, Version
from cti_adapter.service.org_config import OrgConfig, put_into, taken_from
from cti_adapter.storage.database import Database
from cti_adapter.storage.schema import agents, configurations, connectors, orgs, sessions
from cti_adapter.storage.secrets import Sealer
from cti_adapter.storage.transaction import Transaction

_AGENT = AgentPart.__struct_fields__
_NOBODY = ""
"""Who made what stood there before the first change."""


class Configurations:
    """The configurations of all orgs (port ConfigurationStore)."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def current(self, org_id: OrgId) -> Held:
        """Return the configuration in one consistent view.

        Raises:
            NoSuchThing: there is no such org.
        """
        return self._database.read(lambda transaction: self._held(transaction, org_id))

    def change(
        self,
        org_id: OrgId,
        edit: Callable[[Document], Document],
        made: Version,
        secrets: Mapping[str, str],
    ) -> Held:
        """Edit and count in one transaction; where nothing differs there is no new version.

        Raises:
            ChangedMeanwhile: the configuration has another version than `made.number`.
            NoSuchThing: there is no such org.
            StateConflict: it would take what belongs to another org or agent.
        """

        def work(transaction: Transaction) -> Held:
            before = self._held(transaction, org_id, lock=True)
            if made.number not in {0, before.version}:
                raise ChangedMeanwhile
            after = edit(before.document)
            if after == before.document and not secrets:
                kept = _document(transaction, org_id, before.version)
                if kept == after:
                    return before
            else:
                _keep_the_first(transaction, org_id, before)
                _Writing(transaction, org_id, self._sealer, made).write(before.document, after)
                self._put_secrets(transaction, org_id, secrets)
            held = Held(version=before.version + 1, document=after)
            _count(transaction, org_id, held, made)
            return held

        try:
            return self._database.write(work)
        except IntegrityError as error:
            raise StateConflict(
                "Two agents would have the same line or user, or another org has this key."
            ) from error

    def versions(self, org_id: OrgId, *, before: int | None, limit: int) -> tuple[Version, ...]:
        """Return versions, the newest first."""
        table = configurations.c
        query = select(table.version, table.at, table.by, table.summary).where(
            table.org_id == org_id, *(() if before is None else (table.version < before,))
        )
        query = query.order_by(table.version.desc()).limit(limit)
        rows = self._database.read(lambda transaction: transaction.core.execute(query).all())
        return tuple(
            Version(number=number, at=at, by=by, summary=summary)
            for number, at, by, summary in rows
        )

    def document(self, org_id: OrgId, version: int) -> Document:
        """Return an earlier version.

        Raises:
            NoSuchThing: the org has no such version.
        """
        found = self._database.read(lambda transaction: _document(transaction, org_id, version))
        if found is None:
            raise NoSuchThing(f"there is no version {version} of this configuration")
        return found

    def numbers(self) -> dict[OrgId, int]:
        """Return the version of every org: cheap, for those who watch for changes."""
        query = select(orgs.c.id, orgs.c.version)
        rows = self._database.read(lambda transaction: transaction.core.execute(query).all())
        return {OrgId(org_id): version for org_id, version in rows}

    # ── now ──────────────────────────────────────────────────────────────────────────────────

    def _held(self, transaction: Transaction, org_id: OrgId, *, lock: bool = False) -> Held:
        query = select(orgs).where(orgs.c.id == org_id)
        row = transaction.core.execute(query.with_for_update() if lock else query).one_or_none()
        if row is None:
            raise NoSuchThing("there is no such org")
        config = msgspec.convert(msgspec.json.decode(row.config), OrgConfig)
        names = self._secrets(org_id, row.secrets_encrypted)
        kept = {name: f"salesforce/{name}" for name, secret in names.items() if secret}
        reached = SalesforcePart(login_url="", client_id="", username="")
        document = Document(
            org=OrgPart(key=row.key, name=row.name),
            salesforce=msgspec.structs.replace(put_into(reached, config), **kept),
            telephone_systems=dict(_systems(transaction, org_id)),
            agents=dict(_agents(transaction, org_id)),
            settings=config.policy,
        )
        return Held(version=row.version, document=document)

    # ── secrets ──────────────────────────────────────────────────────────────────────────────

    def _secrets(self, org_id: OrgId, sealed: bytes) -> dict[str, str]:
        return msgspec.json.decode(self._sealer.open(org_id, sealed), type=dict[str, str])

    def _put_secrets(
        self, transaction: Transaction, org_id: OrgId, secrets: Mapping[str, str]
    ) -> None:
        of_org = {}
        for reference, secret in secrets.items():
            place, _, name = reference.partition("/")
            if place == "salesforce":
                of_org[name] = secret
                continue
            sealed = self._sealer.seal(org_id, msgspec.json.encode((secret,)).decode())
            statement = update(connectors).where(_system(org_id, name))
            transaction.core.execute(statement.values(secrets_encrypted=sealed))
        if not of_org:
            return
        query = select(orgs.c.secrets_encrypted).where(orgs.c.id == org_id)
        known = self._secrets(org_id, transaction.core.execute(query).scalar_one())
        sealed = self._sealer.seal(org_id, msgspec.json.encode(known | of_org).decode())
        statement = update(orgs).where(orgs.c.id == org_id).values(secrets_encrypted=sealed)
        transaction.core.execute(statement)


class _Writing:
    """Brings the tables of one org from one document to another, inside a transaction."""

    def __init__(
        self, transaction: Transaction, org_id: OrgId, sealer: Sealer, made: Version
    ) -> None:
        self._run = transaction.core.execute
        self._org_id = org_id
        self._sealer = sealer
        self._at = made.at

    def write(self, before: Document, after: Document) -> None:
        assert after.org is not UNSET  # noqa: S101 - whoever edits returns a complete document
        assert after.salesforce is not UNSET  # noqa: S101
        assert after.settings is not UNSET  # noqa: S101
        config = msgspec.to_builtins(taken_from(after.salesforce, after.settings))
        values = {"name": after.org.name, "config": msgspec.json.encode(config).decode()}
        self._run(update(orgs).where(orgs.c.id == self._org_id).values(values))
        self._write_systems(before.telephone_systems or {}, after.telephone_systems or {})
        self._write_agents(before.agents or {}, after.agents or {})

    def _write_systems(
        self, before: Mapping[str, TelephonePart], after: Mapping[str, TelephonePart]
    ) -> None:
        for key in before.keys() - after.keys():
            self._run(delete(connectors).where(_system(self._org_id, key)))
        for key, part in after.items():
            named = {"kind": part.kind, "name": part.name, "command_url": part.command_url}
            if key in before:
                self._run(update(connectors).where(_system(self._org_id, key)).values(named))
            else:
                place = {"org_id": self._org_id, "key": key, "created_at": self._at}
                sealed = self._sealer.seal(self._org_id, "[]")
                values = {**place, **named, "secrets_encrypted": sealed}
                self._run(insert(connectors).values(values))

    def _write_agents(
        self, before: Mapping[str, AgentPart], after: Mapping[str, AgentPart]
    ) -> None:
        gone = [agent_id for agent_id in before if agent_id not in after]
        changed = {key: part for key, part in after.items() if before.get(key) != part}
        for agent_id in gone:
            self._run(delete(sessions).where(*_of(self._org_id, sessions, agent_id)))
            self._run(delete(agents).where(_agent(self._org_id, agent_id)))
        for agent_id, part in changed.items():
            known = before.get(agent_id)
            if known is None:
                continue
            # two agents may change places: free what they hold before anybody takes it
            freed = {"line": f"\x1f{agent_id}", "user_id": None}
            self._run(update(agents).where(_agent(self._org_id, agent_id)).values(freed))
            if known.user_id != part.user_id:
                mine = _of(self._org_id, sessions, agent_id)
                ended = update(sessions).where(*mine, sessions.c.ended_at.is_(None))
                self._run(ended.values(ended_at=self._at))
        for agent_id, part in changed.items():
            values = msgspec.structs.asdict(part)
            statement = insert(agents).values(org_id=self._org_id, id=agent_id, **values)
            self._run(
                statement.on_conflict_do_update(
                    index_elements=[agents.c.org_id, agents.c.id], set_=values
                )
            )


def _systems(transaction: Transaction, org_id: OrgId) -> list[tuple[str, TelephonePart]]:
    table = connectors.c
    query = select(table.key, table.kind, table.name, table.command_url)
    query = query.where(table.org_id == org_id).order_by(table.created_at, table.key)
    return [
        (
            key,
            TelephonePart(
                kind=kind, name=name, command_url=command_url, secret=f"telephone-systems/{key}"
            ),
        )
        for key, kind, name, command_url in transaction.core.execute(query)
    ]


def _agents(transaction: Transaction, org_id: OrgId) -> list[tuple[str, AgentPart]]:
    query = select(agents.c.id, *(agents.c[name] for name in _AGENT))
    query = query.where(agents.c.org_id == org_id).order_by(agents.c.id)
    rows = transaction.core.execute(query)
    return [(row[0], AgentPart(**dict(zip(_AGENT, row[1:], strict=True)))) for row in rows]


def _document(transaction: Transaction, org_id: OrgId, version: int) -> Document | None:
    table = configurations.c
    query = select(table.document).where(table.org_id == org_id, table.version == version)
    kept = transaction.core.execute(query).scalar()
    if kept is None:
        return None
    return msgspec.json.decode(zlib.decompress(kept), type=Document)


def _keep_the_first(transaction: Transaction, org_id: OrgId, before: Held) -> None:
    """Keep what stood there before anything was counted, so that one can go back to it."""
    query = select(func.count()).select_from(configurations)
    if transaction.core.execute(query.where(configurations.c.org_id == org_id)).scalar():
        return
    created = select(orgs.c.created_at).where(orgs.c.id == org_id)
    at = transaction.core.execute(created).scalar_one()
    _keep(transaction, org_id, before, Version(number=0, at=at, by=_NOBODY, summary=""))


def _count(transaction: Transaction, org_id: OrgId, held: Held, made: Version) -> None:
    statement = update(orgs).where(orgs.c.id == org_id).values(version=held.version)
    transaction.core.execute(statement)
    _keep(transaction, org_id, held, made)


def _keep(transaction: Transaction, org_id: OrgId, held: Held, made: Version) -> None:
    values: dict[str, Any] = {"at": made.at, "by": made.by, "summary": made.summary}
    document = zlib.compress(msgspec.json.encode(held.document))
    statement = insert(configurations).values(
        org_id=org_id, version=held.version, document=document, **values
    )
    transaction.core.execute(statement)


def _system(org_id: OrgId, key: str) -> ColumnElement[bool]:
    return (connectors.c.org_id == org_id) & (connectors.c.key == key)


def _agent(org_id: OrgId, agent_id: str) -> ColumnElement[bool]:
    return (agents.c.org_id == org_id) & (agents.c.id == agent_id)


def _of(org_id: OrgId, table: Any, agent_id: str) -> tuple[ColumnElement[bool], ...]:
    return (table.c.org_id == org_id, table.c.agent_id == agent_id)
