"""The clock looks at every call whose moment has come."""

from collections.abc import Callable
from datetime import datetime

import pytest

from cti_adapter.calls.call import CallId
from cti_adapter.errors import SettingsError
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.fold import Fold
from cti_adapter.service.timekeeper import Timekeeper
from tests.support.builders import at

LOST, WHOLE = OrgId("lost"), OrgId("whole")


class Timers:
    """Two calls are due, and the first is of an org that cannot be opened."""

    def due_calls(self, at: datetime, limit: int) -> tuple[tuple[OrgId, CallId], ...]:
        del at, limit
        return ((LOST, CallId("call-1")), (WHOLE, CallId("call-2")))


class Flow:
    """Notes whose calls are looked at."""

    def __init__(self) -> None:
        self.looked_at: list[OrgId] = []

    def apply(self, org_id: OrgId, work: Callable[[Fold], None]) -> None:
        del work
        if org_id == LOST:
            raise SettingsError("CTI_SECRET_KEYS: none of them opens the secrets of the org")
        self.looked_at.append(org_id)


def test_a_call_that_cannot_be_looked_at_keeps_no_other_waiting() -> None:
    """One org's trouble is not that of the others; it is told all the same."""
    flow = Flow()

    with pytest.raises(SettingsError, match="secrets of the org"):
        Timekeeper(flow, Timers(), lambda: at("09:00:00")).tick()
    assert [WHOLE] == flow.looked_at
