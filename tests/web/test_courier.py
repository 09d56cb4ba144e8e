"""The courier against an org that fails: one Task in the end, and the agent knows why it waits.

Records that were converted, merged or deleted while their call went on, and orgs that take
nothing for a while, are told here as well; single failures of a request stand in
test_salesforce_faults.py.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.support.admin_page import AdminClient
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.rows import asked
from tests.support.running import TIMEOUT_S, Running
from tests.web.stage import OtherOrg, OutsideCall, save, saved_once, wrapping_up

WRITE = "POST /sobjects/Task"


def control(running: Running, path: str, **body: Any) -> dict[str, Any]:
    """Ask something of the stand-in for Salesforce."""
    url = f"{running.salesforce}/_control/{path}"
    answer = requests.post(url, json=body, timeout=TIMEOUT_S)
    assert answer.ok, answer.text
    told: dict[str, Any] = answer.json() if answer.content else {}
    return told


def writes(running: Running) -> int:
    """Return how often somebody has tried to make a Task since this was forgotten."""
    rows = requests.get(f"{running.salesforce}/_control/requests", timeout=TIMEOUT_S).json()
    return sum(
        row["method"] == "POST" and row["path"].rstrip("/").endswith("/sobjects/Task")
        for row in rows
    )


def left_of(running: Running, call_id: str) -> list[str]:
    """Return the kinds of entries of a call that wait, or were refused."""
    query = "SELECT kind FROM outbox WHERE call_id = ? AND status <> 'done'"
    return [kind for (kind,) in asked(running, query, call_id)]


# ── one Task, whatever happens ───────────────────────────────────────────────────────────────


@pytest.mark.requirement("A-10")
def test_a_task_that_was_written_and_denied_is_found_by_its_key(
    panel: PanelClient, call: OutsideCall
) -> None:
    """Salesforce commits the Task and answers with a server error; the retry makes no second."""
    ended = wrapping_up(panel, call)
    panel.running.fault(WRITE, "e500_after")
    save(panel, ended)
    task = saved_once(panel, call)

    assert panel.seat.user_id == task["OwnerId"]
    assert "asked for refund" in task["Description"]


@pytest.mark.requirement("B-1")
@pytest.mark.parametrize(
    ("what", "kind", "times"),
    [(WRITE, "e500", 1), (WRITE, "drop_after", 1), ("* /services/data", "drop_before", "always")],
)
def test_the_log_is_written_without_any_client(
    panel: PanelClient, call: OutsideCall, what: str, kind: str, times: int | str
) -> None:
    """An error, an answer lost after the commit, an outage: the panel is gone all the while."""
    ended = wrapping_up(panel, call)
    panel.running.fault(what, kind, times=times)
    save(panel, ended)
    panel.call(phase="not-saved")
    panel.disconnect()
    panel.running.no_more_faults()
    panel.running.task_of(call.placed)
    panel.connect()

    assert "asked for refund" in saved_once(panel, call)["Description"]


@pytest.mark.requirement("A-1")
def test_a_browser_that_is_killed_during_the_call_costs_nothing(running: Running) -> None:
    """The only tab dies a second after Answer; the customer hangs up three minutes later."""
    org = OtherOrg(running, wrap_up_s=1)
    with org.panel() as panel:
        call = OutsideCall(org.system(), panel.seat.line)
        call.system.tell(call.event("leg.offered", ago_s=190))
        panel.call(phase="ringing", matching="done")
        call.system.tell(call.event("leg.connected", ago_s=180))
        panel.call(phase="talking")
        panel.break_off()
        call.system.tell(call.event("call.ended"))
        task = running.task_of(call.placed)
        panel.connect()

        assert (panel.seat.user_id, 180) == (task["OwnerId"], task["CallDurationInSeconds"])
        assert task["Id"] == saved_once(panel, call)["Id"]


# ── an org that takes nothing for a while ────────────────────────────────────────────────────


@pytest.fixture
def window(running: Running) -> Iterator[OtherOrg]:
    """An org of its own, in whose Salesforce a maintenance window may be opened."""
    yield OtherOrg(running)
    control(running, "org", read_only=False, daily_calls=100_000)


def test_in_a_read_only_window_calls_wait_and_are_not_tried_one_by_one(
    running: Running, window: OtherOrg
) -> None:
    """Both agents and the admin read why, since when and how many; then all is written."""
    with window.panel() as first, window.panel() as second:
        calls = [OutsideCall(window.system(), each.seat.line) for each in (first, second)]
        ended = [wrapping_up(*each) for each in zip((first, second), calls, strict=True)]
        control(running, "org", read_only=True)
        requests.delete(f"{running.salesforce}/_control/requests", timeout=TIMEOUT_S)
        save(first, ended[0])
        told = [first.call(phase="not-saved")["log"]["reason"]]
        save(second, ended[1])
        told.append(second.call(phase="not-saved")["log"]["reason"])
        tried = writes(running)
        page = AdminClient(running, org_id=window.id).get("/admin/").text
        control(running, "org", read_only=False)
        first.press(f"calls/{ended[0]['id']}/retry")
        tasks = [saved_once(*each) for each in zip((first, second), calls, strict=True)]

    assert ["log.held-read-only"] * 2 == [each["code"] for each in told]
    assert ["1", "2"] == [each["params"]["n"] for each in told]
    assert told[0]["params"]["time"] == told[1]["params"]["time"]
    assert 1 == tried
    assert "2 calls are waiting, nothing is lost." in page
    assert [True, True] == ["asked for refund" in task["Description"] for task in tasks]


@pytest.mark.parametrize(
    ("kind", "told", "press"),
    [
        ("limit", ("log.held-limit", "takes no more requests since"), "outbox/probe"),
        ("session_always", ("log.held-sign-in", "refuses our access since"), "salesforce/check"),
    ],
)
def test_an_admin_may_have_a_paused_org_asked_at_once(
    running: Running, window: OtherOrg, kind: str, told: tuple[str, str], press: str
) -> None:
    """By 'Try again' or 'Run check': nobody waits for the next probe; then all is quiet."""
    admin = AdminClient(running, org_id=window.id)
    with window.panel() as panel:
        call = OutsideCall(window.system(), panel.seat.line)
        ended = wrapping_up(panel, call)
        running.fault(WRITE, kind, times="always")
        save(panel, ended)
        why = panel.call(phase="not-saved")["log"]["reason"]["code"]
        page = admin.get("/admin/").text
        running.no_more_faults()
        assert admin.submit(f"/admin/{press}", {}).ok
        saved_once(panel, call)

    assert (told[0], True) == (why, told[1] in page)
    assert "1 call is waiting, nothing is lost." in page
    assert "nothing is lost" not in admin.get("/admin/").text


def test_an_admin_is_warned_before_the_requests_of_the_day_are_used_up(
    running: Running, window: OtherOrg
) -> None:
    """From 80 % on (facts/reliability-security.md 2.2): the admin can act before calls wait."""
    admin = AdminClient(running, org_id=window.id)
    with window.panel() as panel:
        wrapping_up(panel, OutsideCall(window.system(), panel.seat.line))
        quiet = admin.get("/admin/").text
        control(running, "org", daily_calls=running.api_calls() * 6 // 5)
        wrapping_up(panel, OutsideCall(window.system(), panel.seat.line))

    assert "API requests of the day are used up" not in quiet
    warned = "% of Salesforce&#39;s API requests of the day are used up"
    assert until(lambda: warned in admin.get("/admin/").text, "the warning")


def test_a_trigger_that_fails_twice_does_not_cost_the_log(
    panel: PanelClient, call: OutsideCall
) -> None:
    """The org's own code met something that passes; nobody has to press anything."""
    ended = wrapping_up(panel, call)
    code = "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"
    panel.running.fault(WRITE, f"reject:{code}:CallTrigger: null pointer", times=2)
    save(panel, ended)

    assert "asked for refund" in saved_once(panel, call)["Description"]


# ── records that change while their call goes on ─────────────────────────────────────────────


def talking_to(panel: PanelClient, call: OutsideCall, number: str, at: str) -> None:
    """Answer a call of the one record that has this number."""
    call.number = number
    call.tell("leg.offered")
    found = panel.call(phase="ringing", matching="done")
    assert [at] == [each["record"]["id"] for each in found["assigned"]]
    call.tell("leg.connected")
    panel.call(phase="talking")


def save_after_the_end(panel: PanelClient, call: OutsideCall) -> dict[str, Any]:
    """Let the call end, save it, and return its one Task."""
    call.tell("call.ended")
    save(panel, panel.call(phase="wrap-up"))
    return saved_once(panel, call)


def a_person(running: Running, kind: str, number: str, **more: Any) -> str:
    row = {"attributes": {"type": kind, "referenceId": "it"}, "LastName": "Turing", **more}
    return running.load({**row, "Phone": number})["it"]


@pytest.mark.requirement("A-7")
@pytest.mark.requirement("S1-25")
@pytest.mark.requirement("S1-26")
def test_a_lead_converted_during_the_call_is_followed(
    panel: PanelClient, call: OutsideCall, number: str
) -> None:
    """One Task, on the new Contact and the new Opportunity; nothing is left failing."""
    running = panel.running
    lead = a_person(running, "Lead", number, Company="Universal Machines")
    talking_to(panel, call, number, lead)
    became = control(running, "convert-lead", lead=lead, opportunity="Universal Machines")
    task = save_after_the_end(panel, call)

    assert (became["contact"], became["opportunity"]) == (task["WhoId"], task["WhatId"])
    assert [] == left_of(running, panel.call(phase="saved")["id"])


def test_a_contact_merged_during_the_call_is_followed(
    panel: PanelClient, call: OutsideCall, number: str
) -> None:
    """To the one that was kept (facts/reliability-security.md 2.2)."""
    running = panel.running
    loser = a_person(running, "Contact", number)
    master = a_person(running, "Contact", "")
    talking_to(panel, call, number, loser)
    control(running, "merge", master=master, losers=[loser])

    assert master == save_after_the_end(panel, call)["WhoId"]


def test_a_contact_deleted_during_the_call_does_not_hold_up_the_log(
    panel: PanelClient, call: OutsideCall, number: str
) -> None:
    """The call outranks the assignment: the Task stands without it, and the agent reads so."""
    contact = a_person(panel.running, "Contact", number)
    talking_to(panel, call, number, contact)
    panel.running.delete(contact)
    task = save_after_the_end(panel, call)

    assert None is task["WhoId"]
    assert "log.record-gone" == panel.call(phase="saved")["log"]["reason"]["code"]


# ── a row that somebody else holds ───────────────────────────────────────────────────────────


def test_writes_that_collide_on_an_account_go_one_after_the_other(running: Running) -> None:
    """Two calls of one account are saved at once while its row is locked: both are written."""
    org = OtherOrg(running)
    with org.panel() as first, org.panel() as second:
        calls = [OutsideCall(org.system(), each.seat.line) for each in (first, second)]
        ended = [wrapping_up(*each) for each in zip((first, second), calls, strict=True)]
        running.fault(WRITE, "lock", times=4)
        save(first, ended[0])
        save(second, ended[1])
        tasks = [saved_once(*each) for each in zip((first, second), calls, strict=True)]

    assert 2 == len({task["Id"] for task in tasks})
