"""A call that one agent answers and another one ends: one Task, whose it is (S1-3, A-8)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.panel_client import PanelClient
from tests.web.stage import save


@pytest.fixture
def other(panel: PanelClient) -> Iterator[PanelClient]:
    """The panel of the agent it is handed to."""
    with PanelClient(panel.running.seat()) as other:
        yield other


@pytest.mark.requirement("A-8")
@pytest.mark.requirement("S1-3")
@pytest.mark.requirement("S1-13")
@pytest.mark.requirement("S1-14")
def test_who_was_given_the_call_and_ended_it_owns_its_one_task(
    panel: PanelClient, other: PanelClient
) -> None:
    """Played on real telephones of the simulator; it tells of both, each with its time."""
    a, b = panel.seat, other.seat
    placed = a.call("0101")
    at = f"calls/{panel.call(phase='ringing', matching='done')['id']}"
    panel.press(f"{at}/answer")
    panel.call(phase="talking")
    panel.press(f"{at}/transfer", {"to": b.line})
    other.call(phase="ringing")
    other.press(f"{at}/answer")
    told = [each["text"] for each in other.call(phase="talking")["events"]]
    other.press(f"{at}/hang_up")
    save(other, other.call(phase="wrap-up"))
    other.call(phase="saved")
    (task,) = panel.running.tasks_of(placed)

    assert b.user_id == task["OwnerId"]
    assert {"code": "event.delivered", "params": {"agent": a.name}} == told[0]
    handed_on = {"agent": a.name, "to": b.name}
    assert {"code": "event.transferred", "params": handed_on} in told
    assert [
        f"delivered to {a.name}, from +1 415-555-0101",
        f"transferred from {a.name} to {b.name}",
        f"delivered to {b.name}",
    ] == [line for line in lines_of(task) if re.match("(delivered|transferred)", line)]


def lines_of(task: dict[str, Any]) -> list[str]:
    """Return what happened, without its times: every line begins with one."""
    lines = task["Description"].splitlines()
    assert all(re.match(r"\d\d:\d\d:\d\d ", line) for line in lines if not line.startswith(" "))
    return [line[9:] for line in lines]
