"""Records just made or chosen for a number: found at its next call, whatever the search knows.

Salesforce's index lags behind its tables by minutes (facts/salesforce.md 4.3). What is kept here
is no match: it is read anew, and counts if it really stores the number. Kept in the memory of this
process, for as long as an index lags at most, and for so many numbers; losing it loses a search
result, never a record.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable

from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import RecordId
from cti_adapter.outbox.entry import OrgId

LIFETIME_S = 1800.0
MOST_NUMBERS = 2_000
"""The number noted longest ago is forgotten first."""
MOST_OF_A_NUMBER = 5

_Key = tuple[OrgId, PhoneNumber]


class RecentRecords:
    """What was assigned to calls of a number a while ago. Safe for threads.

    Args:
        clock: seconds that never run backwards.
        most: numbers remembered.
    """

    def __init__(self, clock: Callable[[], float], *, most: int = MOST_NUMBERS) -> None:
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Key, dict[RecordId, float]] = OrderedDict()

    def note(self, org_id: OrgId, number: PhoneNumber, *ids: RecordId) -> None:
        """Remember that these records were assigned to a call of this number."""
        now = self._clock()
        with self._lock:
            known = self._kept.pop((org_id, number), {})
            others = {at: when for at, when in known.items() if at not in ids}
            newest = [*others.items(), *((at, now) for at in ids)][-MOST_OF_A_NUMBER:]
            self._kept[org_id, number] = dict(newest)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def of(self, org_id: OrgId, number: PhoneNumber) -> tuple[RecordId, ...]:
        """Return the records of a number that are young enough, the newest last."""
        oldest = self._clock() - LIFETIME_S
        with self._lock:
            kept = self._kept.get((org_id, number), {})
            return tuple(at for at, when in kept.items() if when > oldest)

    def forget(self, org_id: OrgId, number: PhoneNumber) -> None:
        """Forget what was assigned to calls of a number that is erased (B-15)."""
        with self._lock:
            self._kept.pop((org_id, number), None)
