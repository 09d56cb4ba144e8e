"""Salesforce fails in every way it has; the call ends as one Task, and the agent is told.

At ring (the match), at the look-up of an opened record, at the write (P1, P6, B-1).
"""

import pytest

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import OutsideCall, save, saved_once, wrapping_up

SEARCH, QUERY, WRITE = "GET /search", "GET /query", "POST /sobjects/Task"
MESSAGE = "Close the case first, please."


# ── at ring ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["html503", "drop_after", "nonsense"])
def test_a_match_that_fails_is_said_and_made_good(
    panel: PanelClient, call: OutsideCall, kind: str
) -> None:
    """The panel says that nobody could be looked up, and shows who it is when that is known."""
    panel.running.fault("GET /", kind)
    call.tell("leg.offered")
    panel.call(matching="failed")

    found = panel.call(matching="done")
    assert ["Ada Lovelace"] == [each["record"]["label"] for each in found["assigned"]]


def test_a_session_that_expired_is_renewed_without_a_word(
    panel: PanelClient, call: OutsideCall
) -> None:
    """A routine of Salesforce, not a fault: the agent hears nothing of it."""
    panel.running.fault("GET /", "session")
    call.tell("leg.offered")

    panel.call(matching="done")
    assert [] == [code for code in panel.said if "failed" in code]


def test_a_slow_match_holds_up_nothing_but_itself(panel: PanelClient, call: OutsideCall) -> None:
    """The call rings at once, and is answered, while Salesforce thinks."""
    panel.running.fault("GET /", "slow", delay_ms=1500)
    call.tell("leg.offered")
    panel.call(phase="ringing", matching="looking")
    call.tell("leg.connected")

    assert "looking" == panel.call(phase="talking")["matching"]
    assert "Ada Lovelace" == panel.call(matching="done")["party"]["label"]


def test_a_late_match_is_settled_before_the_task_is_written(
    panel: PanelClient, call: OutsideCall
) -> None:
    """Save was quicker than Salesforce: the Task has its Name all the same (DECISION 46)."""
    panel.running.fault("GET /", "html503", times=2)
    call.tell("leg.offered", "leg.connected", "call.ended")
    ended = panel.call(phase="wrap-up", matching="failed")
    save(panel, ended)
    save(panel, ended)  # with nothing assigned it asks once more

    assert panel.running.record_id("Contact", "Ada Lovelace") == saved_once(panel, call)["WhoId"]


# ── at the look-up of a record ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["html503", "nonsense"])
def test_a_record_that_cannot_be_looked_up_is_offered_with_the_reason(
    panel: PanelClient, call: OutsideCall, kind: str
) -> None:
    """Its account is not known, so nothing is assigned by itself; a press needs none (D45)."""
    case = an_unknown_case(panel.running)
    call.number = "+14155550999"
    call.tell("leg.offered")
    panel.call(phase="ringing", matching="done")
    call.tell("leg.connected")
    talking = panel.call(phase="talking")
    panel.show(None)
    panel.running.fault("GET /", kind, times=4)
    panel.show(case)
    until(lambda: note_of(panel) == "note.failed", "the reason on the open record")

    assert [] == panel.assigned()
    assert panel.desk["assign"]["enabled"]
    press = {"record_id": case["id"], "page": {"answered": True, "record": case}}
    panel.press(f"calls/{talking['id']}/assign", press)
    assigned = [(f"Case {case['name']}", "you")]
    until(lambda: panel.assigned() == assigned, "the Case to be assigned")


def an_unknown_case(running: Running) -> dict[str, str]:
    """Make a Case that no other test has opened: what is known of a record is not asked again."""
    at = running.load({"attributes": {"type": "Case", "referenceId": "it"}, "Subject": "New"})["it"]
    (number,) = (row["CaseNumber"] for row in running.records("Case") if row["Id"] == at)
    return {"id": at, "type": "Case", "name": number}


def note_of(panel: PanelClient) -> str:
    panel.listen()
    note = (panel.desk.get("open_record") or {}).get("note") or {}
    return str(note.get("code", ""))


# ── at the write ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["html503", "drop_before", "drop_after", "e500_after", "nonsense"])
def test_however_the_write_fails_there_is_one_task_in_the_end(
    panel: PanelClient, call: OutsideCall, kind: str
) -> None:
    """Lost before or lost after: tried again, and never written twice (D8)."""
    ended = wrapping_up(panel, call)
    panel.running.fault(WRITE, kind)
    save(panel, ended)
    panel.call(phase="not-saved")
    panel.press(f"calls/{ended['id']}/retry")

    assert "asked for refund" in saved_once(panel, call)["Description"]


@pytest.mark.parametrize("kind", ["lock", "session"])
def test_what_passes_by_itself_is_tried_again_at_once(
    panel: PanelClient, call: OutsideCall, kind: str
) -> None:
    """A row somebody else holds, a session that expired: the agent has nothing to do."""
    ended = wrapping_up(panel, call)
    panel.running.fault(WRITE, kind)
    save(panel, ended)

    assert "asked for refund" in saved_once(panel, call)["Description"]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("html503", "log.salesforce-down"), ("lock", "log.retrying"), ("limit", "log.held-limit")],
)
def test_while_the_log_is_not_saved_the_panel_says_why(
    panel: PanelClient, call: OutsideCall, kind: str, reason: str
) -> None:
    """In words the agent can pass on; and Retry does not wait for the clock."""
    ended = wrapping_up(panel, call)
    panel.running.fault(WRITE, kind, times=30)
    save(panel, ended)
    waiting = panel.call(phase="not-saved")
    panel.running.no_more_faults()
    again = panel.press(f"calls/{ended['id']}/retry")

    assert reason == waiting["log"]["reason"]["code"]
    assert again.status_code in {202, 409}  # the server may have been quicker
    saved_once(panel, call)


def test_a_refused_log_shows_salesforces_own_words(panel: PanelClient, call: OutsideCall) -> None:
    """A rule of the org: nobody tries again in vain, until a person says so."""
    ended = wrapping_up(panel, call)
    panel.running.fault(WRITE, f"reject:FIELD_CUSTOM_VALIDATION_EXCEPTION:{MESSAGE}")
    save(panel, ended)
    refused = panel.call(phase="not-saved")

    assert {"code": "log.rejected", "params": {"message": MESSAGE}} == refused["log"]["reason"]
    assert [] == panel.running.tasks_of(call.placed)
    assert 202 == panel.press(f"calls/{ended['id']}/retry").status_code
    saved_once(panel, call)


def test_hooks_are_taken_while_salesforce_is_down(
    panel: PanelClient, call: OutsideCall, running: Running
) -> None:
    """An outage costs nothing but time (P6)."""
    running.fault("* /", "drop_before", times=50)
    call.tell("leg.offered", "leg.connected")
    panel.call(phase="talking", matching="failed")
    call.tell("call.ended")
    ended = panel.call(phase="wrap-up")
    save(panel, ended)
    save(panel, ended)
    panel.call(phase="saving")
    running.no_more_faults()

    saved_once(panel, call)
