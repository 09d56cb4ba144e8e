"""Who logs a call on the real server: the four rows, from the telephone to the Task (2.4).

The calls are taken on desk phones, with no client open: the server decides and writes by itself.
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from cti_adapter.calls.sign_in import left_org
from cti_adapter.web.admin.catalogue import Catalogue
from tests.support.running import Running
from tests.web.logging_stage import agent, answered, be, outcome, settled
from tests.web.stage import OtherOrg, OutsideCall

AT_ONCE: dict[str, Any] = {"wrap_up_s": 1}
"""Nobody presses Save here."""
ROWS = {
    "out/out": (1, "nobody", "signed-out", 0),
    "in/out": (2, "softphone", "signed-in", 1),
    "in/in": (3, "softphone", "signed-in", 1),
    "logout/in": (4, "companion", "companion", 1),
    "out/in": (4, "companion", "companion", 1),
}
COMBINATIONS = [(False, False), (True, False), (False, True), (True, True)]


@pytest.mark.requirement("S4-1", "S4-12", "S4-15", "S4-18", "S4-21", "S4-22", "S4-30")
def test_one_call_in_each_row_is_logged_as_the_table_says(running: Running) -> None:
    """The ledger names the row; a Task is there exactly where somebody logs."""
    running.no_more_faults()
    org = OtherOrg(running, **AT_ONCE)
    calls = [answered(org, agent(org, state)) for state in ROWS]

    assert list(ROWS.values()) == [outcome(org, call) for call in calls]
    words = Catalogue.load()
    assert "nobody: not allowed while signed out" == words.text(
        "en", f"reconciliation.why.{settled(org, calls[0]).ledger.reason}"
    )


@pytest.mark.requirement("S4-21")
def test_where_the_connection_is_down_it_is_written_after_it_returns(running: Running) -> None:
    """Signed in to both, no checkbox anywhere; the log waits in the outbox (DECISION 41)."""
    running.no_more_faults()
    org = OtherOrg(running, **AT_ONCE)
    seat = agent(org, "in/in")
    running.fault("* /services/data", "drop_before", times=3)

    assert (3, "softphone", "signed-in", 1) == outcome(org, answered(org, seat))


@pytest.mark.requirement("S4-15")
def test_a_call_of_an_unlinked_agent_is_row_2_with_the_default_owner(running: Running) -> None:
    """Nobody's sign-in counts, and the log is not given up for it (DECISION 54)."""
    running.no_more_faults()
    org = OtherOrg(running, **AT_ONCE)
    call = answered(org, agent(org, "out/out", linked=False))

    assert (2, "softphone", "not-linked", 1) == outcome(org, call)
    owner = settled(org, call).ledger.owner
    assert owner is not None
    assert ("default", ["not-linked"]) == (owner.why, [each.reason for each in owner.passed_over])


@pytest.mark.requirement("S4-14", "S4-30")
def test_config_2_alone_logs_inbound_calls_while_signed_out(running: Running) -> None:
    """Answered on the desk phone, or missed on a direct line; what was dialled is not logged."""
    running.no_more_faults()
    allowed = OtherOrg(running, log_while_signed_out=True, **AT_ONCE)
    not_allowed = OtherOrg(running, log_missed_queue_calls=True, **AT_ONCE)
    told = {}
    for org in (allowed, not_allowed):
        seat = agent(org, "out/out")
        missed, dialled = OutsideCall(org.system(), seat.line), OutsideCall(org.system(), seat.line)
        missed.tell("leg.offered", "call.ended")
        dialled.tell("leg.initiated", "leg.connected", "call.ended", direction="outbound")
        told[org.id] = [answered(org, seat), missed, dialled]

    assert [
        (1, "server", "config-2", 1),
        (1, "server", "config-2", 1),
        (1, "nobody", "signed-out-outgoing", 0),
    ] == [outcome(allowed, call) for call in told[allowed.id]]
    assert [
        (1, "nobody", "signed-out", 0),
        (1, "nobody", "signed-out", 0),
        (1, "nobody", "signed-out-outgoing", 0),
    ] == [outcome(not_allowed, call) for call in told[not_allowed.id]]
    owners = [settled(allowed, call).ledger.owner for call in told[allowed.id][:2]]
    assert ["agent", "default"] == [owner.why for owner in owners if owner is not None]


@pytest.mark.requirement("S4-23")
def test_in_row_4_the_two_configs_have_no_say(running: Running) -> None:
    """The same call in all four combinations of them."""
    running.no_more_faults()
    orgs = [
        OtherOrg(running, log_missed_queue_calls=one, log_while_signed_out=two, **AT_ONCE)
        for one, two in COMBINATIONS
    ]
    calls = [answered(org, agent(org, "out/in")) for org in orgs]

    assert [(4, "companion", "companion", 1)] * 4 == [
        outcome(org, call) for org, call in zip(orgs, calls, strict=True)
    ]


@pytest.mark.requirement("S4-20")
def test_a_sign_out_of_the_org_moves_the_running_call_to_the_companion(running: Running) -> None:
    """With the check on; off, it stays the softphone's (S4-24)."""
    running.no_more_faults()
    orgs = [OtherOrg(running, presence_logout_check=check, **AT_ONCE) for check in (True, False)]
    calls = []
    for org in orgs:
        seat = agent(org, "in/in")
        call = OutsideCall(org.system(), seat.line)
        call.tell("leg.offered", "leg.connected")
        be(org, seat, lambda sign_in: left_org(sign_in, datetime.now(UTC)))
        call.tell("call.ended")
        calls.append(call)

    assert [(4, "companion", "companion", 1), (3, "softphone", "signed-in", 1)] == [
        outcome(org, call) for org, call in zip(orgs, calls, strict=True)
    ]


@pytest.mark.requirement("S4-16", "B-5", "S4-33")
def test_a_tab_that_sleeps_from_the_answer_on_loses_nothing(running: Running) -> None:
    """What the panel said before the hang-up is what is decided; the server writes (S4-32)."""
    running.no_more_faults()
    org = OtherOrg(running, **AT_ONCE)
    with org.panel() as panel:
        call = OutsideCall(org.system(), panel.seat.line)
        call.tell("leg.offered", "leg.connected")
        said_before = _badge(panel.call(phase="talking"))
        panel.break_off()
        call.tell("call.ended")
        row, by, reason, tasks = outcome(org, call)

    assert ((row, by, reason), 1) == (said_before, tasks)


@pytest.mark.requirement("S4-33")
def test_a_missed_queue_call_is_told_of_while_it_rings(running: Running) -> None:
    """It would not be logged were it to end now; that answering it changes that is said too."""
    running.no_more_faults()
    org = OtherOrg(running, **AT_ONCE)
    with org.panel() as panel:
        call = OutsideCall(org.system(), panel.seat.line)
        call.tell("leg.offered", route="queue", queue="Support")
        ringing = panel.call(phase="ringing")["logging"]
        call.tell("leg.connected")
        talking = panel.call(phase="talking")["logging"]

    assert ("logging.unless-answered", {"why": "missed-queue-call"}) == (
        ringing["code"],
        ringing["params"],
    )
    assert ("logging.signed-in", False) == (talking["code"], talking["checkbox"])


@pytest.mark.requirement("B-5")
def test_a_call_put_through_to_another_row_is_judged_there(running: Running) -> None:
    """The agent who last dealt with it (DECISION 54); until then the badge says the first's."""
    running.no_more_faults()
    org = OtherOrg(running, **AT_ONCE)
    colleague = agent(org, "out/in")
    with org.panel() as panel:
        call = OutsideCall(org.system(), panel.seat.line)
        call.tell("leg.offered", "leg.connected")
        assert (2, "softphone", "signed-in") == _badge(panel.call(phase="talking"))
        call.tell("call.transferred", from_agent=call.line, to_agent=colleague.line, kind="blind")
        call.tell("leg.ended")
        call.tell("leg.offered", "leg.connected", agent=colleague.line)
        call.tell("call.ended")

    assert (4, "companion", "companion", 1) == outcome(org, call)


def _badge(call: dict[str, Any]) -> tuple[int, str, str]:
    logging = call["logging"]
    return logging["row"], logging["by"], logging["reason"]
