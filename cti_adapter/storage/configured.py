"""The tables behind a configuration: read into a document, and brought from one to another.

Runs inside a transaction of configurations.py; begins none. Secrets go in sealed, and of those
that are kept a document has the references alone.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET
from msgspec.structs import asdict, replace
from sqlalchemy import ColumnElement, delete, insert, select, update

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.configuration.document import (
    AgentPart,
    Document,
    NewsTypes,
    OrgPart,
    ReceiverPart,
    SalesforcePart,
    TelephonePart,
)
from cti_adapter.errors import NoSuchThing
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.configuration import Held, Version
from cti_adapter.service.org_config import OrgConfig, put_into, taken_from
from cti_adapter.service.ports import Agent
from cti_adapter.storage.agents import put_agents, remove_agent
from cti_adapter.storage.schema import agents, connectors, orgs, receivers, sessions
from cti_adapter.storage.secrets import Sealer, opened_form, sealed_form
from cti_adapter.storage.transaction import Transaction

_AGENT = AgentPart.__struct_fields__


class Tables:
    """The tables of one org, inside a transaction."""

    def __init__(self, transaction: Transaction, org_id: OrgId, sealer: Sealer) -> None:
        self._transaction = transaction
        self._run = transaction.core.execute
        self._org_id = org_id
        self._sealer = sealer

    # ── read ─────────────────────────────────────────────────────────────────────────────────

    def read(self, *, lock: bool = False) -> Held:
        """Return the configuration as it is now; locked, nobody else changes it meanwhile.

        Raises:
            NoSuchThing: there is no such org.
        """
        query = select(orgs).where(orgs.c.id == self._org_id)
        row = self._run(query.with_for_update() if lock else query).one_or_none()
        if row is None:
            raise NoSuchThing("there is no such org")
        config = msgspec.convert(msgspec.json.decode(row.config), OrgConfig)
        secrets = self._of_org(row.secrets_encrypted)
        # what else is sealed there, a certificate or a secret for forms, stands in no file
        named = {"client_secret", "private_key"} & {name for name in secrets if secrets[name]}
        kept = {name: f"salesforce/{name}" for name in named}
        reached = SalesforcePart(login_url="", client_id="", username="")
        document = Document(
            org=OrgPart(key=row.key, name=row.name),
            salesforce=replace(put_into(reached, config), **kept),
            telephone_systems=self._systems(),
            receivers=self._receivers(),
            agents=self._agents(),
            settings=config.policy,
        )
        return Held(version=row.version, document=document)

    def _systems(self) -> dict[str, TelephonePart]:
        table = connectors.c
        query = select(connectors).where(table.org_id == self._org_id)
        return {
            row.key: TelephonePart(
                kind=row.kind,
                name=row.name,
                command_url=row.command_url,
                settings=msgspec.json.decode(row.settings, type=dict[str, str]),
                secret=f"telephone-systems/{row.key}" if self._signed(row.key)[0] else "",
            )
            for row in self._run(query.order_by(table.created_at, table.key)).all()
        }

    def _receivers(self) -> dict[str, ReceiverPart]:
        mine = receivers.c.org_id == self._org_id
        query = select(receivers).where(mine).order_by(receivers.c.created_at, receivers.c.key)
        return {
            row.key: ReceiverPart(
                name=row.name,
                url=row.url,
                events=msgspec.json.decode(row.events, type=NewsTypes),
                secret=f"receivers/{row.key}" if self._opened(row.secrets_encrypted) else "",
            )
            for row in self._run(query)
        }

    def _agents(self) -> dict[str, AgentPart]:
        query = select(agents.c.id, *(agents.c[name] for name in _AGENT)).order_by(agents.c.id)
        query = query.where(agents.c.org_id == self._org_id, agents.c.removed_at.is_(None))
        rows = self._run(query)
        return {row[0]: AgentPart(**dict(zip(_AGENT, row[1:], strict=True))) for row in rows}

    # ── write ────────────────────────────────────────────────────────────────────────────────

    def write(self, before: Document, after: Document, made: Version) -> None:
        """Bring the tables from one complete document to another."""
        assert after.org is not UNSET  # noqa: S101 - whoever edits returns a complete document
        assert after.salesforce is not UNSET  # noqa: S101
        assert after.settings is not UNSET  # noqa: S101
        config = msgspec.to_builtins(taken_from(after.salesforce, after.settings))
        values = {"name": after.org.name, "config": msgspec.json.encode(config).decode()}
        self._run(update(orgs).where(orgs.c.id == self._org_id).values(values))
        self._write_systems(before.telephone_systems or {}, after.telephone_systems or {}, made)
        self._write_receivers(before.receivers or {}, after.receivers or {}, made)
        self._write_agents(before.agents or {}, after.agents or {}, made)

    def _write_systems(
        self, before: Mapping[str, TelephonePart], after: Mapping[str, TelephonePart], made: Version
    ) -> None:
        for key in before.keys() - after.keys():
            self._run(delete(connectors).where(self._system(key)))
        for key, part in after.items():
            settings = msgspec.json.encode(part.settings).decode()
            named = {"kind": part.kind, "name": part.name, "command_url": part.command_url}
            named["settings"] = settings
            if key in before:
                self._run(update(connectors).where(self._system(key)).values(named))
                continue
            place = {"org_id": self._org_id, "key": key, "created_at": made.at}
            sealed = self._sealer.seal(self._org_id, "[]")
            self._run(insert(connectors).values({**place, **named, "secrets_encrypted": sealed}))

    def _write_receivers(
        self, before: Mapping[str, ReceiverPart], after: Mapping[str, ReceiverPart], made: Version
    ) -> None:
        for key in before.keys() - after.keys():
            self._run(delete(receivers).where(self._receiver(key)))
        for key, part in after.items():
            events = msgspec.json.encode(part.events).decode()
            named = {"name": part.name, "url": part.url, "events": events}
            if key in before:
                self._run(update(receivers).where(self._receiver(key)).values(named))
                continue
            place = {"org_id": self._org_id, "key": key, "created_at": made.at}
            sealed = self._sealer.seal(self._org_id, "[]")
            self._run(insert(receivers).values({**place, **named, "secrets_encrypted": sealed}))

    def _write_agents(
        self, before: Mapping[str, AgentPart], after: Mapping[str, AgentPart], made: Version
    ) -> None:
        for agent_id, part in before.items():
            now = after.get(agent_id)
            if now == part:
                continue
            if now is None or now.user_id != part.user_id:
                mine = (sessions.c.org_id == self._org_id) & (sessions.c.agent_id == agent_id)
                ended = update(sessions).where(mine, sessions.c.ended_at.is_(None))
                self._run(ended.values(ended_at=made.at))
            if now is None:
                remove_agent(self._transaction, self._org_id, AgentId(agent_id), made.at)
                continue
            # two agents may change places: free what they hold before anybody takes it
            freed = update(agents).where(self._agent(agent_id))
            self._run(freed.values(line=f"\x1f{agent_id}", user_id=None))
        changed = {key: part for key, part in after.items() if before.get(key) != part}
        for agent_id in changed.keys() - before.keys():  # removed once, and here again
            back = update(agents).where(self._agent(agent_id))
            self._run(back.values(line=f"\x1f{agent_id}", removed_at=None))
        put_agents(self._transaction, [self._person(key, part) for key, part in changed.items()])

    def _person(self, agent_id: str, part: AgentPart) -> Agent:
        values = {**asdict(part), "line": Line(part.line)}
        return Agent(org_id=self._org_id, id=AgentId(agent_id), **values)

    # ── secrets ──────────────────────────────────────────────────────────────────────────────

    def put_secrets(self, secrets: Mapping[str, str]) -> None:
        """Keep new secrets, by the references under which they are kept from now on."""
        of_org: dict[str, str] = {}
        for reference, secret in secrets.items():
            place, _, name = reference.partition("/")
            if place == "salesforce":
                of_org[name] = secret
                continue
            of_receiver = place == "receivers"
            vault = {} if of_receiver else self._signed(name)[1]
            sealed = self._sealer.seal(self._org_id, sealed_form((secret,), vault))
            table, which = (
                (receivers, self._receiver(name))
                if of_receiver
                else (connectors, self._system(name))
            )
            self._run(update(table).where(which).values(secrets_encrypted=sealed))
        if of_org:
            query = select(orgs.c.secrets_encrypted).where(orgs.c.id == self._org_id)
            known = self._of_org(self._run(query).scalar_one())
            sealed = self._sealer.seal(
                self._org_id, msgspec.json.encode({**known, **of_org}).decode()
            )
            statement = update(orgs).where(orgs.c.id == self._org_id)
            self._run(statement.values(secrets_encrypted=sealed))

    def _of_org(self, sealed: bytes) -> dict[str, str]:
        return msgspec.convert(self._opened(sealed), dict[str, str])

    def _signed(self, key: str) -> tuple[tuple[str, ...], dict[str, str]]:
        """Return what the events of a telephone system are signed with, and its other secrets."""
        query = select(connectors.c.secrets_encrypted).where(self._system(key))
        return opened_form(self._sealer.open(self._org_id, self._run(query).scalar_one()))

    def _opened(self, sealed: bytes) -> Any:
        return msgspec.json.decode(self._sealer.open(self._org_id, sealed))

    def _system(self, key: str) -> ColumnElement[bool]:
        return (connectors.c.org_id == self._org_id) & (connectors.c.key == key)

    def _receiver(self, key: str) -> ColumnElement[bool]:
        return (receivers.c.org_id == self._org_id) & (receivers.c.key == key)

    def _agent(self, agent_id: str) -> ColumnElement[bool]:
        return (agents.c.org_id == self._org_id) & (agents.c.id == agent_id)
