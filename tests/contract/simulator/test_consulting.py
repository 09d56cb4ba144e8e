"""An agent asks somebody while the customer waits: what each end of it tells (contract.md §4)."""

from typing import Any

import pytest

from tests.contract.simulator.hook import Hook
from tests.contract.simulator.telephone import Telephone

ASKED = ["leg.held", "consult.started", "leg.offered", "leg.connected"]


def asked(telephone: Telephone, *, answered: bool = True) -> str:
    """Let agent 101 talk with a customer and ask agent 102; return the id of the call."""
    call = telephone.rings()
    telephone.act(call, "answer")
    asking = telephone.command(
        "consult", webhook_id="ask", call_id=call, agent="101", to_agent="102", target="102"
    )
    assert 202 == asking.status_code, asking.text
    if answered:
        assert 200 == telephone.act(call, "answer", agent="102").status_code
    return call


def command(telephone: Telephone, type_: str, call: str, **data: Any) -> int:
    """Let agent 101 command something; return how it was answered."""
    answer = telephone.command(type_, webhook_id=type_, call_id=call, agent="101", **data)
    return answer.status_code


def states(telephone: Telephone, call: str) -> dict[str, str]:
    """Return how far each agent's leg is."""
    return {leg["agent"]: leg["state"] for leg in telephone.call(call)["legs"]}


def test_completed_the_customer_is_with_who_was_asked(telephone: Telephone, hook: Hook) -> None:
    """Responsibility moves in one event, and who asked is gone (A-8)."""
    call = asked(telephone)

    assert 202 == command(telephone, "complete_consult", call)
    told = hook.types_until("leg.ended")
    assert [*ASKED, "call.transferred", "leg.ended"] == told[3:]
    assert {
        "call_id": call,
        "kind": "consult",
        "from_agent": "101",
        "to_agent": "102",
    } == hook.wait_for("call.transferred")["data"]
    assert {"101": "ended", "102": "connected"} == states(telephone, call)


def test_cancelled_the_customer_is_back_with_who_asked(telephone: Telephone, hook: Hook) -> None:
    """Who was asked is gone; the hold is over."""
    call = asked(telephone)

    assert 202 == command(telephone, "cancel_consult", call)
    told = hook.types_until("leg.retrieved")
    assert [*ASKED, "leg.ended", "consult.ended", "leg.retrieved"] == told[3:]
    assert {"101": "connected", "102": "ended"} == states(telephone, call)


def test_cancelled_while_it_rings_it_stops_ringing(telephone: Telephone, hook: Hook) -> None:
    """Nobody answers a question that is asked no more."""
    call = asked(telephone, answered=False)

    assert 202 == command(telephone, "cancel_consult", call)
    assert "102" == hook.wait_for("leg.withdrawn")["data"]["agent"]
    assert "102" == hook.wait_for("consult.ended")["data"]["target"]
    assert "connected" == states(telephone, call)["101"]


def test_in_a_conference_all_three_talk(telephone: Telephone, hook: Hook) -> None:
    """Either agent may leave it then, and the other one stays with the customer."""
    call = asked(telephone)

    assert 202 == command(telephone, "conference", call)
    assert ["101", "102"] == hook.wait_for("call.conferenced")["data"]["agents"]
    assert 202 == command(telephone, "hang_up", call)
    assert {"101": "ended", "102": "connected"} == states(telephone, call)


@pytest.mark.parametrize(("action", "says"), [("decline", "rejected"), ("no_answer", "no_answer")])
def test_a_colleague_who_does_not_answer_ends_the_question(
    telephone: Telephone, hook: Hook, action: str, says: str
) -> None:
    """The customer waits for who asked, who can come back to them."""
    call = asked(telephone, answered=False)
    telephone.act(call, action, agent="102")

    assert says == hook.wait_for("leg.withdrawn")["data"]["reason"]
    assert "102" == hook.wait_for("consult.ended")["data"]["target"]
    assert 202 == command(telephone, "retrieve", call)


def test_a_colleague_who_hangs_up_ends_the_question(telephone: Telephone, hook: Hook) -> None:
    """They said what they knew."""
    call = asked(telephone)
    telephone.act(call, "end", agent="102")

    assert "102" == hook.wait_for("consult.ended")["data"]["target"]
    assert {"101": "held", "102": "ended"} == states(telephone, call)


def test_who_hangs_up_while_asking_hands_over(telephone: Telephone, hook: Hook) -> None:
    """As a desk phone does it; also while it still rings."""
    call = asked(telephone, answered=False)

    assert 202 == command(telephone, "hang_up", call)
    assert "102" == hook.wait_for("call.transferred")["data"]["to_agent"]
    assert {"101": "ended", "102": "offered"} == states(telephone, call)


def test_a_number_outside_can_be_asked_and_takes_the_customer_along(
    telephone: Telephone, hook: Hook
) -> None:
    """For the telephone system that is the end of the call (DECISION 13)."""
    call = telephone.rings()
    telephone.act(call, "answer")
    number = "+14155550120"

    assert 202 == command(telephone, "consult", call, to_number=number)
    assert number == hook.wait_for("consult.started")["data"]["target"]
    assert 202 == command(telephone, "complete_consult", call)
    assert number == hook.wait_for("call.transferred")["data"]["to_number"]
    assert "answered" == hook.wait_for("call.ended")["data"]["outcome"]


@pytest.mark.parametrize(
    ("answered", "type_", "data", "status"),
    [
        (False, "complete_consult", {}, 409),
        (False, "conference", {}, 409),
        (True, "consult", {"to_agent": "103"}, 409),
        (True, "retrieve", {}, 409),
        (True, "transfer", {"to_agent": "103"}, 409),
    ],
)
def test_what_does_not_fit_a_consultation_is_refused(
    telephone: Telephone, *, answered: bool, type_: str, data: dict[str, str], status: int
) -> None:
    """One thing after the other: the question has to end first."""
    call = asked(telephone, answered=answered)

    assert status == command(telephone, type_, call, **data)


@pytest.mark.parametrize(
    ("type_", "data", "status"),
    [
        ("consult", {}, 422),
        ("consult", {"to_agent": "101"}, 409),
        ("complete_consult", {}, 409),
        ("cancel_consult", {}, 409),
        ("conference", {}, 409),
    ],
)
def test_without_a_consultation_there_is_nothing_to_end(
    telephone: Telephone, type_: str, data: dict[str, str], status: int
) -> None:
    """And nobody asks themselves."""
    call = telephone.rings()
    telephone.act(call, "answer")

    assert status == command(telephone, type_, call, **data)
