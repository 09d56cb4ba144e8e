"""The receivers of orgs: whom they have told of calls. Secrets go in sealed and come out opened."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.outward import Listener
from cti_adapter.service.receivers import Receiver
from cti_adapter.storage.database import Database, Whose
from cti_adapter.storage.schema import receivers
from cti_adapter.storage.secrets import Sealer
from cti_adapter.storage.transaction import Prepared, Transaction

_LISTENERS = Prepared(
    select(receivers.c.key, receivers.c.events)
    .where(receivers.c.org_id == bindparam("org_id"))
    .order_by(receivers.c.created_at, receivers.c.key)
)
_texts = msgspec.json.Decoder(tuple[str, ...]).decode


def listeners(transaction: Transaction, org_id: OrgId) -> tuple[Listener, ...]:
    """Return whom the org has told of its calls, without their secrets."""
    rows = transaction.run(_LISTENERS, org_id=org_id).fetchall()
    return tuple(Listener(key=row[0], events=_texts(row[1])) for row in rows)


class ReceiverBook:
    """Where receivers are kept (port ReceiverStore)."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def put(self, receiver: Receiver) -> None:
        """Add a receiver, or change one."""
        secrets = msgspec.json.encode(receiver.secrets).decode()
        added = insert(receivers).values(
            org_id=receiver.org_id,
            key=receiver.key,
            name=receiver.name,
            url=receiver.url,
            events=msgspec.json.encode(receiver.events).decode(),
            secrets_encrypted=self._sealer.seal(receiver.org_id, secrets),
            created_at=receiver.created_at,
        )
        names = ("name", "url", "events", "secrets_encrypted")
        statement = added.on_conflict_do_update(
            index_elements=[receivers.c.org_id, receivers.c.key],
            set_={name: added.excluded[name] for name in names},
        )
        self._database.write(
            receiver.org_id, lambda transaction: transaction.core.execute(statement)
        )

    def of(self, org_id: OrgId) -> tuple[Receiver, ...]:
        """Return the org's receivers, the oldest first."""
        return self._read(org_id, receivers.c.org_id == org_id)

    def find(self, org_id: OrgId, key: str) -> Receiver | None:
        """Return one receiver of an org."""
        mine = (receivers.c.org_id == org_id, receivers.c.key == key)
        return next(iter(self._read(org_id, *mine)), None)

    def remove(self, org_id: OrgId, key: str) -> None:
        """Forget a receiver and its secrets."""
        mine = (receivers.c.org_id == org_id, receivers.c.key == key)
        statement = delete(receivers).where(*mine)
        self._database.write(org_id, lambda transaction: transaction.core.execute(statement))

    def _read(self, whose: Whose, *where: ColumnElement[bool]) -> tuple[Receiver, ...]:
        query = select(receivers).where(*where).order_by(receivers.c.created_at, receivers.c.key)
        rows = self._database.read(whose, lambda transaction: transaction.core.execute(query).all())
        return tuple(self._receiver(row) for row in rows)

    def _receiver(self, row: Any) -> Receiver:
        org_id = OrgId(row.org_id)
        return Receiver(
            org_id=org_id,
            key=row.key,
            name=row.name,
            url=row.url,
            events=_texts(row.events),
            secrets=_texts(self._sealer.open(org_id, row.secrets_encrypted)),
            created_at=row.created_at,
        )
