"""Orgs and connectors as an admin has set them up. Secrets go in sealed and come out opened.

An org's key and a connector's key stand in URLs and so tell the org; everything else is asked
with the org.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from cti_adapter.errors import StateConflict
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.telephone_systems import ConnectorSettings
from cti_adapter.storage.database import ACROSS_ORGS, Database, Whose
from cti_adapter.storage.schema import calls, connectors, orgs
from cti_adapter.storage.secrets import Sealer, opened_form, sealed_form

__all__ = ["ConnectorSettings", "OrgSettings", "SettingsStore"]


class OrgSettings(msgspec.Struct, frozen=True, kw_only=True):
    """One Salesforce org of this deployment."""

    id: OrgId
    key: str
    """Stands in the adapter's URL."""
    name: str
    config: dict[str, Any] = {}
    """What an admin decides, without secrets."""
    created_at: datetime
    version: int = 1
    """Counts every change of the configuration (B-14)."""
    intake_key: str | None = None
    """Stands in the URL of form submissions."""


class SettingsStore:
    """Where the settings of all orgs are kept."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    # orgs

    def put_org(self, org: OrgSettings) -> None:
        """Add an org, or change its key, name and config; its secrets stay.

        Raises:
            StateConflict: another org has this key.
        """
        statement = insert(orgs).values(
            id=org.id,
            key=org.key,
            name=org.name,
            config=msgspec.json.encode(org.config).decode(),
            secrets_encrypted=self._sealer.seal(org.id, "{}"),
            created_at=org.created_at,
            version=org.version,
            intake_key=org.intake_key,
        )
        names = ("key", "name", "config", "version", "intake_key")
        changed = {name: statement.excluded[name] for name in names}
        statement = statement.on_conflict_do_update(index_elements=[orgs.c.id], set_=changed)
        try:
            self._database.write(
                ACROSS_ORGS, lambda transaction: transaction.core.execute(statement)
            )
        except IntegrityError as error:
            raise StateConflict("Another org has this key.") from error

    def add_org(
        self, org_id: OrgId, *, key: str, name: str, config: Mapping[str, Any], at: datetime
    ) -> None:
        """Add an org without secrets.

        Raises:
            StateConflict: another org has this key.
        """
        made = OrgSettings(id=org_id, key=key, name=name, config=dict(config), created_at=at)
        self.put_org(made)

    def org(self, org_id: OrgId) -> OrgSettings | None:
        return next(iter(self._orgs(org_id, orgs.c.id == org_id)), None)

    def org_by_key(self, key: str) -> OrgSettings | None:
        return next(iter(self._orgs(ACROSS_ORGS, orgs.c.key == key)), None)

    def orgs(self) -> tuple[OrgSettings, ...]:
        """Return all orgs of this deployment, the oldest first."""
        return self._orgs(ACROSS_ORGS)

    def put_org_secrets(self, org_id: OrgId, secrets: Mapping[str, str]) -> None:
        """Replace the secrets of an org."""
        sealed = self._sealer.seal(org_id, msgspec.json.encode(dict(secrets)).decode())
        statement = update(orgs).where(orgs.c.id == org_id).values(secrets_encrypted=sealed)
        self._database.write(org_id, lambda transaction: transaction.core.execute(statement))

    def org_secrets(self, org_id: OrgId) -> dict[str, str]:
        """Return the secrets of an org by name; an org without any, or unknown: {}."""
        query = select(orgs.c.secrets_encrypted).where(orgs.c.id == org_id)
        sealed = self._database.read(
            org_id, lambda transaction: transaction.core.execute(query).scalar()
        )
        if sealed is None:
            return {}
        return msgspec.json.decode(self._sealer.open(org_id, sealed), type=dict[str, str])

    # connectors

    def put_connector(self, connector: ConnectorSettings) -> None:
        """Add a connector, or change one of the same org.

        Raises:
            StateConflict: a connector of another org has this key.
        """
        added = insert(connectors).values(
            org_id=connector.org_id,
            key=connector.key,
            kind=connector.kind,
            name=connector.name,
            secrets_encrypted=self._sealer.seal(
                connector.org_id, sealed_form(connector.secrets, connector.vault)
            ),
            command_url=connector.command_url,
            settings=msgspec.json.encode(connector.settings).decode(),
            created_at=connector.created_at,
        )
        names = ("kind", "name", "secrets_encrypted", "command_url", "settings")
        statement = added.on_conflict_do_update(
            index_elements=[connectors.c.key],
            set_={name: added.excluded[name] for name in names},
            where=connectors.c.org_id == connector.org_id,
        ).returning(connectors.c.key)
        written = self._database.write(
            ACROSS_ORGS, lambda transaction: transaction.core.execute(statement).one_or_none()
        )
        if written is None:
            raise StateConflict("A connector of another org has this key.")

    def connector(self, key: str) -> ConnectorSettings | None:
        """Return the connector whose key a hook was called with; it tells the org."""
        return next(iter(self._connectors(ACROSS_ORGS, connectors.c.key == key)), None)

    def connectors(self, org_id: OrgId) -> tuple[ConnectorSettings, ...]:
        """Return the connectors of an org, the oldest first."""
        return self._connectors(org_id, connectors.c.org_id == org_id)

    def remove_connector(self, org_id: OrgId, key: str) -> None:
        """Forget a connector and its secrets; what it told of stays."""
        statement = delete(connectors).where(connectors.c.org_id == org_id, connectors.c.key == key)
        self._database.write(org_id, lambda transaction: transaction.core.execute(statement))

    def runs_calls(self, org_id: OrgId, key: str) -> bool:
        """Whether a call of this connector is not closed yet; its key begins every call's key."""
        query = select(calls.c.id).where(
            calls.c.org_id == org_id,
            calls.c.is_open,
            calls.c.key.startswith(f"{key}:", autoescape=True),
        )
        found = self._database.read(
            org_id, lambda transaction: transaction.core.execute(query.limit(1)).first()
        )
        return found is not None

    def _orgs(self, whose: Whose, *where: ColumnElement[bool]) -> tuple[OrgSettings, ...]:
        query = (
            select(*(orgs.c[name] for name in OrgSettings.__struct_fields__))
            .where(*where)
            .order_by(orgs.c.created_at, orgs.c.id)
        )
        rows = self._database.read(whose, lambda transaction: transaction.core.execute(query).all())
        return tuple(
            OrgSettings(
                id=OrgId(row.id),
                key=row.key,
                name=row.name,
                config=msgspec.json.decode(row.config),
                created_at=row.created_at,
                version=row.version,
                intake_key=row.intake_key,
            )
            for row in rows
        )

    def _connectors(
        self, whose: Whose, where: ColumnElement[bool]
    ) -> tuple[ConnectorSettings, ...]:
        query = select(connectors).where(where).order_by(connectors.c.created_at, connectors.c.key)
        rows = self._database.read(whose, lambda transaction: transaction.core.execute(query).all())
        return tuple(self._connector(row) for row in rows)

    def _connector(self, row: Any) -> ConnectorSettings:
        org_id = OrgId(row.org_id)
        secrets, vault = opened_form(self._sealer.open(org_id, row.secrets_encrypted))
        return ConnectorSettings(
            org_id=org_id,
            key=row.key,
            kind=row.kind,
            name=row.name,
            secrets=secrets,
            command_url=row.command_url,
            settings=msgspec.json.decode(row.settings, type=dict[str, str]),
            vault=vault,
            created_at=row.created_at,
        )
