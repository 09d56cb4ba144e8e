"""Which calls may go when their time is up: those that are done with (B-15)."""

from datetime import timedelta
from typing import Any

import pytest

from cti_adapter.calls.policy import Policy
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.retention import EVERY, Retention, may_go
from tests.support.builders import at
from tests.support.story import play
from tests.unit.service.call_stories import ANSWERED, ENDED, RINGS, SAVED, WRITTEN

REFUSED = f"{SAVED}09:05:21 | task.refused | no\n"
GIVEN_UP = f"{REFUSED}09:06:00 | entry.given-up | kind=log, edition=1, text=a test, admin=005\n"
LOST, WHOLE = OrgId("lost"), OrgId("whole")
NOBODY: Any = None


@pytest.mark.requirement("B-15")
@pytest.mark.parametrize(
    ("story", "goes"),
    [(RINGS, False), (ANSWERED, False), (ENDED, False), (SAVED, False), (WRITTEN, True)],
)
def test_a_call_stays_until_it_is_written(story: str, *, goes: bool) -> None:
    """While it rings, is talked, is wrapped up, and while its Task is on its way."""
    assert goes == may_go(play(story).file)


@pytest.mark.requirement("B-15")
def test_a_refused_log_stays_until_somebody_gives_it_up() -> None:
    """Nothing that was refused goes by itself."""
    assert not may_go(play(REFUSED).file)
    assert may_go(play(GIVEN_UP).file)


@pytest.mark.requirement("B-15")
def test_a_call_taken_back_stays() -> None:
    """Its wrap-up runs again."""
    assert not may_go(play(f"{WRITTEN}09:05:30 | undo.pressed |\n").file)


class Store:
    """Where nothing is old; it may be away."""

    def __init__(self) -> None:
        self.asked: list[OrgId] = []

    def old_calls(self, org_id: OrgId, *_: Any, **__: Any) -> tuple[()]:
        self.asked.append(org_id)
        if org_id == LOST:
            raise OSError("away")
        return ()

    def delete_calls(self, *_: Any) -> int:
        return 0

    def delete_raw(self, *_: Any) -> None: ...

    def delete_sent(self, *_: Any) -> None: ...

    def agents(self, _: OrgId) -> tuple[()]:
        return ()


class Units:
    """Shows nothing."""

    def read(self, *_: Any) -> dict[str, set[str]]:
        return {}


def test_an_org_that_cannot_be_read_keeps_no_other_waiting() -> None:
    """Each has its turn once an hour where nothing is old, whatever becomes of the others."""
    store, now = Store(), [at("09:00:00")]
    units: Any = Units()
    retention = Retention(
        NOBODY,
        units,
        store,
        orgs=lambda: (LOST, WHOLE),
        policy=lambda _: Policy(),
        clock=lambda: now[0],
    )
    with pytest.raises(OSError, match="away"):
        retention.tick()
    retention.tick()
    retention.tick()
    now[0] += EVERY + timedelta(seconds=1)
    with pytest.raises(OSError, match="away"):
        retention.tick()

    assert [LOST, WHOLE, LOST] == store.asked
