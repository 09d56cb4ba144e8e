"""A call that one agent answers and another one ends: one Task, whose it is (S1-3, A-8)."""

from collections.abc import Iterator

import pytest

from tests.support.panel_client import PanelClient
from tests.web.stage import OutsideCall, save


@pytest.fixture
def other(panel: PanelClient) -> Iterator[PanelClient]:
    """The panel of the agent it is handed to."""
    with PanelClient(panel.running.seat()) as other:
        yield other


@pytest.mark.requirement("A-8")
@pytest.mark.requirement("S1-3")
def test_who_was_given_the_call_and_ended_it_owns_its_one_task(
    panel: PanelClient, other: PanelClient, call: OutsideCall
) -> None:
    """It tells of both: delivered to the one, handed over by them to the other."""
    a, b = panel.seat, other.seat
    call.tell("leg.offered", "leg.connected")
    panel.call(phase="talking")
    call.tell("call.transferred", kind="blind", from_agent=a.line, to_agent=b.line)
    call.tell("leg.offered", agent=b.line)
    call.tell("leg.ended")
    call.tell("leg.connected", agent=b.line)
    other.call(phase="talking")
    call.tell("call.ended")
    save(other, other.call(phase="wrap-up"))
    other.call(phase="saved")
    (task,) = panel.running.tasks_of(call.placed)
    told = task["Description"]

    assert b.user_id == task["OwnerId"]
    assert f"delivered to {a.name}" in told
    assert f"transferred from {a.name} to {b.name}" in told
    assert told.index("delivered to") < told.index("transferred from")
