"""What the manager of a real Asterisk tells beside the events: who is paused, and past calls."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from cti_adapter.connect.ari import Ari
from live.asterisk import config
from live.asterisk.conftest import KEY, Connect, ask
from live.asterisk.pbx import Pbx
from live.asterisk.phone import Phone
from live.asterisk.stories import new_tasks, saved
from tests.support.panel_client import PanelClient
from tests.support.patience import until

MEMBER = "member PJSIP/alice queue support"


def shows(panel: PanelClient, presence: str) -> None:
    """Wait until the panel shows this presence."""

    def shown() -> bool:
        panel.listen()
        return bool(panel.desk["presence"]["state"] == presence)

    until(shown, f"presence {presence}; there is {panel.desk}")


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


@contextmanager
def deaf(pbx: Pbx, connect: Connect) -> Iterator[None]:
    """Let somebody else have our event socket, and nobody open another."""
    downs = connect.said("line.down")
    pbx.let_in("another-password")
    app = f"cti-{KEY[:8]}"
    other = Ari(f"http://127.0.0.1:{config.ARI_PORT}/ari", "cti", "another-password", app).listen()
    try:
        until(lambda: connect.said("line.down") > downs, "the line is lost")
        yield
    finally:
        other.close()
        pbx.let_in(config.PASSWORD)


def test_a_call_of_a_time_without_events_is_told_from_its_record(
    alice: Phone, customer: Phone, panel: PanelClient, pbx: Pbx, connect: Connect
) -> None:
    """The manager was there, the event socket was not; the history says how it was told."""
    known = {row["Id"] for row in panel.running.records("Task")}
    ups = connect.said("line.up")
    with deaf(pbx, connect):
        customer.calls("101")
        alice.rings()
        alice.answers()
        customer.talks()
        customer.hangs_up()
        alice.is_over()
    until(lambda: connect.said("line.up") > ups, "the line is up", within_s=30)
    saved(panel)
    (task,) = new_tasks(panel.running, known, 1)

    assert "Inbound" == task["CallType"]
