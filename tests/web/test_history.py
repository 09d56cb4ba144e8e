"""The agent's past calls, and 'Log now' (B-16, S1-21, DECISION 50): one Task, however often."""

from typing import Any

import pytest
import requests

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.rows import sql
from tests.support.running import TIMEOUT_S, Running
from tests.web.stage import ADA, NOBODY, OtherOrg, OutsideCall, calls_on, telephone_system
from tests.web.test_commands import told

BATCH = "application/cloudevents-batch+json"


def history(panel: PanelClient, **query: str) -> dict[str, Any]:
    answer = asked(panel, **query)
    assert 200 == answer.status_code, answer.text
    page: dict[str, Any] = answer.json()
    return page


def asked(panel: PanelClient, **query: str) -> requests.Response:
    return requests.get(
        f"{panel.running.url}/api/history",
        params=query,
        headers={"Authorization": f"Bearer {panel.token}"},
        timeout=TIMEOUT_S,
    )


def missed(
    panel: PanelClient, number: str | None = NOBODY, *, queue: str = "Support"
) -> OutsideCall:
    """Let a call ring at the agent until the caller gives up; without a queue it is logged."""
    call = OutsideCall(telephone_system(panel.running), panel.seat.line, number)
    if queue:
        call.tell("call.queued", queue=queue)
    call.tell("leg.offered", "call.ended")
    return call


def in_history(panel: PanelClient, **wanted: Any) -> dict[str, Any]:
    """Wait until the newest call of the history has these members, and return it."""

    def found() -> dict[str, Any] | None:
        for newest in history(panel)["calls"][:1]:
            if all(newest[name] == value for name, value in wanted.items()):
                return dict(newest)
        return None

    return until(found, lambda: f"a past call with {wanted}; there are {history(panel)}")


def log_now(panel: PanelClient, past: dict[str, Any], **body: Any) -> requests.Response:
    return panel.press(f"calls/{past['id']}/log-now", body)


def heard(panel: PanelClient, code: str, times: int = 1) -> None:
    """Wait until the agent has been told this so often."""
    until(
        lambda: calls_on(panel) is not None and times == panel.said.count(code),
        f"{code} in {panel.said}",
    )


def record(panel: PanelClient, kind: str, name: str) -> dict[str, str]:
    return {"id": panel.running.record_id(kind, name), "type": kind, "name": name}


# ── the list ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.requirement("B-16")
def test_the_one_unlogged_call_is_shown_with_its_reason_and_logged_once(panel: PanelClient) -> None:
    """Whoever looks after their calls sees at once which one is missing in Salesforce."""
    for _ in range(2):
        missed(panel, queue="")
    call = missed(panel, ADA)
    for _ in range(2):
        missed(panel, queue="")
    until(lambda: 5 == len(history(panel)["calls"]), "the end of all five to be believed")
    every, unlogged = history(panel), history(panel, unlogged="1")

    assert (5, 1) == (len(every["calls"]), every["unlogged"])
    (past,) = unlogged["calls"]
    assert ("not-logged", "why.missed-queue-call", True) == (
        past["state"],
        past["reason"]["code"],
        past["log_now"],
    )
    assert 202 == log_now(panel, past).status_code
    log_now(panel, past)  # a second press finds the log on its way, or written
    until(lambda: 0 == history(panel)["unlogged"], "the log")
    until(lambda: panel.running.tasks_of(call.placed), "the Task")
    assert 1 == len(panel.running.tasks_of(call.placed))
    assert (409, "state-conflict") == told(log_now(panel, past))


@pytest.mark.requirement("B-16")
def test_a_do_not_log_call_is_shown_without_log_now(panel: PanelClient) -> None:
    """What the agent decided is not undone by a slip of the mouse (DECISION 44)."""
    call = missed(panel)
    past = in_history(panel, state="not-logged")
    sql(
        panel.running,
        "UPDATE calls SET snapshot = replace(snapshot, 'missed-queue-call', 'do-not-log')"
        " WHERE id = ?",
        past["id"],
    )

    (shown,) = history(panel, unlogged="1")["calls"]
    assert ("why.do-not-log", False) == (shown["reason"]["code"], shown["log_now"])
    assert (409, "state-conflict") == told(log_now(panel, past))
    assert [] == panel.running.tasks_of(call.placed)


def test_a_long_history_comes_page_by_page(panel: PanelClient) -> None:
    """An agent has thousands of calls; the newest are there at once."""
    system, line = telephone_system(panel.running), panel.seat.line
    many = [OutsideCall(system, line, NOBODY) for _ in range(21)]
    queued = [call.event("call.queued", queue="Support") for call in many]
    over = [call.event(each) for call in many for each in ("leg.offered", "call.ended")]
    assert 202 == system.post([*queued, *over], media_type=BATCH).status_code
    until(lambda: 21 == history(panel)["unlogged"], "the end of all of them to be believed")
    first = history(panel)
    second = history(panel, before=first["before"])

    ids = [call["id"] for page in (first, second) for call in page["calls"]]
    assert ((20, 1), 21) == ((len(first["calls"]), len(second["calls"])), len(set(ids)))
    assert (None, 21) == (second["before"], second["unlogged"])


@pytest.mark.parametrize("query", [{"before": "yesterday"}, {"unlogged": "yes"}])
def test_a_question_it_does_not_understand_names_its_field(
    panel: PanelClient, query: dict[str, str]
) -> None:
    """Not the first page instead of the one that was meant."""
    answer = asked(panel, **query)

    assert (422, [*query]) == (answer.status_code, [e["field"] for e in answer.json()["errors"]])


def test_a_colleague_s_calls_are_not_there(panel: PanelClient) -> None:
    """A history is the agent's own, and its commands are."""
    missed(panel)
    past = in_history(panel, state="not-logged")
    with PanelClient(panel.running.seat()) as colleague:
        assert [] == history(colleague)["calls"]
        assert (404, "not-found") == told(log_now(colleague, past))


def test_a_log_salesforce_refused_is_unlogged_until_log_now_gets_it_through(
    panel: PanelClient,
) -> None:
    """The admin has mended the rule meanwhile; the agent need not know whom to ask."""
    words = "Close the case first, please."
    reject = f"reject:FIELD_CUSTOM_VALIDATION_EXCEPTION:{words}"
    panel.running.fault("POST /sobjects/Task", reject)
    call = missed(panel, queue="")
    past = in_history(panel, state="not-saved")
    listed = history(panel, unlogged="1")
    assert 202 == log_now(panel, past).status_code

    assert ([past], 1) == (listed["calls"], listed["unlogged"])
    assert words in past["reason"]["params"]["message"]
    in_history(panel, state="saved")
    assert (1, 0) == (len(panel.running.tasks_of(call.placed)), history(panel)["unlogged"])


# ── on which record ──────────────────────────────────────────────────────────────────────────


@pytest.mark.requirement("S1-21")
@pytest.mark.parametrize(
    ("kind", "name", "field"),
    [
        ("Contact", "Ada Lovelace", "WhoId"),
        ("Lead", "Alan Turing", "WhoId"),
        ("Account", "Analytical Engines", "WhatId"),
    ],
)
def test_an_unlogged_call_is_logged_on_the_open_record(
    panel: PanelClient, kind: str, name: str, field: str
) -> None:
    """The agent opens whom the call was about, and presses 'Log now'."""
    opened = record(panel, kind, name)
    call = missed(panel)
    past = in_history(panel, state="not-logged")
    panel.show(opened)
    assert 202 == log_now(panel, past, record_id=opened["id"]).status_code

    saved = in_history(panel, state="saved")
    assert opened["id"] == panel.running.task_of(call.placed)[field]
    assert ([name], False) == (saved["records"], saved["log_now"])
    heard(panel, "said.saved")


def test_another_record_than_the_button_named_is_not_taken(panel: PanelClient) -> None:
    """The page went on between a look and a press (B-2)."""
    ada, grace = record(panel, "Contact", "Ada Lovelace"), record(panel, "Contact", "Grace Hopper")
    call = missed(panel)
    past = in_history(panel, state="not-logged")
    panel.show(grace)
    for named in (ada["id"], ""):
        assert 202 == log_now(panel, past, record_id=named).status_code

    heard(panel, "said.open-record-changed", times=2)
    assert ("not-logged", []) == (in_history(panel)["state"], panel.running.tasks_of(call.placed))


def test_where_a_record_is_required_log_now_wants_one(running: Running) -> None:
    """Nothing is written that the admin does not want to have."""
    org = OtherOrg(running, require_assignment=True)
    with org.panel() as panel:
        call = OutsideCall(org.system(), panel.seat.line, NOBODY)
        call.tell("call.queued", queue="Support")
        call.tell("leg.offered", "call.ended")
        refused = log_now(panel, in_history(panel, state="not-logged"))

    assert (409, "needs-record") == (refused.status_code, refused.json()["state"])
