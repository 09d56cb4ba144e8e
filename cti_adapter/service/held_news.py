"""Tells agents whose log waits for a paused org how many wait with it, whenever that changes.

Only them: an agent without an unsaved call has nothing to do about a pause, and a banner would be
in the way of the call they are in. Whoever saves meanwhile is told with their own log.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from cti_adapter.calls.call import CallId
from cti_adapter.outbox.entry import OrgId
from cti_adapter.outbox.pause import Held
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.fold import Fold

MOST = 50
"""Calls of an org whose panels are told at once, those that wait longest."""


class HeldNews:
    """Looks at the paused orgs, again and again.

    Args:
        flow: the one way to the panels.
        paused: the orgs that take nothing, and how much waits for each.
        waiting_calls: the calls of an org whose log is on its way, so many at most.
    """

    def __init__(
        self,
        flow: CallFlow,
        paused: Callable[[], Mapping[OrgId, Held]],
        waiting_calls: Callable[[OrgId, int], Sequence[CallId]],
    ) -> None:
        self._flow = flow
        self._paused = paused
        self._waiting_calls = waiting_calls
        self._told: dict[OrgId, Held] = {}

    def look(self) -> None:
        """Tell the panels of every paused org for which something else is true by now."""
        paused = self._paused()
        news = {org_id for org_id, held in paused.items() if self._told.get(org_id) != held}
        self._told = dict(paused)
        for org_id in sorted(news):
            self._tell(org_id)

    def _tell(self, org_id: OrgId) -> None:
        for call_id in self._waiting_calls(org_id, MOST):
            self._flow.apply(org_id, partial(_show, call_id))


def _show(call_id: CallId, fold: Fold) -> None:
    file = fold.unit.lock_call(call_id)
    if file is not None and file.ledger.state == "not-saved":
        fold.panels.show(file, file)
