"""The intake addresses of orgs: key in the clear, since it stands in an address; secrets sealed."""

from collections.abc import Callable

import msgspec
from sqlalchemy import ColumnElement, select, update

from cti_adapter.errors import NoSuchThing
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.intake import IntakeAccess
from cti_adapter.storage.database import Database
from cti_adapter.storage.schema import orgs
from cti_adapter.storage.secrets import Sealer
from cti_adapter.storage.transaction import Transaction

NEWEST, BEFORE = "intake_secret", "intake_secret_before"
"""Names among the secrets of an org."""

Secrets = dict[str, str]


class Intakes:
    """Where they are kept (port IntakeStore)."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def by_key(self, key: str) -> IntakeAccess | None:
        """Return the address with this key; it tells the org."""
        return self._find(orgs.c.intake_key == key)

    def of(self, org_id: OrgId) -> IntakeAccess | None:
        """Return the address of an org."""
        return self._find(orgs.c.id == org_id)

    def renew(self, org_id: OrgId, *, key: str, secret: str) -> IntakeAccess:
        """Put a secret before the present one; the key only where there is none yet.

        Raises:
            NoSuchThing: there is no such org.
        """

        def edit(secrets: Secrets) -> Secrets:
            before = {BEFORE: secrets[NEWEST]} if NEWEST in secrets else {}
            return {**secrets, **before, NEWEST: secret}

        return self._change(org_id, key, edit)

    def retire(self, org_id: OrgId) -> None:
        """End the secret of before."""
        self._change(
            org_id, None, lambda secrets: {n: s for n, s in secrets.items() if n != BEFORE}
        )

    def _change(
        self, org_id: OrgId, key: str | None, edit: Callable[[Secrets], Secrets]
    ) -> IntakeAccess:
        mine = orgs.c.id == org_id
        query = select(orgs.c.intake_key, orgs.c.secrets_encrypted).where(mine).with_for_update()

        def work(transaction: Transaction) -> IntakeAccess:
            row = transaction.core.execute(query).first()
            if row is None:
                raise NoSuchThing("there is no such org")
            secrets = edit(self._opened(org_id, row.secrets_encrypted))
            sealed = self._sealer.seal(org_id, msgspec.json.encode(secrets).decode())
            kept = row.intake_key or key
            transaction.core.execute(
                update(orgs).where(mine).values(intake_key=kept, secrets_encrypted=sealed)
            )
            return _access(org_id, kept or "", secrets)

        return self._database.write(work)

    def _find(self, where: ColumnElement[bool]) -> IntakeAccess | None:
        query = select(orgs.c.id, orgs.c.intake_key, orgs.c.secrets_encrypted).where(
            where, orgs.c.intake_key.is_not(None)
        )
        row = self._database.read(lambda transaction: transaction.core.execute(query).first())
        if row is None:
            return None
        org_id = OrgId(row.id)
        return _access(org_id, row.intake_key, self._opened(org_id, row.secrets_encrypted))

    def _opened(self, org_id: OrgId, sealed: bytes) -> Secrets:
        return msgspec.json.decode(self._sealer.open(org_id, sealed), type=Secrets)


def _access(org_id: OrgId, key: str, secrets: Secrets) -> IntakeAccess:
    valid = tuple(secrets[name] for name in (NEWEST, BEFORE) if name in secrets)
    return IntakeAccess(org_id=org_id, key=key, secrets=valid)
