"""Queues of a real Asterisk and the presence of agents: each follows the other."""

import pytest

from live.asterisk.conftest import Connect, ask
from live.asterisk.pbx import Pbx
from tests.support.panel_client import PanelClient
from tests.support.patience import until

MEMBER = "member PJSIP/alice queue support"


def shows(panel: PanelClient, presence: str) -> None:
    """Wait until the panel shows this presence."""

    def shown() -> bool:
        panel.listen()
        return bool(panel.desk["presence"]["state"] == presence)

    until(shown, lambda: f"presence {presence}; there is {panel.desk}")


@pytest.mark.requirement("B-32")
def test_a_pause_in_the_queue_is_away_on_the_panel(panel: PanelClient, pbx: Pbx) -> None:
    """A supervisor pauses an agent at the PBX, and lets them take calls again."""
    pbx.command(f"queue pause {MEMBER}")
    shows(panel, "away")
    pbx.command(f"queue unpause {MEMBER}")
    shows(panel, "available")


@pytest.mark.requirement("B-32")
def test_away_on_the_panel_is_a_pause_in_the_queue(panel: PanelClient, pbx: Pbx) -> None:
    """And is not told back as something new."""

    def is_paused() -> bool:
        lines = pbx.command("queue show support").splitlines()
        return any("PJSIP/alice" in line and "(paused" in line for line in lines)

    assert panel.press("presence", {"presence": "away"}).ok
    until(is_paused, "alice is paused")
    assert panel.press("presence", {"presence": "available"}).ok
    until(lambda: not is_paused(), "alice takes calls")
    shows(panel, "available")


def test_who_is_in_no_queue_may_be_away_all_the_same(connect: Connect) -> None:
    """There is nobody to pause, so it is done."""
    del connect

    assert 202 == ask("agent_presence", agent="1000", presence="away")
