"""Ends what has an end of its own: the wrap-up whose time is over (DECISION 13).

The timer runs on the server, with or without a client.
"""

from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import WrapUpExpired
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
        """End every wrap-up whose time is over; return how many calls were looked at."""
        due = self._timers.due_calls(self._clock(), _AT_ONCE)
        for org_id, call_id in due:
            self._end(org_id, call_id)
        return len(due)

    def _end(self, org_id: OrgId, call_id: CallId) -> None:
        def expire(fold: Fold) -> None:
            file = fold.unit.lock_call(call_id)
            if file is not None and file.due_at is not None and file.due_at <= fold.now:
                fold.advance(file, WrapUpExpired(at=fold.now))

        self._flow.apply(org_id, expire)
