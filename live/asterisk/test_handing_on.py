"""Calls that are handed on, on a real Asterisk: blind, after asking, and by coming together (A-8).

What agents press is posted to `connect` as the web process posts it.
"""

from typing import Any

import pytest

from live.asterisk import config
from live.asterisk.conftest import ask, native_id
from live.asterisk.phone import Phone
from live.asterisk.stories import new_tasks, nothing, ring, saved
from tests.support.panel_client import PanelClient
from tests.support.running import Running

NUMBER = "+14155550130"
"""A number outside of the company, which the carrier reaches."""


class Talk:
    """Agent A talks to the customer, and presses buttons."""

    def __init__(self, running: Running, customer: Phone, alice: Phone, panel: PanelClient) -> None:
        self.customer, self.alice, self.panel = customer, alice, panel
        self._call = native_id(running, ring(customer, alice, panel))

    def press(self, verb: str, **more: str) -> None:
        """Press a button; the PBX takes it."""
        assert 202 == self.status(verb, **more), verb

    def status(self, verb: str, **more: str) -> int:
        """Press a button; return what the PBX makes of it."""
        return ask(verb, call_id=self._call, agent="101", **more)

    def asks(self, colleague: Phone, target: str = "102") -> None:
        """Ask a colleague, who answers."""
        self.press("consult", target=target)
        colleague.rings()
        colleague.answers()


@pytest.fixture
def talk(running: Running, customer: Phone, alice: Phone, panel: PanelClient) -> Talk:
    return Talk(running, customer, alice, panel)


def owner(running: Running, task: dict[str, Any]) -> str:
    """Return whose a Task is."""
    (name,) = [row["Username"] for row in running.records("User") if row["Id"] == task["OwnerId"]]
    return str(name)


@pytest.mark.requirement("A-8")
def test_a_blind_transfer_is_one_task_of_who_ended_the_call(
    talk: Talk, bob: Phone, colleague: PanelClient, running: Running, known: set[str]
) -> None:
    """With the events delivery to A and transfer to B (S1-13, S1-14)."""
    talk.press("transfer", to_agent="102")
    bob.rings()
    talk.alice.is_over()
    bob.answers()
    colleague.call(phase="talking")
    talk.customer.hangs_up()
    bob.is_over()
    saved(colleague)
    (task,) = new_tasks(running, known, 1)
    told = task["Description"]

    assert "b@example.test" == owner(running, task)
    assert "delivered to Agent A" in told
    assert "transferred from Agent A to Agent B" in told
    assert told.index("delivered to") < told.index("transferred from")


def test_a_call_is_handed_over_after_asking(
    talk: Talk, bob: Phone, colleague: PanelClient, running: Running, known: set[str]
) -> None:
    """The customer waits, the two agents talk, A leaves: B has the customer and the Task."""
    talk.asks(bob)
    talk.press("complete_consult")
    talk.alice.is_over()
    colleague.call(phase="talking")
    nothing(talk.panel)
    talk.customer.hangs_up()
    bob.is_over()
    saved(colleague)
    (task,) = new_tasks(running, known, 1)

    assert "b@example.test" == owner(running, task)
    assert "transferred from Agent A to Agent B" in task["Description"]


def test_asking_is_broken_off_while_it_rings_and_while_they_talk(
    talk: Talk, bob: Phone, running: Running, known: set[str]
) -> None:
    """Each time the customer is back with A, who may hold and retrieve as before."""
    talk.press("consult", target="102")
    bob.rings()
    talk.press("cancel_consult")
    bob.is_over()
    talk.panel.call(phase="talking")
    talk.asks(bob)
    talk.press("cancel_consult")
    bob.is_over()
    talk.panel.call(phase="talking")
    talk.alice.holds()
    talk.panel.call(phase="held")
    talk.alice.retrieves()
    talk.panel.call(phase="talking")
    talk.customer.hangs_up()
    saved(talk.panel)
    (task,) = new_tasks(running, known, 1)

    assert "transferred" not in task["Description"]


def test_three_talk_together_and_one_leaves(
    talk: Talk, bob: Phone, colleague: PanelClient, running: Running, known: set[str]
) -> None:
    """A conference; A leaves it, and the call is B's."""
    talk.asks(bob)
    colleague.call(phase="talking")
    talk.press("conference")
    talk.panel.call(phase="talking")
    colleague.call(phase="talking")
    talk.alice.hangs_up()
    nothing(talk.panel)
    talk.customer.hangs_up()
    bob.is_over()
    saved(colleague)
    (task,) = new_tasks(running, known, 1)

    assert "b@example.test" == owner(running, task)


def test_somebody_outside_is_asked_and_given_the_call(
    talk: Talk, running: Running, known: set[str]
) -> None:
    """A number is asked like a colleague; nobody here has the call then, so it stays A's."""
    with Phone("carrier", config.CARRIER_PORT) as outside:
        talk.asks(outside, NUMBER)
        talk.press("complete_consult")
        talk.alice.is_over()
        talk.customer.hangs_up()
        outside.is_over()
    saved(talk.panel)
    (task,) = new_tasks(running, known, 1)

    assert "a@example.test" == owner(running, task)


@pytest.mark.parametrize("verb", ["consult", "transfer"])
def test_nobody_is_asked_or_given_a_call_who_does_not_exist(talk: Talk, verb: str) -> None:
    """The PBX would let the agent wait for more digits, or lose the customer."""
    assert 409 == talk.status(verb, target="7777")
    talk.panel.call(phase="talking")
    talk.customer.hangs_up()
    saved(talk.panel)
