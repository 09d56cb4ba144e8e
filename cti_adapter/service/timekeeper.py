"""Does to calls what only the clock can: deadline.py says what, and when.

The clock runs on the server, with or without a client (DECISION 13).
"""

from cti_adapter.calls.call import CallId
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.fold import Fold
from cti_adapter.service.ports import Clock, Timers

_AT_ONCE = 200


class Timekeeper:
    """Looks at the calls whose moment has come."""

    def __init__(self, flow: CallFlow, timers: Timers, clock: Clock) -> None:
        self._flow = flow
        self._timers = timers
        self._clock = clock

    def tick(self) -> int:
        """Look at every call whose moment has come; return how many they were."""
        due = self._timers.due_calls(self._clock(), _AT_ONCE)
        for org_id, call_id in due:
            self._look_at(org_id, call_id)
        return len(due)

    def _look_at(self, org_id: OrgId, call_id: CallId) -> None:
        def elapse(fold: Fold) -> None:
            file = fold.unit.lock_call(call_id)
            due = file.deadline if file is not None else None
            if file is not None and due is not None and due.at <= fold.now:
                fold.advance(file, due.event(at=fold.now))

        self._flow.apply(org_id, elapse)
