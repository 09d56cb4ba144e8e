"""What the doctor judges by: gathered once, by whoever may ask (app/doctor.py)."""

from collections.abc import Sequence

import msgspec

from cti_adapter.outbox.pause import Held
from cti_adapter.service.findings import Finding
from cti_adapter.service.org_config import OrgConfig
from cti_adapter.service.roster import Headcount
from cti_adapter.service.telephone_systems import System


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """What is not in Salesforce yet."""

    held: Held | None = None
    """The org's pause."""
    refused: int = 0
    """Refused for good; a person has to look."""
    late: int = 0
    """Tried before, and tried again."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One org and the server it is served by."""

    softphone: str
    """The address Salesforce has to have as its softphone's."""
    is_loopback: bool
    """Whether the product runs for this machine alone."""
    free_bytes: int | None
    """On the disk of the database; None where it is on another machine."""
    config: OrgConfig
    found: Finding | None
    """What the last check of the connection found; None before the first."""
    systems: Sequence[System] | None = ()
    """None where their secrets do not open."""
    heads: Headcount
    waiting: Waiting = Waiting()
    signal: Finding | None = None
    """The last sign-out of a user that the org told us of."""
    signal_secret: bool = False
    """Whether there is an address at which it could tell."""
    is_migrated: bool = True
    """Whether the database has the tables this release expects."""
    is_fenced: bool = True
    """Whether the database keeps orgs apart by itself, or is one that cannot."""
    locked: tuple[str, ...] = ()
    """Whose stored secrets our keys do not open: "salesforce", "telephone-systems" and so on."""
    outside: Finding | None = None
    """How our page looks at its public address; None before anybody looked."""

    @property
    def fine(self) -> dict[str, str] | None:
        """What the org said of itself; None where nobody came in, or an earlier release looked."""
        if self.found is None or not self.found.is_fine or "key_state" not in self.found.facts:
            return None
        return self.found.facts
