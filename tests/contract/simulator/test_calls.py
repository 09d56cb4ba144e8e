"""Calls that come in, and what the agent and the customer do with them."""

import pytest

from tests.contract.simulator.hook import Hook
from tests.contract.simulator.telephone import ADA, Telephone


def test_a_direct_call_says_who_calls_whom(telephone: Telephone, hook: Hook) -> None:
    """The adapter looks the caller up from these members alone (contract.md §4)."""
    call = telephone.rings(attributes={"order": "17"}, record_id="500000000000001AAA")

    offered = hook.wait_for("leg.offered")
    assert offered["data"] == {
        "call_id": call,
        "leg_id": f"{call}-1",
        "agent": "101",
        "direction": "inbound",
        "remote_number": ADA,
        "local_number": "+14155550100",
        "route": "agent",
        "attributes": {"order": "17"},
        "record_id": "500000000000001AAA",
    }


def test_a_withheld_number_is_null(telephone: Telephone, hook: Hook) -> None:
    """Null is not the same as a missing member."""
    telephone.rings(None)

    assert hook.wait_for("leg.offered")["data"]["remote_number"] is None


def test_a_queue_call_is_told_from_the_queue_to_the_end(telephone: Telephone, hook: Hook) -> None:
    """The whole vocabulary of an ordinary call, in its order."""
    call = telephone.rings(queue="Support")
    for action in ("answer", "hold", "retrieve", "mute", "unmute", "hang_up"):
        assert telephone.act(call, action).status_code == 200

    assert hook.types_until("call.ended") == [
        "call.created",
        "call.queued",
        "leg.offered",
        "call.dequeued",
        "leg.connected",
        "leg.held",
        "leg.retrieved",
        "leg.muted",
        "leg.unmuted",
        "leg.ended",
        "call.ended",
    ]
    assert hook.wait_for("call.ended")["data"] == {"call_id": call, "outcome": "answered"}


def test_events_carry_unique_ids_and_a_rising_sequence(telephone: Telephone, hook: Hook) -> None:
    """Repeats are found by id, order by sequence; a sequence is compared as text."""
    call = telephone.rings()
    telephone.act(call, "decline")
    hook.wait_for("call.ended")

    sequences = [event["event"]["sequence"] for event in telephone.get("/events")["events"]]
    assert sorted(sequences) == sequences
    assert {16} == {len(sequence) for sequence in sequences}
    assert len(set(hook.ids)) == len(hook.ids) == len(sequences)


def test_a_call_can_answer_itself(telephone: Telephone, hook: Hook) -> None:
    """A demo may run without anybody at the desk phone."""
    telephone.rings(auto_answer_after_s=0.05)

    assert hook.wait_for("leg.connected")["data"]["agent"] == "101"


def test_only_one_of_two_agents_it_rings_at_gets_the_call(telephone: Telephone, hook: Hook) -> None:
    """Whoever is too late is told why it stopped ringing."""
    call = telephone.rings()
    telephone.act(call, "ring", agent="102")
    telephone.act(call, "answer", agent="102")

    withdrawn = hook.wait_for("leg.withdrawn")["data"]
    assert ("101", "answered_elsewhere") == (withdrawn["agent"], withdrawn["reason"])
    assert hook.wait_for("leg.connected")["data"]["agent"] == "102"


@pytest.mark.parametrize(
    ("queue", "actions", "outcome"),
    [
        (None, ["decline"], "rejected"),
        (None, ["no_answer"], "missed"),
        (None, ["abandon"], "missed"),
        ("Support", ["abandon"], "abandoned_in_queue"),
        ("Support", ["decline", "hang_up"], "abandoned_in_queue"),
        ("Support", ["voicemail"], "voicemail"),
        (None, ["end"], "rejected"),
        (None, ["answer", "end"], "answered"),
    ],
)
def test_a_call_ends_with_its_outcome(
    telephone: Telephone, hook: Hook, queue: str | None, actions: list[str], outcome: str
) -> None:
    """Missed, rejected and abandoned calls are logged differently (requirements.md 2.4)."""
    call = telephone.rings(queue=queue)
    for action in actions:
        telephone.act(call, action)

    assert outcome == hook.wait_for("call.ended")["data"]["outcome"]


def test_a_call_without_agent_waits_in_its_queue(telephone: Telephone, hook: Hook) -> None:
    """A call nobody hears yet rings as soon as an agent is free."""
    call = telephone.rings(agent=None, queue="Support")
    assert [] == telephone.call(call).get("legs", [])

    telephone.act(call, "ring", agent="102")

    assert hook.wait_for("leg.offered")["data"]["agent"] == "102"


@pytest.mark.parametrize(
    ("target", "then"),
    [
        ({"to_agent": "102"}, "leg.offered"),
        ({"to_queue": "Support"}, "call.queued"),
        ({"to_number": "+14155550120"}, "call.ended"),
    ],
)
def test_a_transfer_moves_responsibility(
    telephone: Telephone, hook: Hook, target: dict[str, str], then: str
) -> None:
    """The log follows the agent it was transferred to (DECISION 16)."""
    call = telephone.rings()
    telephone.act(call, "answer")
    telephone.act(call, "transfer", **target)

    moved = hook.wait_for("call.transferred")["data"]
    assert target.items() <= moved.items()
    assert moved["from_agent"] == "101"
    assert then in hook.types_until(then)
    assert hook.wait_for("leg.ended")["data"]["reason"] == "transferred"


@pytest.mark.parametrize(
    ("action", "wish", "status", "says"),
    [
        ("hold", {}, 409, "connected"),
        ("ring", {}, 422, "agent"),
        ("ring", {"agent": "101"}, 409, "already"),
        ("far_end_answers", {}, 409, "initiated"),
        ("answer", {"agent": "102"}, 409, "nobody"),
        ("levitate", {}, 422, "levitate"),
        ("answer", {"agent": 101}, 422, "agent"),
    ],
)
def test_what_the_call_does_not_allow_is_refused_in_words(
    telephone: Telephone, action: str, wish: dict[str, object], status: int, says: str
) -> None:
    """Whoever presses the wrong button learns which one fits."""
    call = telephone.rings()

    answer = telephone.act(call, action, **wish)
    assert status == answer.status_code
    assert says in answer.json()["detail"]


@pytest.mark.parametrize(
    ("action", "wish", "status"),
    [
        ("abandon", {}, 409),
        ("voicemail", {}, 409),
        ("transfer", {}, 422),
        ("transfer", {"to_agent": "102", "to_queue": "Support"}, 422),
    ],
)
def test_an_answered_call_cannot_become_a_missed_one(
    telephone: Telephone, action: str, wish: dict[str, str], status: int
) -> None:
    """And a transfer has exactly one target."""
    call = telephone.rings()
    telephone.act(call, "answer")

    assert status == telephone.act(call, action, **wish).status_code


def test_where_several_agents_fit_one_has_to_be_named(telephone: Telephone) -> None:
    """Guessing whose telephone is meant would answer at the wrong desk."""
    call = telephone.rings()
    telephone.act(call, "ring", agent="102")

    assert telephone.act(call, "answer").status_code == 409
    assert telephone.act(call, "answer", agent="102").status_code == 200


def test_a_caller_who_gives_up_after_a_transfer_was_answered(
    telephone: Telephone, hook: Hook
) -> None:
    """They have spoken with somebody: that is no missed call."""
    call = telephone.rings()
    telephone.act(call, "answer")
    telephone.act(call, "transfer", to_agent="102")
    telephone.act(call, "hang_up")

    assert hook.wait_for("leg.withdrawn")["data"]["reason"] == "caller_gave_up"
    assert hook.wait_for("call.ended")["data"]["outcome"] == "answered"


def test_a_call_that_is_over_stays_over(telephone: Telephone) -> None:
    """Nothing is told of a call after its end."""
    call = telephone.rings()
    telephone.act(call, "hang_up")

    assert telephone.act(call, "answer").status_code == 409
    assert telephone.act("sim-nobody", "answer").status_code == 404


@pytest.mark.parametrize(
    ("order", "says"),
    [
        ({}, "from"),
        ({"from": 5}, "from"),
        ({"from": ADA, "too_agent": "101"}, "too_agent"),
        ({"from": ADA, "script": "x | leg.offered"}, "line 1"),
    ],
)
def test_a_faulty_order_names_its_field(
    telephone: Telephone, order: dict[str, object], says: str
) -> None:
    """A test with a typing error must not run as another test."""
    answer = telephone.post("/calls", order)

    assert answer.status_code == 422
    assert says in answer.json()["detail"]


def test_a_form_of_another_site_can_do_nothing(telephone: Telephone) -> None:
    """Only JSON changes anything, and a browser does not let another site send that."""
    assert telephone.send("POST", "/calls", data={"from": ADA}).status_code == 415
    assert telephone.send("POST", "/events", data="{}").status_code == 415


def test_a_script_tells_the_call_line_by_line(telephone: Telephone, hook: Hook) -> None:
    """Tests need calls no sane telephone system would tell: here without a hang-up of the leg."""
    telephone.rings(
        agent=None,
        script="""
            0    | leg.offered   | agent=101
            0.05 | leg.connected | agent=101
            0.05 | leg.held      | agent=101
            0.1  | call.ended    | outcome=answered
        """,
    )

    assert hook.types_until("call.ended") == [
        "leg.offered",
        "leg.connected",
        "leg.held",
        "call.ended",
    ]
    assert hook.wait_for("leg.offered")["data"]["remote_number"] == ADA
