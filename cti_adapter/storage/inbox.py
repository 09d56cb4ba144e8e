"""Raw input: stored as it came, before it is understood (D2), and once only."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert  # SQLite took its ON CONFLICT from PostgreSQL

from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.ports import InboxItem
from cti_adapter.storage.database import Database
from cti_adapter.storage.schema import deliveries, inbox
from cti_adapter.storage.transaction import Prepared, Transaction

_TAKE_DELIVERY = Prepared(insert(deliveries).on_conflict_do_nothing())
_TAKE_IN = Prepared(insert(inbox).on_conflict_do_nothing())


def take_delivery(
    transaction: Transaction, org_id: OrgId, connector: str, delivery_id: str, at: datetime
) -> bool:
    """Note a webhook delivery; False when it was seen before."""
    done = transaction.run(
        _TAKE_DELIVERY,
        org_id=org_id,
        connector=connector,
        delivery_id=delivery_id,
        received_at=at,
    )
    return done.rowcount == 1


def take_in(
    transaction: Transaction, org_id: OrgId, connector: str, item: InboxItem, at: datetime
) -> bool:
    """Store one raw event; False when its source and id were seen before."""
    done = transaction.run(
        _TAKE_IN,
        org_id=org_id,
        connector=connector,
        source=item.source,
        event_id=item.event_id,
        received_at=at,
        body=item.body,
        ignored=item.ignored,
    )
    return done.rowcount == 1


def empty_item(transaction: Transaction, org_id: OrgId, connector: str, item: InboxItem) -> None:
    """Empty one raw event; that it came is still known, so that a repeat is known as one."""
    mine = (inbox.c.org_id == org_id, inbox.c.connector == connector)
    one = (inbox.c.source == item.source, inbox.c.event_id == item.event_id)
    transaction.core.execute(update(inbox).where(*mine, *one).values(body=b""))


class Inbox:
    """What came in, for those who look into it afterwards."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def latest(self, org_id: OrgId, connector: str, limit: int) -> tuple[InboxItem, ...]:
        """Return the newest raw events of a connector, newest first."""
        query = (
            select(inbox.c.source, inbox.c.event_id, inbox.c.body, inbox.c.ignored)
            .where(inbox.c.org_id == org_id, inbox.c.connector == connector)
            .order_by(inbox.c.received_at.desc(), inbox.c.event_id.desc())
            .limit(limit)
        )
        rows = self._database.read(
            org_id, lambda transaction: transaction.core.execute(query).all()
        )
        return tuple(
            InboxItem(source=source, event_id=event_id, body=body, ignored=ignored)
            for source, event_id, body, ignored in rows
        )
