"""A number that belongs to somebody marked DoNotCall is dialled after a warning only (B-31)."""

from collections.abc import Iterator
from typing import Any

import pytest

from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import DialPlaced
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import ADA, SHARED, calls_on
from tests.web.test_dial_list import add, on_the_list


@pytest.fixture
def marked(running: Running) -> Iterator[dict[str, str]]:
    """Ada, who does not want to be called, as a page names her."""
    ada = running.record_id("Contact", "Ada Lovelace")
    running.change("Contact", ada, DoNotCall=True)
    yield {"id": ada, "type": "Contact", "name": "Ada Lovelace"}
    running.change("Contact", ada, DoNotCall=False)


def placed(panel: PanelClient, call: dict[str, Any]) -> DialPlaced:
    """Return what the journal has of the dialling."""
    storage = panel.running.storage()
    try:
        journal = storage.units.read(
            panel.running.org_id, lambda unit: tuple(unit.read_journal(CallId(call["id"])))
        )
    finally:
        storage.close()
    (event,) = (each for each in journal if isinstance(each, DialPlaced))
    return event


def named(event: DialPlaced) -> list[str]:
    return [each.label for each in event.despite]


@pytest.mark.requirement("B-31")
def test_nothing_is_dialled_before_dial_anyway(panel: PanelClient, marked: dict[str, str]) -> None:
    """The refusal names her; what was dialled anyway stands in the journal and in the Task."""
    refused = panel.press("dial", {"number": "(415) 555-0101"})
    assert (409, "do-not-call", [marked]) == (
        refused.status_code,
        refused.json()["error_id"],
        refused.json()["records"],
    )
    assert {} == calls_on(panel)
    assert "" == panel.desk["last_dialled"]

    answer = panel.press("dial", {"number": "(415) 555-0101", "despite": [marked]})
    assert 202 == answer.status_code
    call = panel.call(phase="talking")
    assert (["Ada Lovelace"], False) == (named(placed(panel, call)), placed(panel, call).unchecked)
    assert "event.despite" in [each["text"]["code"] for each in call["events"]]
    panel.press(f"calls/{call['id']}/hang_up")
    panel.call(phase="wrap-up")
    panel.press(f"calls/{call['id']}/save", {"text": "she did not mind"})
    task_id = panel.call(phase="saved")["log"]["task_url"].rpartition("/")[2]
    (task,) = [row for row in panel.running.records("Task") if row["Id"] == task_id]
    assert "marked Do Not Call in Salesforce, dialled all the same" in task["Description"]


@pytest.mark.requirement("B-31")
def test_the_next_of_the_dial_list_stays_there_until_it_is_dialled_anyway(
    panel: PanelClient, marked: dict[str, str]
) -> None:
    """By whichever button it is dialled."""
    add(panel, "Contact", "Ada Lovelace")
    (entry,) = on_the_list(panel, "Ada Lovelace")
    refused = panel.press("dial-list/dial", {"entry": entry["id"]})
    assert (409, [marked]) == (refused.status_code, refused.json()["records"])
    assert [entry] == on_the_list(panel, "Ada Lovelace")

    anyway = panel.press("dial-list/dial", {"entry": entry["id"], "despite": [marked]})
    assert 202 == anyway.status_code
    assert ["Ada Lovelace"] == named(placed(panel, panel.call(phase="dialling")))


def test_of_several_who_have_the_number_everybody_who_is_marked_is_named(
    panel: PanelClient, marked: dict[str, str]
) -> None:
    """A warning of one of them is none of the other; who may be called is not named."""
    running = panel.running
    grace = running.record_id("Contact", "Grace Hopper")
    running.change("Contact", grace, DoNotCall=True)
    try:
        refused = panel.press("dial", {"number": SHARED, "despite": [marked]})
    finally:
        running.change("Contact", grace, DoNotCall=False)

    assert (409, ["Grace Hopper"]) == (
        refused.status_code,
        [each["name"] for each in refused.json()["records"]],
    )
    assert 202 == panel.press("dial", {"number": SHARED}).status_code


def test_a_salesforce_that_cannot_say_stops_nobody_and_the_agent_is_told(
    panel: PanelClient, marked: dict[str, str]
) -> None:
    """The journal keeps that nobody could say."""
    del marked
    panel.running.fault("GET /search/", "e503", times="always")
    try:
        assert 202 == panel.press("dial", {"number": ADA}).status_code
    finally:
        panel.running.no_more_faults()
    call = panel.call()
    until(lambda: "said.not-checked" in heard(panel), "the word of it")

    assert ([], True) == (named(placed(panel, call)), placed(panel, call).unchecked)


def test_an_answer_that_comes_late_is_told_while_the_call_runs(
    panel: PanelClient, marked: dict[str, str]
) -> None:
    """The agent can still hang up before she answers."""
    del marked
    panel.running.fault("GET /search/", "slow", delay_ms=1_500)
    try:
        assert 202 == panel.press("dial", {"number": ADA}).status_code
        until(lambda: "said.marked" in heard(panel), "the warning")
    finally:
        panel.running.no_more_faults()

    assert "said.not-checked" in panel.said


def heard(panel: PanelClient) -> list[str]:
    panel.listen()
    return panel.said
