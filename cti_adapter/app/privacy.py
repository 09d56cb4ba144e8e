"""What is kept of callers, put together: let go by age, handed out, erased (B-15).

Like product.py it only makes parts and hands them to those who need them.
"""

import msgspec

from cti_adapter.org_book import OrgBook
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.configuration import Configuration
from cti_adapter.service.erasing import Erasing
from cti_adapter.service.exporting import Exporting
from cti_adapter.service.ports import Clock
from cti_adapter.service.recent_records import RecentRecords
from cti_adapter.service.retention import Retention
from cti_adapter.storage import Storage


class Privacy(msgspec.Struct, frozen=True, kw_only=True):
    """What it is made of."""

    storage: Storage
    orgs: OrgBook
    flow: CallFlow
    recent: RecentRecords
    configuration: Configuration

    def erasing(self) -> Erasing:
        """Return the erasing of callers, recorded among the versions of the configuration."""
        storage = self.storage
        return Erasing(
            self.flow,
            storage.units,
            storage.erasures,
            storage.findings,
            forget=self.recent.forget,
            note=self._note,
        )

    def exporting(self, clock: Clock) -> Exporting:
        """Return the handing out of what is kept of callers, recorded likewise."""
        storage = self.storage
        return Exporting(storage.units, storage.erasures, note=self._note, clock=clock)

    def retention(self, clock: Clock) -> Retention:
        """Return what lets go what is old by this clock."""
        return Retention(
            self.flow,
            self.storage.units,
            self.storage.retained,
            orgs=lambda: [org.id for org in self.orgs.all()],
            policy=self.orgs.policy,
            clock=clock,
        )

    def _note(self, org_id: OrgId, by: str, what: str) -> None:
        self.configuration.record(org_id, by=by, summary=what)
