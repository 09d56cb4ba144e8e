"""The addresses to which others post to an org: keys in the clear, secrets sealed.

One takes form submissions, the other what the org tells of its users (DECISION 55). Each has a key
and secrets of its own: who may send forms signs nobody out.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, select, update

from cti_adapter.errors import NoSuchThing
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.intake import IntakeAccess
from cti_adapter.storage.database import ACROSS_ORGS, Database, Whose
from cti_adapter.storage.schema import orgs
from cti_adapter.storage.secrets import Sealer
from cti_adapter.storage.transaction import Transaction


class Address(NamedTuple):
    """Where key and secrets of an address stand."""

    key: Any
    """Column of the key in the orgs' table."""
    newest: str
    """Name among the secrets of an org, as is the next."""
    before: str


FORMS = Address(orgs.c.intake_key, "intake_secret", "intake_secret_before")
SIGNALS = Address(orgs.c.signal_key, "signal_secret", "signal_secret_before")

Secrets = dict[str, str]


class Intakes:
    """Where they are kept (port IntakeStore)."""

    def __init__(self, database: Database, sealer: Sealer, address: Address = FORMS) -> None:
        self._database = database
        self._sealer = sealer
        self._at = address

    def by_key(self, key: str) -> IntakeAccess | None:
        """Return the address with this key; it tells the org."""
        return self._find(ACROSS_ORGS, self._at.key == key)

    def of(self, org_id: OrgId) -> IntakeAccess | None:
        """Return the address of an org."""
        return self._find(org_id, orgs.c.id == org_id)

    def renew(self, org_id: OrgId, *, key: str, secret: str) -> IntakeAccess:
        """Put a secret before the present one; the key only where there is none yet.

        Raises:
            NoSuchThing: there is no such org.
        """

        def edit(secrets: Secrets) -> Secrets:
            at = self._at
            before = {at.before: secrets[at.newest]} if at.newest in secrets else {}
            return {**secrets, **before, at.newest: secret}

        return self._change(org_id, key, edit)

    def retire(self, org_id: OrgId) -> None:
        """End the secret of before."""
        self._change(
            org_id,
            None,
            lambda secrets: {n: s for n, s in secrets.items() if n != self._at.before},
        )

    def _change(
        self, org_id: OrgId, key: str | None, edit: Callable[[Secrets], Secrets]
    ) -> IntakeAccess:
        mine = orgs.c.id == org_id
        query = select(self._at.key, orgs.c.secrets_encrypted).where(mine).with_for_update()

        def work(transaction: Transaction) -> IntakeAccess:
            row = transaction.core.execute(query).first()
            if row is None:
                raise NoSuchThing("there is no such org")
            secrets = edit(self._opened(org_id, row.secrets_encrypted))
            sealed = self._sealer.seal(org_id, msgspec.json.encode(secrets).decode())
            kept = row[0] or key
            told = {self._at.key.name: kept, "secrets_encrypted": sealed}
            transaction.core.execute(update(orgs).where(mine).values(told))
            return self._access(org_id, kept or "", secrets)

        return self._database.write(org_id, work)

    def _find(self, whose: Whose, where: ColumnElement[bool]) -> IntakeAccess | None:
        query = select(orgs.c.id, self._at.key, orgs.c.secrets_encrypted).where(
            where, self._at.key.is_not(None)
        )
        row = self._database.read(
            whose, lambda transaction: transaction.core.execute(query).first()
        )
        if row is None:
            return None
        org_id = OrgId(row.id)
        return self._access(org_id, row[1], self._opened(org_id, row.secrets_encrypted))

    def _opened(self, org_id: OrgId, sealed: bytes) -> Secrets:
        return msgspec.json.decode(self._sealer.open(org_id, sealed), type=Secrets)

    def _access(self, org_id: OrgId, key: str, secrets: Secrets) -> IntakeAccess:
        names = (self._at.newest, self._at.before)
        valid = tuple(secrets[name] for name in names if name in secrets)
        return IntakeAccess(org_id=org_id, key=key, secrets=valid)
