"""A change taken back after its Task is written, and who decides where Salesforce differs (B-3)."""

from typing import Any

import pytest
import requests

from cti_adapter.calls.call import CallId
from cti_adapter.service.replay import replayed
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import TIMEOUT_S
from tests.web.stage import OutsideCall, calls_on, save, wrapping_up
from tests.web.test_replay import kept


class Logged:
    """A logged call of Ada whose Contact was swapped for Charles after it was logged."""

    def __init__(self, panel: PanelClient, call: OutsideCall) -> None:
        self.panel, self.call = panel, call
        ids = {name: panel.running.record_id("Contact", name) for name in PEOPLE}
        self.ada, self.charles, self.grace = (ids[name] for name in PEOPLE)
        ended = wrapping_up(panel, call)
        self.id = ended["id"]
        save(panel, ended)
        panel.call(phase="saved")
        assert 202 == self.press("undo").status_code
        panel.call(phase="wrap-up")
        assert 202 == self.press("swap", slot="who", record_id=self.charles).status_code
        save(panel, ended)
        panel.call(phase="saved")
        self.task_id = self.task["Id"]
        assert self.charles == self.task["WhoId"]

    def press(self, command: str, **body: str) -> requests.Response:
        return self.panel.press(f"calls/{self.id}/{command}", body)

    @property
    def task(self) -> dict[str, Any]:
        (task,) = self.panel.running.tasks_of(self.call.placed)
        return task

    def changed_in_salesforce(self, **fields: str | None) -> None:
        self.panel.running.change("Task", self.task_id, **fields)

    def told(self, code: str) -> None:
        until(lambda: calls_on(self.panel) is not None and code in self.panel.said, code)

    def in_history(self) -> dict[str, Any]:
        page = get(self.panel, "history").json()
        found: dict[str, Any] = next(each for each in page["calls"] if each["id"] == self.id)
        return found


PEOPLE = ("Ada Lovelace", "Charles Babbage", "Grace Hopper")


@pytest.fixture
def logged(panel: PanelClient, call: OutsideCall) -> Logged:
    return Logged(panel, call)


def get(panel: PanelClient, path: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {panel.token}"}
    return requests.get(f"{panel.running.url}/api/{path}", headers=headers, timeout=TIMEOUT_S)


@pytest.mark.requirement("B-3")
def test_a_swap_undone_from_the_history_gives_the_same_task_its_earlier_contact(
    logged: Logged,
) -> None:
    """Save itself is not taken back by it: the call stays logged."""
    offered = logged.in_history()["undo"]
    answer = logged.press("undo-records")
    logged.told("said.corrected")

    assert ("undo.swap", 202) == (offered["code"], answer.status_code)
    assert (logged.task_id, logged.ada) == (logged.task["Id"], logged.task["WhoId"])
    assert "Ada Lovelace" in logged.task["Subject"]
    assert ("saved", ["Ada Lovelace"]) == (
        logged.in_history()["state"],
        logged.in_history()["records"],
    )


@pytest.mark.requirement("B-3")
@pytest.mark.parametrize("keep", ["ours", "theirs"])
def test_where_somebody_changed_the_contact_first_nothing_is_written_until_one_is_chosen(
    logged: Logged, keep: str
) -> None:
    """Both are offered; what is chosen stands in the end, and nothing is asked twice."""
    logged.changed_in_salesforce(WhoId=logged.grace)
    before = logged.task
    logged.press("undo-records")
    logged.told("said.contested")
    shown = logged.in_history()
    both = {"slot": "who", "ours": "Ada Lovelace", "theirs": "Grace Hopper"}
    assert (["Grace Hopper"], [both]) == (shown["records"], shown["contested"])
    assert before == logged.task
    answer = logged.press("settle", keep=keep)
    logged.told("said.corrected")

    wanted = {"ours": logged.ada, "theirs": logged.grace}[keep]
    assert (202, wanted) == (answer.status_code, logged.task["WhoId"])
    assert not logged.in_history()["contested"]
    assert 409 == logged.press("settle", keep=keep).status_code


@pytest.mark.requirement("B-3")
def test_who_saves_again_is_asked_as_well(logged: Logged) -> None:
    """Notes and result are written; only what names a record waits for the choice."""
    logged.press("undo")
    logged.panel.call(phase="wrap-up")
    logged.changed_in_salesforce(WhoId=logged.grace)
    logged.press("swap", slot="who", record_id=logged.ada)
    logged.press("save", text="asked for a spare")
    saved = logged.panel.call(phase="saved")

    assert "log.contested" == saved["log"]["reason"]["code"]
    assert logged.grace == logged.task["WhoId"]
    assert "asked for a spare" in logged.task["Description"]


def test_what_is_settled_folds_to_the_same_call(logged: Logged) -> None:
    """Undo, conflict and choice stand in the journal (D2)."""
    logged.changed_in_salesforce(WhoId=logged.grace)
    logged.press("undo-records")
    logged.told("said.contested")
    logged.press("settle", keep="theirs")
    logged.told("said.corrected")
    stored, journal = kept(logged.panel, CallId(logged.id))

    assert stored == replayed(stored, journal)
    who = stored.assignment.slots.who
    assert who is not None
    assert ("you", "in-salesforce") == (who.mark, who.because.rule)


def test_where_nothing_can_be_taken_back_undo_says_so(
    panel: PanelClient, call: OutsideCall
) -> None:
    """The match was the product's own, and no Save is taken back by this press."""
    ended = wrapping_up(panel, call)
    save(panel, ended)
    panel.call(phase="saved")
    answer = panel.press(f"calls/{ended['id']}/undo-records")

    assert (409, "saved") == (answer.status_code, answer.json()["state"])
