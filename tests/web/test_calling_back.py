"""Missed calls are offered for calling back, and the last number for redial (B-31)."""

from typing import Any

import pytest

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import ADA, NOBODY, OtherOrg, OutsideCall
from tests.web.test_history import missed


def offered(panel: PanelClient, **wanted: Any) -> dict[str, Any]:
    """Wait until the newest missed call has these members, and return it."""

    def found() -> dict[str, Any] | None:
        panel.listen()
        for newest in panel.desk.get("missed", [])[:1]:
            if all(newest[name] == value for name, value in wanted.items()):
                return dict(newest)
        return None

    return until(found, f"a missed call with {wanted}")


@pytest.mark.requirement("B-31")
def test_a_missed_call_is_called_back_from_its_record_and_marked(panel: PanelClient) -> None:
    """The panel dials what it was told, and says whose number it is (DECISION 10)."""
    missed(panel, ADA, queue="")
    ada = panel.running.record_id("Contact", "Ada Lovelace")
    entry = offered(panel, record={"id": ada, "type": "Contact", "name": "Ada Lovelace"})
    answer = panel.press("dial", {"number": entry["number"], "record": entry["record"]})
    panel.call(phase="dialling")
    back = offered(panel, called_back=True)

    assert (202, entry | {"called_back": True}) == (answer.status_code, back)
    assert [("Ada Lovelace", "you")] == panel.assigned()
    assert entry["number"] == panel.desk["last_dialled"]


def test_what_the_telephone_system_does_not_take_calls_nobody_back(running: Running) -> None:
    """The customer still waits; 'Redial' has the number."""
    org = OtherOrg(running, command_url="http://127.0.0.1:9/commands")
    with org.panel() as panel:
        OutsideCall(org.system(), panel.seat.line, NOBODY).tell("leg.offered", "call.ended")
        entry = offered(panel)
        refused = panel.press("dial", {"number": entry["number"]})
        back = offered(panel, called_back=False)

    assert (502, entry) == (refused.status_code, back)
    assert entry["number"] == panel.desk["last_dialled"]


def test_a_colleague_is_not_offered_what_did_not_ring_there(panel: PanelClient) -> None:
    """Only who was rung has missed it."""
    missed(panel, NOBODY, queue="")
    offered(panel)
    with PanelClient(panel.running.seat()) as colleague:
        until(lambda: "missed" in calls_of(colleague), "the desk")

        assert [] == colleague.desk["missed"]


def calls_of(panel: PanelClient) -> dict[str, Any]:
    panel.listen()
    return panel.desk
