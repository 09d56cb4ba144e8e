"""Remembers what the deliveries of each telephone system looked like last, for its admin's page.

Beside the request and not before it, and a write every few seconds at most, whoever knocks and
however often: the hook answers as fast as without it. Keeps codes and times, nothing of a body.
"""

import threading
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Final

from cti_adapter.errors import (
    BadSignature,
    RequestError,
    Unprocessable,
    WrongMediaType,
)
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.background import Background
from cti_adapter.service.findings import FINE, Finding, Findings
from cti_adapter.service.telephone_findings import refused_subject, taken_subject
from cti_adapter.telephony.connector import WebhookRequest
from cti_adapter.telephony.dispatch import Exchange

EVERY_S: Final = 5.0
"""Between two writes about the same telephone system, in each of the two ways."""
MOST_WORDS: Final = 500


class HookWitness:
    """Writes down what came in.

    Args:
        findings: where it is kept.
        background: where it is written.
        clock: now.
    """

    def __init__(
        self, findings: Findings, background: Background, clock: Callable[[], datetime]
    ) -> None:
        self._findings = findings
        self._background = background
        self._clock = clock
        self._written: dict[str, float] = {}
        self._lock = threading.Lock()

    def taken(self, org_id: OrgId, exchange: Exchange) -> None:
        """Note a delivery that was signed as it should be."""
        self._note(org_id, taken_subject(exchange.key), lambda: (FINE, ""))

    def refused(
        self, org_id: OrgId, exchange: Exchange, webhook: WebhookRequest, error: RequestError
    ) -> None:
        """Note a delivery that was not taken, and why."""

        def judge() -> tuple[str, str]:
            if isinstance(error, BadSignature):
                return exchange.codec.why_refused(webhook, exchange.credentials), ""
            if isinstance(error, Unprocessable):
                # where, not what: a value may be somebody's number
                return "unreadable", ", ".join(fault.field for fault in error.faults)
            is_json = not isinstance(error, WrongMediaType)
            return "unreadable" if is_json else "not-json", ""

        self._note(org_id, refused_subject(exchange.key), judge)

    def _note(self, org_id: OrgId, subject: str, judge: Callable[[], tuple[str, str]]) -> None:
        now = monotonic()
        with self._lock:
            if self._written.get(subject, -EVERY_S) > now - EVERY_S:
                return
            self._written[subject] = now

        def write() -> None:
            code, words = judge()
            finding = Finding(at=self._clock(), code=code, words=words[:MOST_WORDS])
            self._findings.put(org_id, subject, finding)

        self._background.start(write)
