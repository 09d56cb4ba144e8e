"""What the org says of those who may own a record: who is active, what a queue owns.

Asked of the org, many users at a time, and remembered for a while, so that a thousand logs cost
one question. A user who left in the meantime is refused when the record is written, and the next
of the chain is taken (DECISION 32). Decides nothing: that is logbook/ownership.py.
"""

import threading
from collections.abc import Collection, Sequence

from cti_adapter.calls.owner import INTEGRATION
from cti_adapter.errors import Rejected
from cti_adapter.logbook.ownership import Standing
from cti_adapter.salesforce.describe import Clock
from cti_adapter.salesforce.gateway import Gateway, Row, id_of
from cti_adapter.salesforce.queues import Queue, read_queues

LIFETIME_S = 300.0
"""How long an answer is believed: somebody who comes back owns again after this."""

_BATCH = 200  # ids in one query; the address of a request ends at 16 384 bytes (facts 5.3)
_USER, _QUEUE = "005", "00G"  # what their ids begin with (facts 2)


class Standings:
    """Users and queues of one org. Safe for threads.

    Args:
        gateway: to the org.
        clock: seconds that never run backwards.
        username: of the integration user.
    """

    def __init__(self, gateway: Gateway, clock: Clock, username: str) -> None:
        self._gateway = gateway
        self._clock = clock
        self._username = username
        self._lock = threading.RLock()
        self._integration: tuple[float, str] | None = None
        self._queues: tuple[float, tuple[Queue, ...]] | None = None
        self._active: dict[str, tuple[float, bool]] = {}

    def queues(self) -> tuple[Queue, ...]:
        """Return the org's queues by name; raises SalesforceError."""
        with self._lock:
            if self._queues is None or self._is_old(self._queues[0]):
                self._queues = (self._clock(), read_queues(self._gateway))
            return self._queues[1]

    def standing(self, ids: Collection[str]) -> Standing:
        """Return what is known of these users and queues.

        What the integration user may not ask is not known, and bars nobody: Salesforce refuses an
        owner it does not want.

        Raises:
            SalesforceError: the org could not be asked.
        """
        with self._lock:
            inactive = self._inactive([at for at in ids if at.startswith(_USER)])
            served = self._served() if any(at.startswith(_QUEUE) for at in ids) else None
            return Standing(integration_id=self._itself(), inactive=inactive, queues=served)

    def forget(self) -> None:
        """Ask again next time: the org has just contradicted what we knew."""
        with self._lock:
            self._queues = None
            self._active.clear()

    def _served(self) -> dict[str, frozenset[str]] | None:
        try:
            return {queue.id: queue.owns for queue in self.queues()}
        except Rejected:
            return None

    def _itself(self) -> str:
        """Return the id of the integration user, INTEGRATION where the org does not tell it."""
        if self._integration is None or self._is_old(self._integration[0]):
            rows = self._ask("SELECT Id FROM User WHERE Username = {name}", name=self._username)
            self._integration = (self._clock(), id_of(rows[0]) if rows else INTEGRATION)
        return self._integration[1]

    def _inactive(self, users: Sequence[str]) -> frozenset[str]:
        known = self._active
        unknown = [at for at in users if at not in known or self._is_old(known[at][0])]
        now = self._clock()
        for start in range(0, len(unknown), _BATCH):
            some = unknown[start : start + _BATCH]
            rows = self._ask("SELECT Id FROM User WHERE IsActive = false AND Id IN {ids}", ids=some)
            left = {id_of(row) for row in rows}
            known |= {at: (now, at not in left) for at in some}
        return frozenset(at for at in users if not known[at][1])

    def _ask(self, soql: str, **values: object) -> list[Row]:
        try:
            return self._gateway.query(soql, **values)
        except Rejected:
            return []

    def _is_old(self, read_at: float) -> bool:
        return self._clock() - read_at >= LIFETIME_S
