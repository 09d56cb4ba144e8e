"""Form submissions of web pages: taken once, and made a Lead by the courier (S3-15).

What came is on disk before anybody is told that it was taken; its Lead is an outbox entry of the
same transaction. Key and secret are an org's own, and an admin renews them (signed_address.py).
"""

from collections.abc import Callable
from typing import Protocol

import msgspec

from cti_adapter.logbook.submission import Submission
from cti_adapter.outbox.entry import Entry, Kind, OrgId
from cti_adapter.service.lead_log import Form
from cti_adapter.service.ports import Bell, Clock, InboxItem, Unit, Units

INTAKE = "intake"
"""What stands where other deliveries name their connector; no connector's key is so short."""


class IntakeAccess(msgspec.Struct, frozen=True, kw_only=True):
    """An address of an org to which others post, and who may."""

    org_id: OrgId
    key: str
    """Stands in the address: /intake/<key> or /signals/<key>."""
    secrets: tuple[str, ...]
    """The newest first; two while they are rotated."""

    def __repr__(self) -> str:
        """Leave out what must not reach a log."""
        return f"IntakeAccess(org_id={self.org_id!r})"


class IntakeStore(Protocol):
    """Where keys and secrets are kept (storage/intake.py)."""

    def by_key(self, key: str) -> IntakeAccess | None: ...

    def of(self, org_id: OrgId) -> IntakeAccess | None: ...

    def renew(self, org_id: OrgId, *, key: str, secret: str) -> IntakeAccess:
        """Put a secret before the present one; the key only where there is none yet."""
        ...

    def retire(self, org_id: OrgId) -> None:
        """End the secret of before."""
        ...


class Intake:
    """What web pages do with the intake address.

    Args:
        store: keys and secrets.
        units: where submissions are kept.
        bell: wakes the courier.
        clock: now.
        new_id: an id nobody else has.
    """

    def __init__(
        self,
        store: IntakeStore,
        units: Units,
        *,
        bell: Bell,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._units = units
        self._bell = bell
        self._clock = clock
        self._new_id = new_id

    def find(self, key: str) -> IntakeAccess | None:
        """Return whose address a key is."""
        return self._store.by_key(key) if key.isprintable() else None

    def take(self, org_id: OrgId, delivery_id: str, body: bytes, form: Submission) -> bool:
        """Store a submission and have its Lead made; False where it was taken before.

        Raises:
            StorageUnavailable: nothing was stored; the sender has to send again.
        """
        made = Form(key=f"form:{self._new_id()}", form=form)

        def work(unit: Unit) -> bool:
            now = self._clock()
            if not unit.take_delivery(INTAKE, delivery_id, now):
                return False
            item = InboxItem(source=INTAKE, event_id=delivery_id, body=body)
            unit.take_in(INTAKE, item, now)
            unit.put_entry(
                Entry(
                    org_id=org_id,
                    call_id=made.key,
                    kind=Kind.FORM,
                    key=made.key,
                    payload=msgspec.json.encode(made),
                    due_at=now,
                )
            )
            return True

        is_new = self._units.write(org_id, work)
        if is_new:
            self._bell.ring()
        return is_new
