"""An address of an org to which others post what they sign: made, renewed and rotated by an admin.

There is one for web forms and one for what the org tells of its users (storage/intake.py). The
address stays as it is from the first secret on. What comes there is taken elsewhere.
"""

from base64 import b64encode
from collections.abc import Callable

from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.intake import IntakeAccess, IntakeStore


class SignedAddress:
    """What admins do with one of the addresses.

    Args:
        store: its keys and secrets.
        prefix: how its keys begin; tells a person which address it is.
        random_bytes: so many of them.
    """

    def __init__(
        self, store: IntakeStore, prefix: str, random_bytes: Callable[[int], bytes]
    ) -> None:
        self._store = store
        self._prefix = prefix
        self._random_bytes = random_bytes

    def of(self, org_id: OrgId) -> IntakeAccess | None:
        """Return the org's address; None where it was never asked for."""
        return self._store.of(org_id)

    def renew(self, org_id: OrgId) -> IntakeAccess:
        """Make the org's address where it has none, and a new secret; the one before stays good."""
        key = f"{self._prefix}-{self._random_bytes(16).hex()}"
        secret = f"whsec_{b64encode(self._random_bytes(32)).decode()}"
        return self._store.renew(org_id, key=key, secret=secret)

    def retire(self, org_id: OrgId) -> None:
        """End the secret of before: every sender has the new one."""
        self._store.retire(org_id)
