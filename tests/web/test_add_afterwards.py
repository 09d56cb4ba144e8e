"""A further Contact is put on the Task of a call that is logged (S2-52, DECISION 25)."""

from typing import Any

import pytest

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.web.stage import ADA, OutsideCall
from tests.web.test_commands import told
from tests.web.test_history import history, in_history, missed


def logged(panel: PanelClient) -> tuple[OutsideCall, dict[str, Any]]:
    """Let a call of Ada's be logged, by which time the org has said what it shares."""
    call = missed(panel, ADA, queue="")
    return call, in_history(panel, state="saved", records=["Ada Lovelace"])


def add(panel: PanelClient, past: dict[str, Any], kind: str, name: str) -> Any:
    record_id = panel.running.record_id(kind, name)
    return panel.press(f"calls/{past['id']}/add-afterwards", {"record_id": record_id})


@pytest.mark.requirement("S2-52")
def test_who_is_found_by_typing_becomes_a_second_name_of_the_same_entry(
    panel: PanelClient,
) -> None:
    """Somebody remembers the next day who else was on the call; there is still one Task."""
    call, past = logged(panel)
    wanted = {"slot": "who", "text": "Hopper", "call_id": past["id"]}
    found = panel.press("search", wanted).json()["records"]
    answer = add(panel, past, "Contact", "Grace Hopper")
    saved = in_history(panel, records=["Ada Lovelace", "Grace Hopper"])
    people = [panel.running.record_id("Contact", name) for name in saved["records"]]

    assert (["Grace Hopper"], 202) == (
        [each["record"]["label"] for each in found],
        answer.status_code,
    )
    until(lambda: people == panel.running.task_of(call.placed)["TaskWhoIds"], "both on the Task")
    assert 1 == len(panel.running.tasks_of(call.placed))


def test_who_cannot_stand_beside_a_contact_is_refused(panel: PanelClient) -> None:
    """A Lead stands alone, afterwards too."""
    _, past = logged(panel)
    refused = add(panel, past, "Lead", "Alan Turing")

    assert (409, "cannot-add") == (refused.status_code, refused.json()["state"])
    assert ["Ada Lovelace"] == history(panel)["calls"][0]["records"]


def test_a_call_that_is_not_logged_takes_nobody(panel: PanelClient) -> None:
    """'Log now' comes first."""
    missed(panel, ADA)
    past = in_history(panel, state="not-logged", records=["Ada Lovelace"])

    assert (409, "state-conflict") == told(add(panel, past, "Contact", "Grace Hopper"))
    assert past["add"] is None
