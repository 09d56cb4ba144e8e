"""Commands of the adapter: obeyed once, when they are signed and the call allows them."""

import json
import time
from typing import Any

import pytest

from tests.contract.simulator.hook import Hook
from tests.contract.simulator.telephone import Telephone

OTHER_SECRET = "whsec_" + "YW5vdGhlci1zZWNyZXQtZW50aXJlbHk="


def test_every_command_of_a_call_brings_its_event(telephone: Telephone, hook: Hook) -> None:
    """A command counts as done when its event arrives (contract.md §4)."""
    call = telephone.rings()
    for number, type_ in enumerate(["answer", "hold", "retrieve", "mute", "unmute", "hang_up"]):
        answer = telephone.command(type_, webhook_id=f"cmd-{number}", call_id=call, agent="101")
        assert answer.status_code == 202

    assert hook.types_until("call.ended")[2:] == [
        "leg.connected",
        "leg.held",
        "leg.retrieved",
        "leg.muted",
        "leg.unmuted",
        "leg.ended",
        "call.ended",
    ]


def test_a_command_that_is_repeated_is_done_once(telephone: Telephone, hook: Hook) -> None:
    """The adapter may repeat a command whose answer was lost."""
    call = telephone.rings()
    first = telephone.command("decline", call_id=call)
    again = telephone.command("decline", call_id=call)

    assert (202, 202) == (first.status_code, again.status_code)
    assert hook.types_until("call.ended").count("leg.withdrawn") == 1
    assert [1] == [each["repeats"] for each in telephone.get("/commands")["commands"]]


def test_digits_are_keyed_in(telephone: Telephone) -> None:
    """There is no event for digits; the page shows them."""
    call = telephone.rings()
    telephone.act(call, "answer")
    telephone.command("dtmf", call_id=call, agent="101", digits="12#")

    assert telephone.call(call)["digits"] == "12#"


def test_an_agent_places_a_call_under_the_id_the_adapter_chose(
    telephone: Telephone, hook: Hook
) -> None:
    """The adapter knows the call before the telephone system tells of it."""
    telephone.command("originate", number="+14155550130", agent="101", call_id="c-42")

    initiated = hook.wait_for("leg.initiated")["data"]
    assert ("c-42", "outbound", "+14155550130") == (
        initiated["call_id"],
        initiated["direction"],
        initiated["remote_number"],
    )
    assert hook.types_until("leg.connected") == ["leg.initiated", "leg.connected"]


@pytest.mark.parametrize(
    ("number", "outcome"), [("+14155550666", "busy"), ("+14155550667", "no_answer")]
)
def test_the_last_digits_say_that_the_far_end_does_not_answer(
    telephone: Telephone, hook: Hook, number: str, outcome: str
) -> None:
    """An outgoing call nobody answered is logged too (DECISION 13)."""
    telephone.command("originate", number=number, agent="101")

    assert outcome == hook.wait_for("call.ended")["data"]["outcome"]


def test_hanging_up_while_dialling_cancels(waiting_telephone: Telephone, hook: Hook) -> None:
    """The far end must not pick up afterwards."""
    telephone = waiting_telephone
    telephone.command("originate", number="+14155550130", agent="101", call_id="c-1")
    telephone.command("hang_up", webhook_id="cmd-2", call_id="c-1", agent="101")

    assert hook.types_until("call.ended") == ["leg.initiated", "leg.ended", "call.ended"]
    assert hook.wait_for("call.ended")["data"]["outcome"] == "cancelled"


def test_the_far_end_can_reject_the_call(waiting_telephone: Telephone, hook: Hook) -> None:
    """The page can press the far end's buttons too."""
    waiting_telephone.command("originate", number="+14155550130", agent="101", call_id="c-1")
    waiting_telephone.act("c-1", "hang_up")

    assert hook.wait_for("call.ended")["data"]["outcome"] == "rejected"


def test_presence_is_remembered(telephone: Telephone) -> None:
    """The adapter tells it (B-32); the simulator never changes it by itself."""
    telephone.command("agent_presence", agent="101", presence="away")

    assert telephone.get("/commands")["presence"] == {"101": "away"}


def test_presence_that_is_changed_at_the_telephone_is_reported(
    telephone: Telephone, hook: Hook
) -> None:
    """An agent may press their telephone's own key (B-32)."""
    odd = telephone.send("POST", "/agents/101/presence", json={"presence": "logged_out"})
    telephone.send("POST", "/agents/101/presence", json={"presence": "away"})

    assert 422 == odd.status_code
    reported = hook.wait_for("agent.presence_changed")["data"]
    assert {"agent": "101", "presence": "away"} == reported
    assert telephone.get("/commands")["presence"] == {"101": "away"}


@pytest.mark.parametrize(
    ("type_", "data", "status"),
    [
        ("hold", {"call_id": "nobody", "agent": "101"}, 404),
        ("hold", {"agent": "101"}, 404),
        ("teleport", {"agent": "101"}, 422),
        ("originate", {"agent": "101"}, 422),
        ("agent_presence", {"agent": "101"}, 422),
        ("hold", {"call_id": 7}, 422),
    ],
)
def test_a_command_it_cannot_carry_out_is_answered_and_remembered(
    telephone: Telephone, type_: str, data: dict[str, Any], status: int
) -> None:
    """The adapter can tell the agent why nothing happens."""
    answer = telephone.command(type_, **data)

    assert status == answer.status_code
    assert answer.json()["detail"]
    assert [status] == [each["status"] for each in telephone.get("/commands")["commands"]]


@pytest.mark.parametrize("digits", ["", "12x"])
def test_digits_that_no_telephone_has_are_refused(telephone: Telephone, digits: str) -> None:
    """A letter in a number is a fault of whoever sent it."""
    call = telephone.rings()
    telephone.act(call, "answer")

    assert telephone.command("dtmf", call_id=call, digits=digits).status_code == 422


def test_a_call_id_cannot_be_placed_twice(telephone: Telephone) -> None:
    """Two calls under one id could not be told apart."""
    telephone.command("originate", number="+14155550130", agent="101", call_id="c-1")
    again = telephone.command(
        "originate", webhook_id="cmd-2", number="+14155550130", agent="102", call_id="c-1"
    )

    assert again.status_code == 409


def test_only_who_knows_the_secret_commands(telephone: Telephone) -> None:
    """A telephone that obeys strangers is worse than none."""
    body = json.dumps({"type": "command.agent_presence", "data": {"agent": "1", "presence": "x"}})
    unsigned = telephone.send("POST", "/commands", data=body)
    broken = {
        "webhook-id": "cmd-1",
        "webhook-timestamp": str(int(time.time())),
        "webhook-signature": "none",
    }

    assert unsigned.status_code == 401
    assert telephone.signed(body, secret=OTHER_SECRET).status_code == 401
    assert telephone.send("POST", "/commands", data=body, headers=broken).status_code == 401
    assert telephone.signed("[]").status_code == 422
    assert telephone.get("/commands") == {"commands": [], "presence": {}}
