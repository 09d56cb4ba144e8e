"""The dial list: made from records, Tasks or a table; the next is dialled from its record."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import requests

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import TIMEOUT_S, Running
from tests.web.stage import OtherOrg


def add(panel: PanelClient, kind: str, name: str) -> requests.Response:
    """Press 'Add to dial list' on a record."""
    record = {"id": panel.running.record_id(kind, name), "type": kind, "name": name}
    return panel.press("dial-list", {"record": record})


def paste(panel: PanelClient, text: str) -> requests.Response:
    return panel.press("dial-list", {"csv": text})


def entries(panel: PanelClient) -> list[dict[str, str]]:
    """Return what the panel shows of its list."""
    panel.listen()
    there: dict[str, Any] = panel.desk["dial_list"] or {"entries": []}
    found: list[dict[str, str]] = there["entries"]
    return found


def labels(panel: PanelClient) -> list[str]:
    return [entry["label"] for entry in entries(panel)]


def whole(panel: PanelClient) -> dict[str, Any]:
    answer = requests.get(
        f"{panel.running.url}/api/dial-list",
        headers={"Authorization": f"Bearer {panel.token}"},
        timeout=TIMEOUT_S,
    )
    assert answer.ok, answer.text
    body: dict[str, Any] = answer.json()
    return body


def take_off(panel: PanelClient, **query: str) -> requests.Response:
    return requests.delete(
        f"{panel.running.url}/api/dial-list",
        params=query,
        headers={"Authorization": f"Bearer {panel.token}", "Idempotency-Key": uuid4().hex},
        timeout=TIMEOUT_S,
    )


def on_the_list(panel: PanelClient, *wanted: str) -> list[dict[str, str]]:
    until(lambda: labels(panel) == list(wanted), lambda: f"{wanted}; there are {labels(panel)}")
    return entries(panel)


@pytest.fixture
def cut_off(running: Running) -> Iterator[PanelClient]:
    """A panel whose telephone system cannot be reached: nothing listens on port 9."""
    running.no_more_faults()
    with OtherOrg(running, command_url="http://127.0.0.1:9/commands").panel() as panel:
        yield panel


@pytest.mark.requirement("S1-6", "S1-7", "S1-8")
def test_the_next_of_the_list_is_dialled_and_completes_its_task(panel: PanelClient) -> None:
    """An entry made from a Task has the number of its Name; dialled, it leaves the list."""
    ada = panel.running.record_id("Contact", "Ada Lovelace")
    subject = f"Call Ada back {panel.seat.line}"
    row = {
        "attributes": {"type": "Task", "referenceId": "it"},
        "Subject": subject,
        "Description": "About the cam",
        "WhoId": ada,
        "Status": "Not Started",
    }
    task = panel.running.load(row)["it"]
    add(panel, "Task", subject)
    add(panel, "Lead", "Alan Turing")
    first, second = on_the_list(panel, subject, "Alan Turing")
    assert ("Ada Lovelace", "+1 415-555-0101") == (first["about"], first["number"])

    panel.press("dial-list/dial", {"entry": first["id"]})
    call = panel.call(matching="done")
    assert [("Ada Lovelace", "you")] == panel.assigned()
    assert [second] == on_the_list(panel, "Alan Turing")
    panel.press(f"calls/{call['id']}/hang_up")
    panel.call(phase="wrap-up")
    panel.press(f"calls/{call['id']}/save", {"text": "asked for refund", "call_result": "Solved"})
    panel.call(phase="saved")

    rows = {row["Id"]: row for row in panel.running.records("Task")}
    assert [task] == [at for at, each in rows.items() if each["OwnerId"] == panel.seat.user_id]
    after = rows[task]
    assert ("Completed", "Outbound", "Solved") == (
        after["Status"],
        after["CallType"],
        after["CallDisposition"],
    )
    assert after["Description"].startswith("About the cam\n\n")
    (dialled,) = whole(panel)["dialled"]
    assert (first, True) == (dialled["entry"], dialled["task_url"].endswith(task))


@pytest.mark.requirement("S1-6")
def test_skip_dials_nobody(panel: PanelClient) -> None:
    """The next entry stands first; two pages that press at once skip one."""
    paste(panel, "number,name\n+14155550130,Alan\n+14155550120,Grace")
    first, _ = on_the_list(panel, "Alan", "Grace")
    for _ in range(2):
        assert 202 == panel.press("dial-list/skip", {"entry": first["id"]}).status_code

    on_the_list(panel, "Grace", "Alan")
    assert {} == panel.calls


def test_a_table_is_taken_as_a_whole_or_not_at_all(panel: PanelClient) -> None:
    """Every fault is named by its line; what is there already is not there twice."""
    ada = panel.running.record_id("Contact", "Ada Lovelace")
    wrong = paste(panel, f"number,name,record\nno number,,\n,,{ada}\n,,003000000000009")
    assert (422, [("csv.2", True), ("csv.4", True)]) == (
        wrong.status_code,
        [(fault["field"], bool(fault["message"])) for fault in wrong.json()["errors"]],
    )
    for _ in range(2):
        table = "".join(f"(415) 555-01{n:02},Caller {n},\n" for n in range(40, 47))
        assert 202 == paste(panel, f"number,name,record\n,,{ada}\n{table}").status_code

    on_the_list(panel, "Ada Lovelace", *(f"Caller {n}" for n in range(40, 42)))
    assert (8, 5) == (len(whole(panel)["entries"]), panel.desk["dial_list"]["more"])
    assert 202 == take_off(panel, entry=entries(panel)[0]["id"]).status_code
    assert 7 == len(whole(panel)["entries"])
    assert 202 == take_off(panel).status_code
    until(lambda: labels(panel) == [], "an empty list")
    assert {"entries": [], "dialled": []} == whole(panel)


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"record": {"id": "006000000000001", "type": "Opportunity"}}, "record", "no such record"),
        ({"record": {"id": "x" * 15 + "!", "type": "Lead"}}, "record.id", "15 or 18"),
        ({}, "$", "either a record or csv"),
        ({"csv": "Ada"}, "csv.1", "names the columns"),
    ],
)
def test_nobody_is_added_who_cannot_be_called(
    panel: PanelClient, body: dict[str, Any], field: str, words: str
) -> None:
    """The answer says where, and what to do."""
    answer = panel.press("dial-list", body)
    (fault,) = answer.json()["errors"]

    assert (422, field, True) == (answer.status_code, fault["field"], words in fault["message"])


def test_a_record_without_a_number_is_no_entry(panel: PanelClient) -> None:
    """An opportunity has none; the words say it."""
    answer = add(panel, "Opportunity", "Difference Engine")

    assert (422, "record: this record has no number to dial") == (
        answer.status_code,
        answer.json()["detail"],
    )


def test_another_page_was_quicker(panel: PanelClient) -> None:
    """Only what the button named is dialled; the same press sent twice dials once."""
    paste(panel, "number,name\n+14155550130,Alan\n+14155550120,Grace")
    first, second = on_the_list(panel, "Alan", "Grace")
    late = panel.press("dial-list/dial", {"entry": second["id"]})
    key = uuid4().hex
    twice = [
        panel.press("dial-list/dial", {"entry": first["id"]}, key=key).status_code for _ in range(2)
    ]

    assert (409, "moved-on") == (late.status_code, late.json()["state"])
    assert [202, 202] == twice
    gone = panel.press("dial-list/dial", {"entry": first["id"]})
    assert (409, "moved-on") == (gone.status_code, gone.json()["state"])


def test_what_could_not_be_dialled_comes_back(cut_off: PanelClient) -> None:
    """Nobody was called, so nobody leaves the list."""
    paste(cut_off, "number,name\n+14155550130,Alan\n+14155550120,Grace")
    first, _ = on_the_list(cut_off, "Alan", "Grace")
    answer = cut_off.press("dial-list/dial", {"entry": first["id"]})

    assert 502 == answer.status_code
    on_the_list(cut_off, "Alan", "Grace")
    assert [] == whole(cut_off)["dialled"]
