"""Calls on a real Asterisk, from the phone to the panel and to the Task (A-8)."""

from typing import Any

import pytest

from live.asterisk.conftest import CUSTOMER, Connect, ask, native_id
from live.asterisk.pbx import Pbx
from live.asterisk.phone import Phone
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running


def saved(panel: PanelClient) -> str:
    """Wait until the call is over, save, see it go; return our id of it."""
    call = panel.call(phase="wrap-up")
    answer = panel.press(f"calls/{call['id']}/save", {"text": ""})
    assert answer.status_code == 202, answer.text
    nothing(panel)
    return str(call["id"])


def nothing(panel: PanelClient) -> None:
    """Wait until the panel shows no call."""

    def empty() -> bool:
        panel.listen()
        return all(call["phase"] in {"saved", "over"} for call in panel.calls.values())

    until(empty, f"no call on the panel; there are {list(panel.calls.values())}")


def new_tasks(running: Running, known: set[str], many: int) -> list[dict[str, Any]]:
    """Wait until so many Tasks came, and return them."""

    def came() -> list[dict[str, Any]] | None:
        found = [row for row in running.records("Task") if row["Id"] not in known]
        return found if len(found) >= many else None

    return until(came, f"{many} Tasks", within_s=20)


@pytest.fixture
def known(running: Running) -> set[str]:
    """The Tasks there are already."""
    return {row["Id"] for row in running.records("Task")}


def ring(customer: Phone, alice: Phone, panel: PanelClient) -> str:
    """Let the customer talk to alice; return our id of the call."""
    customer.calls("101")
    alice.rings()
    panel.call(phase="ringing")
    alice.answers()
    customer.talks()
    return str(panel.call(phase="talking")["id"])


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


def test_a_blind_transfer_takes_the_call_away(
    alice: Phone, bob: Phone, customer: Phone, panel: PanelClient, running: Running
) -> None:
    """The customer is bob's, who was the last to deal with them (DECISION 16)."""
    call = native_id(running, ring(customer, alice, panel))
    assert 202 == ask("transfer", call_id=call, agent="101", to_agent="102")
    bob.rings()
    alice.is_over()
    bob.answers()
    nothing(panel)
    customer.hangs_up()
    bob.is_over()


def test_a_consultation_that_does_not_begin_is_said(
    alice: Phone, customer: Phone, panel: PanelClient, running: Running
) -> None:
    """Without its prompt the PBX says yes and does nothing: the agent must not wait for ever."""
    call = native_id(running, ring(customer, alice, panel))
    assert 502 == ask("consult", call_id=call, agent="101", target="102")
    panel.call(phase="talking")
    customer.hangs_up()
    saved(panel)


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
