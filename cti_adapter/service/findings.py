"""What a check of the set-up found last, as a code of the pages' words and what fills its gaps."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

import msgspec

from cti_adapter.outbox.entry import OrgId

FINE = "ok"
"""The code of a finding that leaves nothing to do."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, and when."""

    at: datetime
    code: str
    """FINE, or what is wrong."""
    words: str = ""
    """Those of whoever said no, where they said any."""
    facts: dict[str, str] = {}

    @property
    def is_fine(self) -> bool:
        """Whether there is nothing to mend."""
        return self.code == FINE


class Findings(Protocol):
    """Where findings are kept (storage/findings.py)."""

    def put(self, org_id: OrgId, subject: str, finding: Finding) -> None:
        """Keep what was found of a subject, in the place of what was found before."""
        ...

    def of(self, org_id: OrgId, *, like: str = "") -> Mapping[str, Finding]:
        """Return what was found, by subject; only subjects that begin with `like`."""
        ...

    def drop(self, org_id: OrgId, *, like: str) -> bool:
        """Forget subjects that begin so; whether there was one."""
        ...
