"""Calls on a real Asterisk, from the phone to the panel and to the Task (A-8)."""

from live.asterisk.conftest import CUSTOMER, Connect
from live.asterisk.pbx import Pbx
from live.asterisk.phone import Phone
from live.asterisk.stories import new_tasks, nothing, ring, saved
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running


def test_a_call_rings_talks_is_held_and_ends(
    alice: Phone, customer: Phone, panel: PanelClient, running: Running, known: set[str]
) -> None:
    """The first call of any installation (A-8)."""
    ring(customer, alice, panel)
    alice.holds()
    panel.call(phase="held")
    alice.retrieves()
    panel.call(phase="talking")
    customer.hangs_up()
    saved(panel)
    (task,) = new_tasks(running, known, 1)

    assert "Inbound" == task["CallType"]


def test_the_panel_answers_holds_retrieves_and_hangs_up(
    alice: Phone, customer: Phone, panel: PanelClient
) -> None:
    """Every button is an action of the manager, and done when its event comes."""
    customer.calls("101")
    alice.rings()
    call = panel.call(phase="ringing")["id"]
    for press, phase in (("answer", "talking"), ("hold", "held"), ("retrieve", "talking")):
        answer = panel.press(f"calls/{call}/{press}")
        assert 202 == answer.status_code, answer.text
        panel.call(phase=phase)
    answer = panel.press(f"calls/{call}/hang_up")
    assert 202 == answer.status_code, answer.text
    customer.is_over()
    saved(panel)


def test_a_call_nobody_takes_is_missed_once(
    alice: Phone, customer: Phone, panel: PanelClient, running: Running, known: set[str]
) -> None:
    """The caller gives up while it rings."""
    customer.calls("101")
    alice.rings()
    panel.call(phase="ringing")
    customer.gives_up()
    alice.is_over()
    nothing(panel)
    assert 1 == len(new_tasks(running, known, 1))


def test_a_queue_rings_and_is_answered(
    alice: Phone, bob: Phone, customer: Phone, panel: PanelClient
) -> None:
    """The colleague who did not take it sees it go."""
    customer.calls("3000")
    alice.rings()
    bob.rings()
    panel.call(phase="ringing", queue="support")
    bob.answers()
    nothing(panel)
    customer.hangs_up()
    bob.is_over()


def test_a_number_that_is_withheld_is_on_no_screen(
    alice: Phone, panel: PanelClient, running: Running
) -> None:
    """The PBX knows it from the trusted trunk; we must not (facts: telephony 6)."""
    with Phone(CUSTOMER, 5081, privacy=True) as secret:
        secret.calls("101")
        alice.rings()
        call = panel.call(phase="ringing")
        secret.gives_up()
        alice.is_over()
        nothing(panel)
    del running

    assert "4155550101" not in str(call)


def test_a_click_dials_and_is_our_own_call(
    alice: Phone, panel: PanelClient, running: Running, known: set[str]
) -> None:
    """The agent's phone rings, then the customer's; one call from the click on."""
    with Phone("carrier", 5090) as outside:
        answer = panel.press("dial", {"number": "+14155550130"})
        assert 202 == answer.status_code, answer.text
        alice.rings()
        alice.answers()
        outside.rings()
        outside.answers()
        panel.call(phase="talking")
        outside.hangs_up()
        saved(panel)
    (task,) = new_tasks(running, known, 1)

    assert "Outbound" == task["CallType"]


def test_a_restart_of_connect_keeps_the_call(
    alice: Phone, customer: Phone, panel: PanelClient, connect: Connect
) -> None:
    """A deployment of ours in the middle of a call."""
    call = ring(customer, alice, panel)
    connect.stop()
    connect.start()
    alice.holds()
    assert call == panel.call(phase="held")["id"]
    customer.hangs_up()
    saved(panel)


def test_a_call_that_ends_while_we_are_away_is_over_when_we_are_back(
    alice: Phone, customer: Phone, panel: PanelClient, connect: Connect
) -> None:
    """Nobody tells us of it: the look does."""
    ring(customer, alice, panel)
    connect.stop()
    customer.hangs_up()
    alice.is_over()
    connect.start()
    saved(panel)


def test_a_restart_of_the_pbx_ends_every_call(
    alice: Phone, customer: Phone, panel: PanelClient, pbx: Pbx, connect: Connect
) -> None:
    """Its ids begin anew, and nobody hangs up."""
    ring(customer, alice, panel)
    ups = connect.said("line.up")
    pbx.stop()
    pbx.start()
    until(lambda: connect.said("line.up") > ups, "the line is up", within_s=30)
    saved(panel)
