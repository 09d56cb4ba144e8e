"""The courier's sign of life: written now and then, so that every process sees that it works."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Final

from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.findings import FINE, Finding, Findings

COURIER: Final = "pulse/courier"
"""Under which subject it stands; it belongs to no org."""
EVERY_S: Final = 2.0
"""Between two writes, however short the rounds are."""


class Pulse:
    """Notes that the courier makes its rounds.

    Args:
        findings: where it is kept.
        clock: now.
    """

    def __init__(self, findings: Findings, clock: Callable[[], datetime]) -> None:
        self._findings = findings
        self._clock = clock
        self._written = float("-inf")

    def beat(self) -> None:
        """Note a round; raises StorageUnavailable where that cannot be kept."""
        now = monotonic()
        if now - self._written >= EVERY_S:
            self._findings.put(OrgId(""), COURIER, Finding(at=self._clock(), code=FINE))
            self._written = now
