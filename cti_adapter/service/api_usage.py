"""How much of an org's API requests of the day is used up, as any process was told last.

Salesforce says it with each answer to the process that asked. On PostgreSQL that is mostly the one
that does the work, and whoever has to know looks at a page of another: each writes down what it was
told. Of what nobody was told for a day nothing is known.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final, NamedTuple

from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.findings import FINE, Finding, Findings
from cti_adapter.service.ports import Clock

SUBJECT: Final = "api-usage"
WRITTEN_EVERY_S: Final = 2.0
"""How late another process knows it."""
LASTS: Final = timedelta(days=1)
"""Salesforce counts the requests of the last 24 hours."""


class Used(NamedTuple):
    """API requests of the day."""

    used: int
    allowed: int


class ApiUsages:
    """What this process was told of the orgs, and what the others were.

    Args:
        orgs: all there are.
        told: what the last answer of an org to this process said; None before the first.
        findings: where it is written down.
        clock: now.
    """

    def __init__(
        self,
        orgs: Callable[[], Iterable[OrgId]],
        told: Callable[[OrgId], tuple[int, int] | None],
        findings: Findings,
        clock: Clock,
    ) -> None:
        self._orgs = orgs
        self._findings = findings
        self._told = told
        self._clock = clock
        self._written: dict[OrgId, Used] = {}

    def write_down(self) -> None:
        """Let other processes know what this one was told since it last did."""
        for org_id in self._orgs():
            news = self._news(org_id)
            if news is not None:
                facts = {"used": str(news.used), "allowed": str(news.allowed)}
                found = Finding(at=self._clock(), code=FINE, facts=facts)
                self._findings.put(org_id, SUBJECT, found)
                self._written[org_id] = news

    def of(self, org_id: OrgId) -> Used | None:
        """Return what any process was told last; None where none was for a day."""
        news = self._news(org_id)
        if news is not None:
            return news
        found = self._findings.of(org_id, like=SUBJECT).get(SUBJECT)
        if found is None or self._clock() - found.at > LASTS:
            return None
        return Used(int(found.facts["used"]), int(found.facts["allowed"]))

    def _news(self, org_id: OrgId) -> Used | None:
        told = self._told(org_id)
        if told is None or told == self._written.get(org_id):
            return None
        return Used(*told)
