"""Does to calls what only the clock can: deadline.py says what, and when.

The clock runs on the server, with or without a client (DECISION 13).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import EndPresumed
from cti_adapter.metrics import CALLS_REAPED
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.fold import Fold
from cti_adapter.service.ports import Clock, Timers

_AT_ONCE = 200
LEFT_ALONE = timedelta(seconds=5)
"""How long a call that could not be looked at is not due: others come to be looked at, however many
such calls there are."""


class Flow(Protocol):
    """The one way in which anything happens to a call (call_flow.py)."""

    def apply(self, org_id: OrgId, work: Callable[[Fold], None]) -> None:
        """Run `work` on a fold in one transaction."""
        ...


class Timekeeper:
    """Looks at the calls whose moment has come."""

    def __init__(self, flow: Flow, timers: Timers, clock: Clock) -> None:
        self._flow = flow
        self._timers = timers
        self._clock = clock
        self._left: dict[CallId, datetime] = {}
        """Calls that could not be looked at, and when they are tried again."""

    def tick(self) -> int:
        """Look at every call whose moment has come; return how many they were.

        One that cannot be looked at, of an org whose secrets are lost for example, does not keep
        the others waiting.

        Raises:
            Exception: what the first of those met, once all others have been looked at.
        """
        now = self._clock()
        self._left = {call_id: again for call_id, again in self._left.items() if again > now}
        there = self._timers.due_calls(now, _AT_ONCE + len(self._left))
        due = [each for each in there if each[1] not in self._left]
        met: Exception | None = None
        for org_id, call_id in due:
            try:
                self._look_at(org_id, call_id)
            except Exception as error:  # noqa: BLE001 - told below; the next one is due as well
                met = met or error
                self._left[call_id] = now + LEFT_ALONE
        if met is not None:
            raise met
        return len(due)

    def _look_at(self, org_id: OrgId, call_id: CallId) -> None:
        done: list[object] = []

        def elapse(fold: Fold) -> None:
            done.clear()  # who lost a race for the row is run once more
            file = fold.unit.lock_call(call_id)
            due = file.deadline if file is not None else None
            if file is not None and due is not None and due.at <= fold.now:
                fold.advance(file, due.event(at=fold.now))
                done.append(due.event)

        self._flow.apply(org_id, elapse)
        if EndPresumed in done:
            CALLS_REAPED.inc()
