"""The clock looks at every call whose moment has come."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import pytest

from cti_adapter.calls.call import CallId
from cti_adapter.errors import SettingsError
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.fold import Fold
from cti_adapter.service.timekeeper import LEFT_ALONE, Timekeeper
from tests.support.builders import at

LOST, WHOLE = OrgId("lost"), OrgId("whole")


class Timers:
    """One call is due, behind those of an org that cannot be opened."""

    def __init__(self, lost: int = 1) -> None:
        self._due = [(LOST, CallId(f"lost-{number}")) for number in range(lost)]

    def due_calls(self, at: datetime, limit: int) -> tuple[tuple[OrgId, CallId], ...]:
        del at
        return (*self._due, (WHOLE, CallId("call")))[:limit]


class Flow:
    """Notes whose calls are looked at."""

    def __init__(self) -> None:
        self.looked_at: list[OrgId] = []
        self.failed = 0

    def apply(self, org_id: OrgId, work: Callable[[Fold], None]) -> None:
        del work
        if org_id == LOST:
            self.failed += 1
            raise SettingsError("CTI_SECRET_KEYS: none of them opens the secrets of the org")
        self.looked_at.append(org_id)


def test_a_call_that_cannot_be_looked_at_keeps_no_other_waiting() -> None:
    """One org's trouble is not that of the others; it is told all the same."""
    flow = Flow()

    with pytest.raises(SettingsError, match="secrets of the org"):
        Timekeeper(flow, Timers(), lambda: at("09:00:00")).tick()
    assert [WHOLE] == flow.looked_at


def test_however_many_such_calls_there_are_the_others_have_their_turn() -> None:
    """They are tried again after a while, and not before every other call."""
    flow, now = Flow(), [at("09:00:00")]
    clock = Timekeeper(flow, Timers(lost=500), lambda: now[0])
    for _ in range(3):
        with suppress(SettingsError):
            clock.tick()
    first = flow.failed
    now[0] += LEFT_ALONE
    with suppress(SettingsError):
        clock.tick()

    assert [WHOLE] == flow.looked_at[:1]
    assert (500, 700) == (first, flow.failed)
