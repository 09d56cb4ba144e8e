"""Whose a Lead becomes that was there before the call (DECISION 29)."""

import pytest

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.lead_stage import answered, lead, ledger_of
from tests.web.stage import OtherOrg


def reason_told(panel: PanelClient) -> str | None:
    """Return what the panel says of the log of its only call."""
    panel.listen()
    (call,) = panel.calls.values()
    return call["log"]["reason"]["code"] if call["log"]["reason"] else None


def owner_of(running: Running, lead_id: str) -> str:
    return next(str(row["OwnerId"]) for row in running.records("Lead") if row["Id"] == lead_id)


@pytest.mark.requirement("S3-3")
def test_a_known_lead_becomes_the_agent_s(running: Running, number: str) -> None:
    """With the setting on; the Task is on it."""
    known = lead(running, number)
    org = OtherOrg(running, set_owner_of_lead=True)
    with org.panel() as panel:
        call = answered(panel, org, number)
        until(lambda: owner_of(running, known) == panel.seat.user_id, "the lead to be theirs")

        assert known == running.task_of(call.placed)["WhoId"]
        assert ["owned"] == [note.what for note in ledger_of(org, call, notes=1).leads]


@pytest.mark.requirement("S3-3")
def test_without_the_setting_a_known_lead_stays_whose_it_was(running: Running, number: str) -> None:
    """Owners of existing records are not changed (DECISION 29)."""
    known = lead(running, number)
    before = owner_of(running, known)
    org = OtherOrg(running)
    with org.panel() as panel:
        call = answered(panel, org, number)
        panel.call(phase="saved")

        assert known == running.task_of(call.placed)["WhoId"]
    assert before == owner_of(running, known)


def test_an_owner_that_is_refused_leaves_the_task_alone(running: Running, number: str) -> None:
    """The log was never in doubt; what did not work is told."""
    known = lead(running, number)
    org = OtherOrg(running, set_owner_of_lead=True)
    running.fault(
        "PATCH /sobjects/Lead", "reject:FIELD_CUSTOM_VALIDATION_EXCEPTION:leads stay where they are"
    )
    with org.panel() as panel:
        call = answered(panel, org, number)
        ledger = ledger_of(org, call, notes=1)
        until(lambda: reason_told(panel) == "log.lead-not-owned", "the panel to say so")

        assert "saved" == ledger.state
        assert [("not-owned", "leads stay where they are")] == [
            (note.what, note.message) for note in ledger.leads
        ]
        assert known == running.task_of(call.placed)["WhoId"]
